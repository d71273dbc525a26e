use super::super::figures::{Span, fixed};
use super::axis::Axis;
use super::{across, pixels};
use domain::pack::contract::Level;
use maud::{Markup, html};
use outcomes::payment::Tier;

/// What is above it, where the chances stand.
const HEAD: f64 = 24.0;

/// The height of what is paid.
const HEIGHT: f64 = 150.0;

/// From there down: the interval, and the numbers of the scale.
const FOOT: f64 = 58.0;

/// What is narrower has no words of its own, in percent of the width.
const NARROW: f64 = 14.0;

/// What a line of a contract pays by its value.
pub(in super::super) struct Paid<'a> {
    /// The parts of the table, from the worst to the best.
    pub(in super::super) tiers: &'a [Tier],
    /// Whether a greater value is a better one.
    pub(in super::super) rises: bool,
    /// What was found.
    pub(in super::super) span: Span,
    /// What comparing before and after would have found.
    pub(in super::super) before_after: Option<f64>,
}

/// What is paid at which value, with the estimate, its interval, and how likely each part is. `legend` has the words for
/// the estimate and for before and after, `yen` writes an amount, `unit` a value.
pub(in super::super) fn tiers(
    (title, says): (&str, &str),
    paid: &Paid<'_>,
    legend: (&str, &str),
    yen: &dyn Fn(i64) -> String,
    unit: &dyn Fn(&str) -> String,
) -> Markup {
    let span = paid.span;
    let levels = paid.tiers.iter().flat_map(|tier| [tier.from, tier.until]).flatten().map(Level::number);
    let axis = Axis::over(levels.chain([span.at, span.low, span.high]).chain(paid.before_after), 4);
    let most = paid.tiers.iter().flat_map(|tier| [tier.least_yen, tier.most_yen]).flatten().max().unwrap_or(1).max(1);
    let down = |yen: i64| HEAD + HEIGHT * (1.0 - yen.max(0) as f64 / most as f64);
    let at = |value: f64| 100.0 * axis.place(value).clamp(0.0, 1.0);
    let foot = HEAD + HEIGHT;
    html! {
        figure.plot {
            figcaption { (title) }
            p.legend {
                span { svg.legend-mark width="34" height="16" aria-hidden="true" { line.whisker x1="0" x2="34" y1="8" y2="8" {} circle.dot cx="17" cy="8" r="5" {} } (legend.0) }
                @if paid.before_after.is_some() {
                    span { svg.legend-mark width="16" height="16" aria-hidden="true" { (diamond("8", 8.0)) } (legend.1) }
                }
            }
            svg.tiers width="100%" height=(pixels(foot + FOOT)) role="img" aria-label=(says) {
                @for (place, tier) in paid.tiers.iter().enumerate() {
                    @if let (Some(least), Some(best)) = (tier.least_yen, tier.most_yen) {
                        @let (worse, better) = edges(&axis, paid, tier);
                        @let (left, right) = (at(worse).min(at(better)), at(worse).max(at(better)));
                        rect class={ "tier tier-" (place % 2) } x=(across(left)) width=(across(right - left)) y=(pixels(HEAD)) height=(pixels(HEIGHT)) {}
                        rect.tier-paid x=(across(left)) width=(across(right - left)) y=(pixels(down(least))) height=(pixels(foot - down(least))) {}
                        line.tier-edge x1=(across(at(worse))) x2=(across(at(better))) y1=(pixels(down(least))) y2=(pixels(down(best))) {}
                        @if right - left > NARROW {
                            text x=(across((left + right) / 2.0)) y=(pixels(HEAD - 8.0)) text-anchor="middle" { (chance(tier.probability)) }
                            // Where the amount changes within a part, the table tells both of its ends.
                            @if least == best {
                                text x=(across((left + right) / 2.0)) y=(pixels(foot - 10.0)) text-anchor="middle" { (yen(best)) }
                            }
                        }
                    }
                }
                line.grid x1="0" x2="100%" y1=(pixels(foot)) y2=(pixels(foot)) {}
                line.estimate x1=(across(at(span.at))) x2=(across(at(span.at))) y1=(pixels(HEAD)) y2=(pixels(foot + 16.0)) {}
                line.whisker x1=(across(at(span.low))) x2=(across(at(span.high))) y1=(pixels(foot + 16.0)) y2=(pixels(foot + 16.0)) {}
                circle.dot cx=(across(at(span.at))) cy=(pixels(foot + 16.0)) r="5.5" {}
                @if let Some(value) = paid.before_after { (diamond(&across(at(value)), foot + 16.0)) }
                @for (place, tick) in axis.ticks.iter().enumerate() {
                    @let is_last = place + 1 == axis.ticks.len();
                    @let anchor = if place == 0 { "start" } else if is_last { "end" } else { "middle" };
                    @let number = fixed(*tick, axis.places);
                    text x=(across(at(*tick))) y=(pixels(foot + 46.0)) text-anchor=(anchor) { @if is_last { (unit(&number)) } @else { (number) } }
                }
            }
        }
    }
}

/// Where a part begins and ends on the scale, from worse to better.
fn edges(axis: &Axis, paid: &Paid<'_>, tier: &Tier) -> (f64, f64) {
    let (low, high) = axis.ends();
    let (worst, best) = if paid.rises { (low, high) } else { (high, low) };
    (tier.from.map_or(worst, Level::number), tier.until.map_or(best, Level::number))
}

fn chance(probability: f64) -> String {
    format!("{}%", fixed(probability * 100.0, 0))
}

fn diamond(x: &str, y: f64) -> Markup {
    html! { text.diamond x=(x) y=(pixels(y + 6.0)) text-anchor="middle" { "◇" } }
}
