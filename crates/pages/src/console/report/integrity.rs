use super::figures::{count, decimals, fixed, freedom, p_value};
use super::flow::reasons;
use super::paper::Paper;
use crate::design::{Tone, notice, tag};
use maud::{Markup, html};
use outcomes::report::{Answer, Balance, Check};

/// 3. Whether chance did what it should.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let integrity = &p.report.integrity;
    let alarm = |check: &Option<Answer<Check>>| check.as_ref().and_then(Answer::known).is_some_and(|check| check.alarm);
    let body = html! {
        @if alarm(&integrity.points) || alarm(&integrity.people) {
            (notice(Tone::Bad, &html! { p { (p.say("report-alarm")) } }))
        }
        @if let Some(answer) = &integrity.points { (checked(p, "report-check-points", answer)) }
        @if let Some(answer) = &integrity.people { (checked(p, "report-check-people", answer)) }
        @if integrity.points.is_none() && integrity.people.is_none() { p { (p.say("report-nothing-drawn")) } }
        @if integrity.deviations.is_empty() { p { (p.say("report-no-deviations")) } }
        @else { (reasons(p, "report-deviations", &integrity.deviations)) }
        @if !integrity.balance.is_empty() { (balance(p, &integrity.balance)) }
    };
    p.part("integrity", &integrity.says, &body)
}

fn checked(p: &Paper<'_>, title: &str, answer: &Answer<Check>) -> Markup {
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
        @for (place, arm) in p.arm_titles().iter().enumerate() {
            tr {
                th scope="row" { (arm) }
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
