use super::effect::picture;
use super::figures::whole;
use super::paper::{Found, Paper};
use crate::design::{Tone, tag};
use maud::{Markup, html};
use outcomes::report::Correction;

/// 5. When it was looked at, and how many questions were asked.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let looks = &p.report.looks;
    let w = p.w;
    let head = html! {
        th scope="col" { (w.say("report-look-day")) }
        th scope="col" { (w.say("report-look-kind")) }
        th scope="col" { (w.say("report-look-state")) }
    };
    let rows = html! {
        @for look in &looks.planned {
            tr {
                th scope="row" { (w.day(look.day)) }
                td { (w.say(if look.last { "report-look-last" } else { "report-look-interim" })) }
                td { @if look.reached { (tag(Tone::Good, &w.say("report-look-reached"))) } @else { (tag(Tone::Plain, &w.say("report-look-coming"))) } }
            }
        }
    };
    let body = html! {
        dl.facts {
            div { dt { (w.say("report-looks-made")) } dd { (w.with("report-times", [("number", whole(looks.made).into())])) } }
            div { dt { (w.say("report-questions")) } dd { (whole(looks.questions)) } }
            @if let Some(people) = looks.n_star {
                div { dt { (w.say("report-n-star")) } dd { (w.with("report-many-people", [("number", whole(people).into())])) } }
            }
        }
        @if looks.planned.is_empty() { p { (w.say("report-no-looks")) } } @else { (p.table(&w.say("report-looks-planned"), &head, &rows)) }
        @if let Some(anytime) = &looks.anytime {
            @let primary = &p.report.effect.primary;
            // Before the last look the primary analysis has this interval itself.
            @let fixed = primary.known().is_none_or(|primary| primary.correction != Correction::Anytime);
            @let fixed = fixed.then(|| Found::new(w.say("report-fixed"), None, primary));
            @let rows: Vec<Found<'_>> =
                fixed.into_iter().chain([Found::new(w.say("report-anytime"), None, anytime)]).collect();
            (picture(p, &w.say("report-anytime-plot"), &rows))
            (p.estimates(&w.with("report-as-table", [("title", w.say("report-anytime-plot").into())]), &rows))
        }
        p.under { (w.say("report-holm-text")) }
    };
    p.part("looks", &looks.says, &body)
}
