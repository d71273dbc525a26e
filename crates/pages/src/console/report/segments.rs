use super::effect::told;
use super::figures::{count, freedom, p_value};
use super::paper::Paper;
use super::plots::{Strip, forest};
use maud::{Markup, html};
use outcomes::report::Division;

/// The effect in groups of people or of days.
pub(super) fn body(p: &Paper<'_>) -> Markup {
    let segments = &p.report.segments;
    let w = p.w;
    html! {
        h3 { (w.say("report-segments")) }
        @for sentence in &segments.says { p { (p.said(sentence)) } }
        @if segments.divisions.is_empty() { p { (w.say("report-no-segments")) } } @else {
            p.under { (w.say("report-segments-text")) }
            @for division in &segments.divisions { (divided(p, division)) }
        }
    }
}

fn divided(p: &Paper<'_>, division: &Division) -> Markup {
    let w = p.w;
    let title = p.said(&division.title);
    let whole_effect = Strip {
        title: html! { (w.say("report-everyone")) },
        span: p.report.effect.primary.known().map(|known| p.span(known)),
        told: told(p, &p.report.effect.primary),
        first: true,
    };
    let of_segment = division.segments.iter().map(|segment| Strip {
        title: html! { (p.said(&segment.title)) },
        span: segment.estimate.known().map(|known| p.span(known)),
        told: told(p, &segment.estimate),
        first: false,
    });
    let strips: Vec<Strip> = std::iter::once(whole_effect).chain(of_segment).collect();
    let by = w.with("report-segments-by", [("title", title.into())]);
    html! {
        h4 { (by) " " (p.planned(division.planned)) }
        (forest(&by, &strips, &|number| p.in_unit(number)))
        (table(p, &by, division))
    }
}

fn table(p: &Paper<'_>, title: &str, division: &Division) -> Markup {
    let w = p.w;
    let is_false_discovery = division.segments.iter().any(|segment| segment.p_benjamini_hochberg.is_some());
    let adjusted = if is_false_discovery { "report-benjamini-hochberg" } else { "report-holm" };
    let head = html! {
        th scope="col" { (w.say("report-segment")) }
        th.number scope="col" { (w.say("report-difference")) }
        th.number scope="col" { (w.say("report-interval-head")) }
        th.number scope="col" { "p" }
        th.number scope="col" { (w.say(adjusted)) }
        th.number scope="col" { (w.say("report-se")) }
        th.number scope="col" { (w.say("report-df")) }
        th.number scope="col" { (w.say("report-people")) }
        th.number scope="col" { (w.say("report-rows")) }
    };
    let rows = html! {
        @for segment in &division.segments {
            tr {
                th scope="row" { (p.said(&segment.title)) }
                @match (segment.estimate.known(), segment.estimate.instead()) {
                    (Some(known), _) => {
                        td.number { (p.difference(known)) }
                        td.number { (p.interval(known)) }
                        td.number { (p_value(w, known.p)) }
                        td.number { @match segment.p_holm.or(segment.p_benjamini_hochberg) { Some(adjusted) => (p_value(w, adjusted)), None => "—" } }
                        td.number { (p.standard_error(known)) }
                        td.number { @match known.df { Some(df) => (freedom(df)), None => "—" } }
                        td.number { (count(w, known.people)) }
                        td.number { (count(w, known.points)) }
                    },
                    (None, said) => td colspan="8" { @if let Some(said) = said { (p.instead(said)) } },
                }
            }
        }
    };
    p.table(&w.with("report-as-table", [("title", title.into())]), &head, &rows)
}
