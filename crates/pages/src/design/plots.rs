//! Plots, drawn by the server as SVG. Nothing in them is told by colour alone: a legend names the colours, a summary
//! stands for the picture where it is not seen, and the numbers are to stand beside it.

use crate::words::Words;
use domain::Day;
use maud::{Markup, html};

/// The height of the bars, in pixels: plots grow in width only, so that their letters keep their size.
const HEIGHT: i64 = 180;

/// What is above the bars, where the topmost number stands.
const HEAD: i64 = 12;

/// What is below them, where the days stand.
const FOOT: i64 = 24;

/// How many days are named at the most: as many as a telephone has room for.
const NAMED: usize = 4;

/// One bar for each day, in several colours one above the other.
pub(crate) fn bars(words: Words, title: &str, names: &[String], days: &[(Day, Vec<i64>)]) -> Markup {
    let highest = days.iter().map(|(_, values)| values.iter().sum()).max().unwrap_or_default();
    let ticks = ticks(highest);
    let top = ticks.last().copied().unwrap_or(1).max(1);
    let high = |value: i64| value * HEIGHT / top;
    let foot = |value: i64| HEAD + HEIGHT - high(value);
    let share = 100.0 / days.len().max(1) as f64;
    // Below narrow bars names begin where their bars do, so that the first does not meet the second.
    let is_wide = share > 10.0;
    let every = days.len().div_ceil(NAMED).max(1);
    html! {
        figure.plot {
            figcaption { (title) }
            p.legend {
                @for (place, name) in names.iter().enumerate() {
                    span { span class={ "key series-" (place) } aria-hidden="true" {} (name) }
                }
            }
            .plot-area {
                svg.plot-axis height=(HEAD + HEIGHT + FOOT) aria-hidden="true" {
                    @for tick in &ticks { text x="100%" dx="-6" y=(foot(*tick) + 4) text-anchor="end" { (words.number(*tick)) } }
                }
                svg.plot-bars height=(HEAD + HEIGHT + FOOT) role="img" aria-label=(summary(words, title, names, days)) {
                    @for tick in &ticks { line.grid x1="0" x2="100%" y1=(foot(*tick)) y2=(foot(*tick)) {} }
                    @for (place, (day, values)) in days.iter().enumerate() {
                        @let left = share * place as f64;
                        @for (series, (from, value)) in stacked(values).into_iter().enumerate() {
                            @if value > 0 {
                                rect class={ "series-" (series) } x=(percent(left + share * 0.1)) width=(percent(share * 0.8))
                                    y=(foot(from + value)) height=(foot(from) - foot(from + value)) {
                                    title { (words.short_day(*day)) " " (names.get(series).map_or("", String::as_str)) " " (words.number(value)) }
                                }
                            }
                        }
                        @if place % every == 0 {
                            text x=(percent(if is_wide { left + share / 2.0 } else { left })) y=(HEAD + HEIGHT + FOOT - 6) text-anchor=(if is_wide { "middle" } else { "start" }) { (words.short_day(*day)) }
                        }
                    }
                }
            }
        }
    }
}

/// The numbers of days, the latest first: what each column is called, and its values.
pub(crate) fn days_table(words: Words, names: &[String], days: &[(Day, Vec<i64>)]) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { (words.say("plot-day")) } @for name in names { th.number scope="col" { (name) } } } }
            tbody {
                @for (day, values) in days.iter().rev() {
                    tr { th scope="row" { (words.short_day(*day)) } @for value in values { td.number { (words.number(*value)) } } }
                }
            }
        }
    }
}

/// How often each of several things was so, the most frequent first, as bars that lie.
pub(crate) fn lying_bars(words: Words, rows: &[(String, i64)]) -> Markup {
    let most = rows.iter().map(|(_, times)| *times).max().unwrap_or_default().max(1);
    html! {
        ul.lying {
            @for (name, times) in rows {
                li {
                    span.lying-name { (name) }
                    span.number { (words.number(*times)) }
                    svg height="10" aria-hidden="true" {
                        rect.lying-bar width=(percent((*times).max(0) as f64 * 100.0 / most as f64)) height="10" rx="2" {}
                    }
                }
            }
        }
    }
}

/// What the picture says, in words.
fn summary(words: Words, title: &str, names: &[String], days: &[(Day, Vec<i64>)]) -> String {
    let mut parts = vec![title.to_owned()];
    for (series, name) in names.iter().enumerate() {
        let of = |values: &[i64]| values.get(series).copied().unwrap_or_default();
        let sum: i64 = days.iter().map(|(_, values)| of(values)).sum();
        let sum_said = [("name", name.into()), ("sum", sum.into())];
        // Of several days alike the first.
        let most = days.iter().rev().max_by_key(|(_, values)| of(values)).filter(|_| sum > 0);
        parts.push(match most {
            Some((day, values)) => {
                let [name, sum] = sum_said;
                let most = [name, sum, ("day", words.short_day(*day).into()), ("most", of(values).into())];
                words.with("plot-summary", most)
            }
            None => words.with("plot-summary-none", sum_said),
        });
    }
    parts.join(" ")
}

/// Whole numbers from nothing to above the highest value: four steps of 1, 2 or 5 times a power of ten at the most.
fn ticks(highest: i64) -> Vec<i64> {
    let mut step = 1;
    let mut factors = [2, 5, 10].into_iter().cycle();
    let mut power = 1;
    while step * 4 < highest {
        let factor = factors.next().unwrap_or(10);
        step = power * factor;
        if factor == 10 {
            power *= 10;
        }
    }
    let count = (highest.max(1) + step - 1) / step;
    (0..=count).map(|place| place * step).collect()
}

fn percent(share: f64) -> String {
    format!("{share:.2}%")
}

/// Each value with the sum of those below it.
fn stacked(values: &[i64]) -> Vec<(i64, i64)> {
    let sums = values.iter().scan(0, |sum, value| {
        let from = *sum;
        *sum += value;
        Some((from, *value))
    });
    sums.collect()
}

#[cfg(test)]
mod tests {
    use super::{stacked, ticks};

    #[test]
    fn an_axis_has_few_whole_numbers_and_reaches_the_highest() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(3), [0, 1, 2, 3]);
        assert_eq!(ticks(7), [0, 2, 4, 6, 8]);
        assert_eq!(ticks(41), [0, 20, 40, 60]);
        assert_eq!(ticks(1_234), [0, 500, 1_000, 1_500]);
        for highest in (1..5_000).step_by(7) {
            let ticks = ticks(highest);
            assert!(ticks.len() <= 5 && ticks.last() >= Some(&highest), "{highest}: {ticks:?}");
        }
    }

    #[test]
    fn bars_stand_one_above_the_other() {
        assert_eq!(stacked(&[3, 0, 2]), [(0, 3), (3, 0), (3, 2)]);
    }
}
