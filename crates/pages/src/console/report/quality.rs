use super::effect::picture;
use super::figures::count;
use super::missing::by_arm;
use super::paper::{Found, Paper};
use maud::{Markup, html};

/// 9. Where the numbers come from, and what of them is doubtful.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let quality = &p.report.quality;
    let w = p.w;
    let mut rows = vec![Found::new(w.say("report-primary"), None, &p.report.effect.primary)];
    if let Some(answer) = &quality.uncapped {
        rows.push(Found::new(w.say("report-uncapped"), None, answer));
    }
    if let Some(answer) = &quality.without_flagged {
        rows.push(Found::new(w.say("report-without-flagged"), None, answer));
    }
    let title = w.say("report-quality-plot");
    let body = html! {
        @if !quality.sources.is_empty() { (by_arm(p, "report-sources", &quality.sources)) }
        (doubtful(p))
        @if rows.len() > 1 {
            (picture(p, &title, &rows))
            (p.estimates(&w.with("report-as-table", [("title", title.into())]), &rows))
        }
    };
    p.part("quality", &quality.says, &body)
}

fn doubtful(p: &Paper<'_>) -> Markup {
    let quality = &p.report.quality;
    let head = html! {
        th scope="col" { (p.say("report-kind")) }
        th.number scope="col" { (p.say("report-all")) }
        (p.arm_heads())
    };
    let rows = html! {
        @if !quality.capped.is_empty() {
            tr { th scope="row" { (p.say("report-capped")) } td.number { "—" } (p.share_cells(&quality.capped)) }
        }
        @if let Some(flagged) = quality.flagged {
            tr {
                th scope="row" { (p.say("report-flagged")) }
                td.number { (count(p.w, flagged)) }
                (p.counts(&quality.flagged_arms))
            }
        }
    };
    html! {
        @if !quality.capped.is_empty() || quality.flagged.is_some() { (p.table(&p.say("report-doubtful"), &head, &rows)) }
        p.under { (p.say("report-doubtful-text")) }
    }
}
