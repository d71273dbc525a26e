//! Plots of a report, drawn by the server. Places across are in percent, so that letters keep their size from a telephone
//! to paper; nothing is told by colour alone, and beside each stands a table with the same numbers.

mod axis;
mod chart;
mod forest;
mod grouped;
mod lines;
mod tiers;
mod weeks;

pub(super) use chart::{Stage, chart};
pub(super) use forest::{Strip, forest};
pub(super) use grouped::grouped;
pub(super) use lines::{Line, lines};
pub(super) use tiers::{Paid, tiers};
pub(super) use weeks::weeks;

use maud::{Markup, html};

/// The height of what stands upright, in pixels.
const HEIGHT: f64 = 200.0;

/// What is above it, where the topmost number stands.
const HEAD: f64 = 12.0;

/// What is below it, where names stand.
const FOOT: f64 = 26.0;

/// How many names stand below it at the most: as many as a telephone has room for.
const NAMED: usize = 6;

/// A place across.
fn across(percent: f64) -> String {
    format!("{percent:.2}%")
}

/// A place in pixels.
fn pixels(place: f64) -> String {
    format!("{place:.1}")
}

/// What an upright plot is made of: a scale at its side, lines across, and what is drawn over them in `inside`.
struct Upright<'a> {
    axis: &'a axis::Axis,
    /// What the picture says, in words.
    says: &'a str,
    /// What stands at the ticks.
    ticks: Vec<String>,
    /// The names below: place across in percent, and text.
    names: Vec<(f64, String)>,
}

impl Upright<'_> {
    /// From the top, in pixels.
    fn down(&self, value: f64) -> f64 {
        HEAD + HEIGHT * (1.0 - self.axis.place(value))
    }

    fn draw(&self, inside: &Markup) -> Markup {
        let high = pixels(HEAD + HEIGHT + FOOT);
        html! {
            .plot-area {
                svg.plot-axis height=(high) aria-hidden="true" {
                    @for (tick, text) in self.axis.ticks.iter().zip(&self.ticks) {
                        text x="100%" dx="-6" y=(pixels(self.down(*tick) + 4.0)) text-anchor="end" { (text) }
                    }
                }
                svg.plot-bars height=(high) role="img" aria-label=(self.says) {
                    @for tick in &self.axis.ticks {
                        @let y = pixels(self.down(*tick));
                        line class={ "grid" @if *tick == 0.0 { " zero" } } x1="0" x2="100%" y1=(y) y2=(y) {}
                    }
                    (inside)
                    @for (x, name) in &self.names {
                        text x=(across(*x)) y=(pixels(HEAD + HEIGHT + FOOT - 8.0)) text-anchor="middle" { (name) }
                    }
                }
            }
        }
    }
}

/// Every how many-th is named, where there are so many.
fn every(many: usize) -> usize {
    many.div_ceil(NAMED).max(1)
}
