use super::figures::{count, decimals, fixed, freedom, p_value};
use super::flow::reasons;
use super::paper::Paper;
use crate::design::{Tone, notice, tag};
use maud::{Markup, html};
use outcomes::report::{Answer, Arm, Balance, Check, DesignKind};

/// 3. Whether chance did what it should.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let integrity = &p.report.integrity;
    let alarm = |check: &Option<Answer<Check>>| check.as_ref().and_then(Answer::known).is_some_and(|check| check.alarm);
    let body = html! {
        @if alarm(&integrity.points) || alarm(&integrity.people) {
            (notice(Tone::Bad, &html! { p { (p.say("report-alarm")) } }))
        }
        @if let Some(answer) = &integrity.points { (checked(p, "report-check-points", p.arms(), answer)) }
        @if let Some(answer) = &integrity.people { (people(p, answer)) }
        @if integrity.points.is_none() && integrity.people.is_none() { p { (p.say("report-nothing-drawn")) } }
        @if integrity.deviations.is_empty() { p { (p.say("report-no-deviations")) } }
        @else { (reasons(p, "report-deviations", &integrity.deviations)) }
        @if !integrity.balance.is_empty() { (balance(p, &integrity.balance)) }
    };
    p.part("integrity", &integrity.says, &body)
}

/// People in arms: their own ones, where messages are drawn at decision points beside them.
fn people(p: &Paper<'_>, answer: &Answer<Check>) -> Markup {
    let title = match p.report.about.design.kind {
        DesignKind::Clusters => "report-check-clusters",
        _ => "report-check-people",
    };
    let own = p.report.recompute.asked.beside.as_ref().map_or(p.arms(), |arms| arms.as_slice());
    checked(p, title, own, answer)
}

fn checked(p: &Paper<'_>, title: &str, arms: &[Arm], answer: &Answer<Check>) -> Markup {
    let w = p.w;
    let head = html! {
        th scope="col" { (w.say("report-arm")) }
        th.number scope="col" { (w.say("report-expected")) }
        th.number scope="col" { (w.say("report-observed")) }
    };
    let Some(check) = answer.known() else {
        return html! { h3 { (w.say(title)) } @if let Some(said) = answer.instead() { p { (p.instead(said)) } } };
    };
    let rows = html! {
        @for (place, arm) in arms.iter().enumerate() {
            tr {
                th scope="row" { (p.said(&arm.title)) }
                td.number { @match check.expected.get(place) { Some(many) => (fixed(*many, 1)), None => "—" } }
                td.number { @match check.observed.get(place) { Some(many) => (count(w, *many)), None => "—" } }
            }
        }
    };
    let statistic = fixed(check.statistic, 3);
    let p_told = p_value(w, check.p);
    html! {
        (p.table(&w.say(title), &head, &rows))
        p.under {
            @match check.df {
                Some(df) => (w.with("report-chi", [("statistic", statistic.into()), ("df", freedom(df).into()), ("p", p_told.into())])),
                None => (w.with("report-z", [("statistic", statistic.into()), ("p", p_told.into())])),
            }
            @if let Some(any) = check.p_any_look { " " (w.with("report-any-look", [("p", p_value(w, any).into())])) }
            " " @if check.alarm { (tag(Tone::Bad, &w.say("report-check-alarm"))) } @else { (tag(Tone::Good, &w.say("report-check-fine"))) }
        }
    }
}

fn balance(p: &Paper<'_>, rows: &[Balance]) -> Markup {
    let w = p.w;
    let head = html! {
        th scope="col" { (w.say("report-known-before")) }
        (p.arm_heads())
        th.number scope="col" { (w.say("report-standardised")) }
    };
    let number = |value: f64| fixed(value, decimals([value]));
    let rows = html! {
        @for row in rows {
            tr {
                th scope="row" { (p.said(&row.title)) }
                @for mean in &row.arms { (p.mean_cell(mean, number)) }
                @match row.standardised.known() {
                    Some(known) => td.number { (fixed(*known, 3)) },
                    None => (p.cell_instead(&row.standardised)),
                }
            }
        }
    };
    html! {
        (p.table(&w.say("report-balance"), &head, &rows))
        p.under { (w.say("report-balance-text")) }
    }
}
