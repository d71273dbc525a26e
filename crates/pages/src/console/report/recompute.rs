use super::figures::whole;
use super::paper::Paper;
use maud::{Markup, html};

/// With what the same report is made again.
pub(super) fn section(p: &Paper<'_>, hash: Option<&str>) -> Markup {
    let recompute = &p.report.recompute;
    let w = p.w;
    let body = html! {
        dl.facts {
            @if let Some(hash) = hash { div { dt { (w.say("report-hash")) } dd { code { (hash) } } } }
            div { dt { (w.say("report-plan-hash")) } dd { @match &recompute.plan { Some(hash) => code { (hash) }, None => (w.say("report-none")) } } }
            div { dt { (w.say("report-record-hash")) } dd { code { (recompute.record) } } }
            div { dt { (w.say("report-record-rows")) } dd { (whole(recompute.rows)) } }
            div { dt { (w.say("report-as-of")) } dd { (w.instant(recompute.as_of)) } }
            div { dt { (w.say("report-code")) } dd { code { (recompute.code) } } }
            div { dt { (w.say("report-format")) } dd { (p.report.format) } }
        }
        pre tabindex="0" { (recompute.command) }
    };
    p.part("recompute", &recompute.says, &body)
}
