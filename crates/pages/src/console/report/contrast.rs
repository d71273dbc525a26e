use super::effect::picture;
use super::figures::count;
use super::paper::{Found, Paper};
use maud::{Markup, html};
use outcomes::report::{Answer, Mean};

/// 6. What would have happened anyway, beside what a comparison of before and after says.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let contrast = &p.report.contrast;
    let w = p.w;
    let rows = [
        Found::new(w.say("report-randomised"), None, &contrast.randomised),
        Found::new(w.say("report-own-change"), None, &contrast.own_change),
        Found::new(w.say("report-naive"), None, &contrast.naive),
    ];
    let title = w.say("report-contrast-plot");
    let body = html! {
        (picture(p, &title, &rows))
        (p.estimates(&w.with("report-as-table", [("title", title.into())]), &rows))
        (means(p, [("report-mean-before", &contrast.before), ("report-mean-with", &contrast.with), ("report-mean-without", &contrast.without)]))
        p.under { (w.say("report-contrast-text")) }
    };
    p.part("contrast", &contrast.says, &body)
}

fn means(p: &Paper<'_>, rows: [(&str, &Answer<Mean>); 3]) -> Markup {
    let w = p.w;
    let head = html! {
        th scope="col" { (w.say("report-when")) }
        th.number scope="col" { (w.say("report-mean")) }
        th.number scope="col" { (w.say("report-people")) }
        th.number scope="col" { (w.say("report-rows")) }
    };
    let body = html! {
        @for (key, answer) in rows {
            tr {
                th scope="row" { (w.say(key)) }
                (p.mean_cell(answer, |value| p.value(value)))
                td.number { @match answer.known() { Some(mean) => (count(w, mean.people)), None => "—" } }
                td.number { @match answer.known() { Some(mean) => (count(w, mean.points)), None => "—" } }
            }
        }
    };
    p.table(&w.say("report-contrast-means"), &head, &body)
}
