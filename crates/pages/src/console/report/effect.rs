use super::figures::{count, fixed, p_value, relative, relative_interval, whole, with_unit};
use super::paper::{Found, Paper};
use super::plots::{Strip, forest};
use super::{distribution, segments};
use maud::{Markup, html};
use outcomes::report::{Answer, Effect, Estimate, Mean, Method, Permuted};

/// 4. The answer to the question.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let effect = &p.report.effect;
    let w = p.w;
    let primary = || Found::new(w.say("report-primary"), Some(effect.planned), &effect.primary);
    let others =
        effect.others.iter().map(|other| Found::new(p.said(&other.title), Some(other.planned), &other.estimate));
    let rows: Vec<Found<'_>> = std::iter::once(primary()).chain(others).collect();
    let body = html! {
        (picture(p, &w.say("report-effect-plot"), &rows))
        (p.estimates(&w.with("report-as-table", [("title", w.say("report-effect-plot").into())]), &rows))
        p.under {
            (w.say(method(effect)))
            @if !effect.controls.is_empty() { " " (w.with("report-controls", [("names", controls(p, &effect.controls).into())])) }
            @if p.report.about.outcome.log { " " (w.say("report-log-scale")) }
        }
        @if let Some(permuted) = &effect.permuted { (permuted_told(p, permuted)) }
        (relative_told(p))
        (means(p, &effect.arms))
        (segments::body(p))
        (distribution::body(p))
    };
    p.part("effect", &effect.says, &body)
}

/// What was adjusted for, as people call it.
fn controls(p: &Paper<'_>, names: &[String]) -> String {
    let named = names.iter().map(|name| p.say(&format!("report-control-{}", name.replace('_', "-"))));
    named.collect::<Vec<_>>().join(&p.say("report-and"))
}

/// Estimates as a forest plot, the first of them in front.
pub(super) fn picture(p: &Paper<'_>, title: &str, rows: &[Found<'_>]) -> Markup {
    let strips: Vec<Strip> = rows.iter().enumerate().map(|(place, row)| strip(p, place == 0, row)).collect();
    forest(title, &strips, &|number| p.in_unit(number))
}

/// One line of a forest plot.
pub(super) fn strip(p: &Paper<'_>, first: bool, row: &Found<'_>) -> Strip {
    Strip {
        title: html! { (row.title) @if let Some(planned) = row.planned { " " (p.planned(planned)) } },
        span: row.answer.known().map(|known| p.span(known)),
        told: told(p, row.answer),
        first,
    }
}

/// An estimate with its interval, or what is said in its place.
pub(super) fn told(p: &Paper<'_>, answer: &Answer<Estimate>) -> Markup {
    html! {
        @match (answer.known(), answer.instead()) {
            (Some(known), _) => { strong { (p.difference(known)) } " " small { (p.interval(known)) } },
            (None, said) => { @if let Some(said) = said { (p.instead(said)) } },
        }
    }
}

/// What drawing again gives, which with few clusters is the p-value to go by.
fn permuted_told(p: &Paper<'_>, answer: &Answer<Permuted>) -> Markup {
    let Some(permuted) = answer.known() else {
        return html! { p { (p.say("report-permuted-head")) " " @if let Some(said) = answer.instead() { (p.instead(said)) } } };
    };
    let (told, draws) = (p_value(p.w, permuted.p), whole(permuted.draws));
    let given = |key| p.w.with(key, [("p", told.clone().into()), ("draws", draws.clone().into())]);
    html! {
        p {
            strong { (given(if permuted.exact { "report-permuted-exact" } else { "report-permuted" })) }
            " " small { (p.say("report-permuted-under")) }
        }
    }
}

fn relative_told(p: &Paper<'_>) -> Markup {
    let answer = &p.report.effect.relative;
    html! {
        p {
            @match (answer.known(), answer.instead()) {
                (Some(known), _) => (p.w.with("report-relative", [("value", relative(known).into()), ("percent", p.percent().into()), ("interval", relative_interval(p.w, known).into())])),
                (None, said) => { (p.say("report-relative-head")) (p.say("report-colon")) @if let Some(said) = said { (p.instead(said)) } },
            }
        }
    }
}

/// What was measured, by arm.
fn means(p: &Paper<'_>, arms: &[Answer<Mean>]) -> Markup {
    let w = p.w;
    let outcome = &p.report.about.outcome;
    let head = html! {
        th scope="col" { (w.say("report-arm")) }
        th.number scope="col" { (w.say("report-mean")) }
        th.number scope="col" { (w.say("report-people")) }
        th.number scope="col" { (w.say("report-rows")) }
    };
    let rows = html! {
        @for (title, answer) in p.arm_titles().iter().zip(arms) {
            tr {
                th scope="row" { (title) }
                (p.mean_cell(answer, |value| p.value(value)))
                td.number { @match answer.known() { Some(mean) => (count(w, mean.people)), None => "—" } }
                td.number { @match answer.known() { Some(mean) => (count(w, mean.points)), None => "—" } }
            }
        }
    };
    html! {
        (p.table(&w.with("report-measured", [("outcome", p.said(&outcome.title).into())]), &head, &rows))
        @if let Some(cap) = outcome.cap {
            p.under { (w.with("report-cap", [("cap", with_unit(w, &fixed(cap, 0), &p.said(&outcome.unit)).into())])) }
        }
    }
}

/// The key of how an effect is estimated.
fn method(effect: &Effect) -> &'static str {
    match effect.method {
        Method::Wcls => "report-method-wcls",
        Method::Emee => "report-method-emee",
        Method::Arms if effect.controls.is_empty() => "report-method-arms-plain",
        Method::Arms => "report-method-arms",
        Method::Clusters => "report-method-clusters",
        Method::Stepped => "report-method-stepped",
        Method::None => "report-method-none",
    }
}
