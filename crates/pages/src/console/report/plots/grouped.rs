use super::super::figures::fixed;
use super::axis::Axis;
use super::{HEAD, HEIGHT, Upright, across, every, pixels};
use maud::{Markup, html};

/// Shares of arms side by side, for each of several bins: the bin's lower end, and the arms' shares between 0 and 1.
pub(in super::super) fn grouped(
    (title, under): (&str, &str),
    says: &str,
    names: &[String],
    bins: &[(String, Vec<Option<f64>>)],
) -> Markup {
    let shares = bins.iter().flat_map(|(_, shares)| shares.iter().flatten()).map(|share| share * 100.0);
    let axis = Axis::around(shares, 4);
    let share = 100.0 / bins.len().max(1) as f64;
    let each = share * 0.84 / names.len().max(1) as f64;
    // A bin begins where its name stands.
    let named = bins
        .iter()
        .enumerate()
        .step_by(every(bins.len()))
        .map(|(place, (name, _))| (share * place as f64, name.clone()));
    let ticks = axis.ticks.iter().map(|tick| format!("{}%", fixed(*tick, axis.places))).collect();
    let plot = Upright { axis: &axis, says, ticks, names: named.collect() };
    let inside = html! {
        @for (place, (name, shares)) in bins.iter().enumerate() {
            @for (series, value) in shares.iter().enumerate() {
                @if let Some(value) = value {
                    @let y = plot.down(value * 100.0);
                    rect class={ "bar bar-" (series) } x=(across(share * (place as f64 + 0.08) + each * series as f64)) width=(across(each * 0.92))
                        y=(pixels(y)) height=(pixels((HEAD + HEIGHT - y).max(0.0))) {
                        title { (name) " " (names.get(series).map_or("", String::as_str)) }
                    }
                }
            }
            line.step x1=(across(share * place as f64)) x2=(across(share * place as f64)) y1=(pixels(HEAD + HEIGHT)) y2=(pixels(HEAD + HEIGHT + 5.0)) {}
        }
    };
    html! {
        figure.plot {
            figcaption { (title) }
            p.legend {
                @for (series, name) in names.iter().enumerate() {
                    span { svg.legend-mark width="18" height="14" aria-hidden="true" { rect class={ "bar bar-" (series) } x="2" y="1" width="12" height="12" {} } (name) }
                }
            }
            (plot.draw(&inside))
            p.plot-under { (under) }
        }
    }
}
