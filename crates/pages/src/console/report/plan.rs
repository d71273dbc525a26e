use super::figures::{fixed, with_unit};
use super::paper::Paper;
use maud::{Markup, html};
use outcomes::report::{About, Measure, PlanShown, Standing};

/// 1. What was asked, how, and what of it was fixed before the start.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let w = p.w;
    let about = &p.report.about;
    let body = html! {
        dl.facts {
            (fact(p, "report-question", &html! { (p.said(&about.question)) }))
            (fact(p, "report-estimand", &html! { (p.said(&about.estimand)) }))
            (fact(p, "report-design", &html! { (p.said(&about.design.says)) }))
            (fact(p, "report-outcome", &html! { (outcome(p, &about.outcome)) }))
            (fact(p, "report-window", &html! { (p.said(&about.outcome.window)) }))
            (fact(p, "report-period", &html! { (period(p, about)) }))
            @if let Some(plan) = &about.plan { (sealed(p, plan)) }
        }
        @if about.plan.is_none() || about.standing == Standing::Exploratory {
            p { (w.say("report-no-plan")) }
        }
        @if !about.changes.is_empty() {
            h3 { (w.say("report-changes")) }
            ul { @for change in &about.changes { li { (p.said(change)) } } }
        }
        (arms(p))
    };
    p.part("plan", &about.says, &body)
}

fn fact(p: &Paper<'_>, key: &str, said: &Markup) -> Markup {
    html! { div { dt { (p.say(key)) } dd { (said) } } }
}

fn outcome(p: &Paper<'_>, outcome: &Measure) -> Markup {
    html! {
        (p.said(&outcome.title)) " " code { (outcome.name) }
        @if let Some(cap) = outcome.cap {
            " " (p.w.with("report-cap", [("cap", with_unit(p.w, &fixed(cap, 0), &p.said(&outcome.unit)).into())]))
        }
        @if outcome.log { " " (p.say("report-log")) }
    }
}

/// From when to when decision points count.
pub(super) fn period(p: &Paper<'_>, about: &About) -> String {
    let from = p.w.day(about.from);
    match about.until {
        Some(until) => p.w.with("campaign-period", [("from", from.into()), ("until", p.w.day(until).into())]),
        None => p.w.with("campaign-open-end", [("from", from.into())]),
    }
}

fn sealed(p: &Paper<'_>, plan: &PlanShown) -> Markup {
    let w = p.w;
    html! {
        (fact(p, "report-sealed", &html! {
            (w.with("report-sealed-on", [("day", w.day(plan.sealed_on).into()), ("start", w.day(plan.start).into())]))
            br; code { (plan.hash) }
        }))
        @if let Some(day) = plan.final_on { (fact(p, "report-final-on", &html! { (w.day(day)) })) }
    }
}

/// What is held against what.
fn arms(p: &Paper<'_>) -> Markup {
    let head = html! {
        th scope="col" { (p.say("report-arm")) }
        th scope="col" { (p.say("report-arm-name")) }
        th.number scope="col" { (p.say("report-probability")) }
    };
    let rows = html! {
        @for arm in p.arms() {
            tr {
                th scope="row" { (p.said(&arm.title)) }
                td { code { (arm.key) } }
                td.number { @match arm.probability { Some(share) => (fixed(share, 3)), None => "—" } }
            }
        }
    };
    p.table(&p.say("report-arms"), &head, &rows)
}
