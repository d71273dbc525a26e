use super::super::figures::fixed;
use super::axis::Axis;
use super::{Upright, across, every, pixels};
use maud::{Markup, html};

/// One line: what it is called, and its share of each week, between 0 and 1; `None` where none is told.
pub(in super::super) struct Line {
    pub(in super::super) name: String,
    pub(in super::super) shares: Vec<Option<f64>>,
}

/// Shares by week, as lines with marks of different shapes.
pub(in super::super) fn lines((title, under): (&str, &str), says: &str, weeks: &[String], all: &[Line]) -> Markup {
    let shares = all.iter().flat_map(|line| line.shares.iter().flatten()).map(|share| share * 100.0);
    let axis = Axis::around(shares, 4);
    let share = 100.0 / weeks.len().max(1) as f64;
    let middle = |place: usize| share * (place as f64 + 0.5);
    let named = weeks.iter().enumerate().step_by(every(weeks.len())).map(|(place, name)| (middle(place), name.clone()));
    let ticks = axis.ticks.iter().map(|tick| format!("{}%", fixed(*tick, axis.places))).collect();
    let plot = Upright { axis: &axis, says, ticks, names: named.collect() };
    let inside = html! {
        @for (series, line) in all.iter().enumerate() {
            g class={ "line line-" (series) } {
                title { (line.name) }
                @for (place, two) in line.shares.windows(2).enumerate() {
                    @if let [Some(one), Some(next)] = two {
                        line x1=(across(middle(place))) x2=(across(middle(place + 1)))
                            y1=(pixels(plot.down(one * 100.0))) y2=(pixels(plot.down(next * 100.0))) {}
                    }
                }
                @for (place, share) in line.shares.iter().enumerate() {
                    @if let Some(share) = share { (mark(series, &across(middle(place)), plot.down(share * 100.0))) }
                }
            }
        }
    };
    html! {
        figure.plot {
            figcaption { (title) }
            (legend(all))
            (plot.draw(&inside))
            p.plot-under { (under) }
        }
    }
}

/// What each line is, beside its mark.
fn legend(all: &[Line]) -> Markup {
    html! {
        p.legend {
            @for (series, line) in all.iter().enumerate() {
                span {
                    svg.legend-mark width="34" height="16" aria-hidden="true" {
                        g class={ "line line-" (series) } {
                            line x1="0" x2="34" y1="8" y2="8" {}
                            (mark(series, "17", 8.0))
                        }
                    }
                    (line.name)
                }
            }
        }
    }
}

/// A circle, a square, a ring, an empty square: told apart without colours.
fn mark(series: usize, x: &str, y: f64) -> Markup {
    html! {
        @if series.is_multiple_of(2) {
            circle.mark cx=(x) cy=(pixels(y)) r="4.5" {}
        } @else {
            // A place in percent takes no arithmetic, so the square is moved by its own half.
            rect.mark x=(x) y=(pixels(y - 4.0)) width="8" height="8" transform="translate(-4 0)" {}
        }
    }
}
