use super::effect::picture;
use super::figures::{count, whole};
use super::paper::{Found, Paper};
use maud::{Markup, html};
use outcomes::report::{Answer, ByArm, Missing, Share};

/// 7. What is not known, what came late, and whether that matters.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let missing = &p.report.missing;
    let w = p.w;
    let rows = missing.sensitivity.iter();
    let rows: Vec<Found<'_>> =
        rows.map(|one| Found::new(p.said(&one.title), Some(one.planned), &one.estimate)).collect();
    let title = w.say("report-sensitivity");
    let body = html! {
        dl.facts {
            div { dt { (w.say("report-watermark")) } dd { (w.instant(missing.watermark)) } }
            div { dt { (w.say("report-open")) } dd { (w.with("report-many-points", [("number", whole(missing.open).into())])) } }
        }
        (shares(p, missing))
        @if !missing.reasons.is_empty() { (by_arm(p, "report-missing-why", &missing.reasons)) }
        @if rows.is_empty() { p { (w.say("report-no-sensitivity")) } } @else {
            (picture(p, &title, &rows))
            (p.estimates(&w.with("report-as-table", [("title", title.into())]), &rows))
        }
    };
    p.part("missing", &missing.says, &body)
}

fn shares(p: &Paper<'_>, missing: &Missing) -> Markup {
    let head = html! { th scope="col" { (p.say("report-share-head")) } (p.arm_heads()) };
    let row =
        |key: &str, shares: &[Answer<Share>]| html! { tr { th scope="row" { (p.say(key)) } (p.share_cells(shares)) } };
    let rows = html! {
        (row("report-missing-share", &missing.shares))
        (row("report-revised-share", &missing.revised))
    };
    p.table(&p.say("report-missing-table"), &head, &rows)
}

/// Counts of several kinds, of all and by arm.
pub(super) fn by_arm(p: &Paper<'_>, title: &str, kinds: &[ByArm]) -> Markup {
    let head = html! {
        th scope="col" { (p.say("report-kind")) }
        th.number scope="col" { (p.say("report-all")) }
        (p.arm_heads())
    };
    let rows = html! {
        @for kind in kinds {
            tr { th scope="row" { (p.said(&kind.title)) } td.number { (count(p.w, kind.total)) } (p.counts(&kind.arms)) }
        }
    };
    p.table(&p.say(title), &head, &rows)
}
