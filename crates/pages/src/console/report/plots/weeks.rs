use super::super::figures::{Span, fixed};
use super::axis::Axis;
use super::{Upright, across, every, pixels};
use maud::{Markup, html};

/// An estimate with its interval for each week, upright. Weeks without one stay empty.
pub(in super::super) fn weeks(
    (title, unit, under): (&str, &str, &str),
    says: &str,
    weeks: &[(String, Option<Span>)],
) -> Markup {
    let spans = weeks.iter().filter_map(|(_, span)| *span);
    let axis = Axis::around(spans.flat_map(|span| [span.at, span.low, span.high]), 4);
    let share = 100.0 / weeks.len().max(1) as f64;
    let middle = |place: usize| share * (place as f64 + 0.5);
    let named =
        weeks.iter().enumerate().step_by(every(weeks.len())).map(|(place, (name, _))| (middle(place), name.clone()));
    let ticks = axis.ticks.iter().map(|tick| fixed(*tick, axis.places)).collect();
    let plot = Upright { axis: &axis, says, ticks, names: named.collect() };
    let inside = html! {
        @for (place, (name, span)) in weeks.iter().enumerate() {
            @if let Some(span) = span {
                @let x = middle(place);
                @let (low, high, at) = (pixels(plot.down(span.low)), pixels(plot.down(span.high)), pixels(plot.down(span.at)));
                g {
                    title { (name) }
                    line.whisker x1=(across(x)) x2=(across(x)) y1=(low) y2=(high) {}
                    @for end in [&low, &high] {
                        line.whisker x1=(across(x - share * 0.15)) x2=(across(x + share * 0.15)) y1=(end) y2=(end) {}
                    }
                    circle.dot cx=(across(x)) cy=(at) r="4.5" {}
                }
            }
        }
    };
    html! {
        figure.plot {
            figcaption { (title) " " small { (unit) } }
            (plot.draw(&inside))
            p.plot-under { (under) }
        }
    }
}
