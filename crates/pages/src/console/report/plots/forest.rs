use super::super::figures::{Span, fixed};
use super::across;
use super::axis::Axis;
use maud::{Markup, html};

/// How much longer than the shortest an interval may be before it is cut off.
const LONGEST: f64 = 8.0;

/// One line of a forest plot.
pub(in super::super) struct Strip {
    /// What it is of.
    pub(in super::super) title: Markup,
    /// The estimate and its interval, where there are some.
    pub(in super::super) span: Option<Span>,
    /// The same in words, or why there is none.
    pub(in super::super) told: Markup,
    /// Whether it is the one that the others are held against.
    pub(in super::super) first: bool,
}

/// Estimates with their intervals, one below the other over one scale. `unit` writes a number with its unit.
pub(in super::super) fn forest(title: &str, strips: &[Strip], unit: &dyn Fn(&str) -> String) -> Markup {
    let axis = Axis::around(ends(strips), 4);
    html! {
        figure.plot {
            figcaption { (title) }
            ul.forest {
                @for strip in strips {
                    li class=[class(strip)] {
                        span.forest-name { (strip.title) }
                        svg.forest-strip height="26" aria-hidden="true" { (strip_drawn(&axis, strip)) }
                        span.forest-told { (strip.told) }
                    }
                }
                li.forest-scale aria-hidden="true" {
                    span.forest-name {}
                    svg.forest-strip height="22" {
                        @for tick in &axis.ticks {
                            @let number = fixed(*tick, axis.places);
                            @let (first, last) = (axis.ticks.first() == Some(tick), axis.ticks.last() == Some(tick));
                            @let anchor = if first { "start" } else if last { "end" } else { "middle" };
                            text x=(across(100.0 * axis.place(*tick))) y="16" text-anchor=(anchor) { @if last { (unit(&number)) } @else { (number) } }
                        }
                    }
                    span.forest-told {}
                }
            }
        }
    }
}

fn class(strip: &Strip) -> Option<&'static str> {
    match (strip.span, strip.first) {
        (None, _) => Some("untold"),
        (Some(_), true) => Some("first"),
        (Some(_), false) => None,
    }
}

/// What the scale has to hold: very long intervals are cut off, so that the others can still be told apart.
fn ends(strips: &[Strip]) -> Vec<f64> {
    let spans = || strips.iter().filter_map(|strip| strip.span);
    let shortest = spans().map(|span| span.high - span.low).filter(|long| *long > 0.0).fold(f64::INFINITY, f64::min);
    let held = |span: Span| {
        let most = shortest * LONGEST / 2.0;
        if (span.high - span.low) > most * 2.0 {
            [span.at, span.low.max(span.at - most), span.high.min(span.at + most)]
        } else {
            [span.at, span.low, span.high]
        }
    };
    spans().flat_map(held).collect()
}

fn strip_drawn(axis: &Axis, strip: &Strip) -> Markup {
    let (first, last) = axis.ends();
    let at = |value: f64| across(100.0 * axis.place(value.clamp(first, last)));
    html! {
        @for tick in &axis.ticks { line class={ "grid" @if *tick == 0.0 { " zero" } } x1=(at(*tick)) x2=(at(*tick)) y1="0" y2="26" {} }
        @if let Some(span) = strip.span {
            line.whisker x1=(at(span.low)) x2=(at(span.high)) y1="13" y2="13" {}
            // An end is drawn where it is, and not where it was cut off.
            @if span.low >= first { line.whisker x1=(at(span.low)) x2=(at(span.low)) y1="8" y2="18" {} } @else { text.cut x="0" y="17" { "◀" } }
            @if span.high <= last { line.whisker x1=(at(span.high)) x2=(at(span.high)) y1="8" y2="18" {} } @else { text.cut x="100%" y="17" text-anchor="end" { "▶" } }
            circle.dot cx=(at(span.at)) cy="13" r=(if strip.first { "6" } else { "4.5" }) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_that_is_far_too_long_does_not_hide_the_others() {
        let of = |at: f64, half: f64| Strip {
            title: html! {},
            span: Some(Span { at, low: at - half, high: at + half }),
            told: html! {},
            first: false,
        };
        let strips = [of(300.0, 100.0), of(200.0, 9_000.0)];
        assert_eq!(Axis::around(ends(&strips), 4).ends(), (-1_000.0, 1_000.0));
        let drawn = forest("x", &strips, &str::to_owned).0;
        assert!(drawn.contains("◀") && drawn.contains("▶"), "{drawn}");
        assert!(forest("x", &[], &str::to_owned).0.contains("forest-scale"));
    }
}
