//! Pictures, drawn by the server as SVG: each says in words what it shows, and the numbers stand beside it.

use crate::words::Words;
use chrono::Datelike;
use domain::Day;
use domain::challenge::{Route, Way};
use domain::resident::WalkedDay;
use domain::time::weekday_in_japanese;
use maud::{Markup, html};

/// How far the day's steps are on the way to the goal, as a ring. Steps that have not arrived are not 0.
pub(super) fn ring(w: Words, arrived: Option<i64>, goal: Option<i64>) -> Markup {
    // The way round, in hundredths of a unit: 2 × π × 58.
    const ROUND: i64 = 36_442;
    let steps = arrived.unwrap_or_default();
    let share = goal.filter(|goal| *goal > 0).map_or(0, |goal| steps.clamp(0, goal) * ROUND / goal);
    let said = match (arrived, goal) {
        (None, _) => w.say("no-steps-today"),
        (_, Some(goal)) => w.with("ring", [("steps", steps.into()), ("goal", goal.into())]),
        (_, None) => w.with("ring-alone", [("steps", steps.into())]),
    };
    html! {
        svg viewBox="0 0 150 150" width="150" height="150" role="img" aria-label=(said) {
            circle.ring-ground cx="75" cy="75" r="58" stroke-width="16" {}
            @if share > 0 {
                circle.ring-way cx="75" cy="75" r="58" stroke-width="16" stroke-linecap="round" transform="rotate(-90 75 75)"
                    stroke-dasharray={ (hundredths(share)) " " (hundredths(ROUND)) } {}
            }
            text x="75" y="78" text-anchor="middle" font-size="27" font-weight="700" {
                @match arrived { Some(steps) => (w.number(steps)), None => "—" }
            }
            text.soft-text x="75" y="99" text-anchor="middle" font-size="14" { (w.say("steps-unit")) }
        }
    }
}

/// Days as bars, with the goal of the last one as a line. A day on which it was reached has a mark.
pub(super) fn days(w: Words, title: &str, days: &[WalkedDay]) -> Markup {
    let goal = days.iter().rev().find_map(|day| day.goal);
    let highest = days.iter().filter_map(|day| day.steps).chain(goal).max().unwrap_or_default().max(1);
    let wide = 340 / i64::try_from(days.len().max(1)).unwrap_or(1);
    let high = |steps: i64| steps * 100 / highest;
    let reached = days.iter().filter(|day| day.is_reached()).count();
    let said =
        w.with("days-picture", [("title", title.into()), ("days", days.len().into()), ("reached", reached.into())]);
    html! {
        svg viewBox="0 0 340 150" width="340" height="150" role="img" aria-label=(said) {
            @for (place, day) in days.iter().enumerate() {
                @let left = i64::try_from(place).unwrap_or_default() * wide;
                @if let Some(steps) = day.steps {
                    rect.bar.less[!day.is_reached()] x=(left + wide / 6) width=(wide * 2 / 3) y=(120 - high(steps)) height=(high(steps)) rx="3" {}
                }
                @if day.is_reached() { text x=(left + wide / 2) y=(114 - high(day.steps.unwrap_or_default()).min(96)) text-anchor="middle" font-size="15" { "✓" } }
                text.soft-text x=(left + wide / 2) y="141" text-anchor="middle" font-size="14" { (weekday(w, *day)) }
            }
            @if let Some(goal) = goal { line.goal-line x1="0" x2="340" y1=(120 - high(goal)) y2=(120 - high(goal)) stroke-width="2" {} }
            line.axis x1="0" x2="340" y1="120" y2="120" stroke-width="1" {}
        }
    }
}

/// A line of a curve: its points as hours since the first day began, and tenths of what is measured.
pub(super) type Points = Vec<(i64, i64)>;

/// What was measured in a span of days, as one line or two: the second is dashed. `said` is for who cannot see it.
pub(super) fn curve(w: Words, said: &str, (from, until): (Day, Day), lines: &[Points]) -> Markup {
    const LEFT: i64 = 48;
    const WIDE: i64 = 284;
    const TOP: i64 = 16;
    const HIGH: i64 = 120;
    let values = || lines.iter().flatten().map(|point| point.1);
    // In whole numbers, with room above and below, and one in the middle.
    let low = values().min().unwrap_or_default().div_euclid(10) * 10 - 10;
    let high = (values().max().unwrap_or_default() + 9).div_euclid(10) * 10 + 10;
    let high = high + (high - low) % 20;
    let hours = (i64::from(until.since(from)) + 1) * 24;
    let x = |hour: i64| LEFT + hour.clamp(0, hours) * WIDE / hours.max(1);
    let y = |value: i64| TOP + HIGH - (value - low) * HIGH / (high - low).max(1);
    let place = |(hour, value): &(i64, i64)| format!("{},{}", x(*hour), y(*value));
    html! {
        svg viewBox="0 0 340 170" width="340" height="170" role="img" aria-label=(said) {
            @for value in [low, i64::midpoint(low, high), high] {
                line.axis x1=(LEFT) x2=(LEFT + WIDE) y1=(y(value)) y2=(y(value)) stroke-width="1" opacity="0.4" {}
                text.soft-text x=(LEFT - 6) y=(y(value) + 5) text-anchor="end" font-size="14" { (w.number(value / 10)) }
            }
            text.soft-text x=(LEFT) y="160" font-size="14" { (w.short_day(from)) }
            text.soft-text x=(LEFT + WIDE) y="160" text-anchor="end" font-size="14" { (w.short_day(until)) }
            @for (number, line) in lines.iter().enumerate() {
                @let points: Vec<String> = line.iter().map(place).collect();
                polyline.curve.two[number > 0] points=(points.join(" ")) {}
                @for (hour, value) in line { circle.dot.two[number > 0] cx=(x(*hour)) cy=(y(*value)) r="4" {} }
            }
        }
    }
}

fn weekday(w: Words, day: WalkedDay) -> String {
    let weekday = day.day.date().weekday();
    match w.language {
        crate::words::Language::Ja => weekday_in_japanese(weekday).to_owned(),
        crate::words::Language::En => weekday.to_string(),
    }
}

/// The way that is walked, as a map where its places are on one, and below it from the start at the top: places one below the other, those that were reached
/// filled in.
pub(super) fn route(w: Words, route: &Route, way: &Way) -> Markup {
    const STEP: i64 = 54;
    let end = route.places.last().map_or(1, |place| place.metres).max(1);
    let places: Vec<_> = route.places.iter().enumerate().collect();
    let height = STEP * i64::try_from(places.len()).unwrap_or(1);
    let y = |place: usize| STEP / 2 + STEP * i64::try_from(place).unwrap_or_default();
    // Between two places one is as far as the metres say, however far apart they are drawn.
    let walked = places.windows(2).find_map(|pair| match pair {
        [(place, from), (_, to)] if (from.metres..to.metres).contains(&way.metres) => {
            Some(y(*place) + STEP * (way.metres - from.metres) / (to.metres - from.metres).max(1))
        }
        _ => None,
    });
    let walked = walked.unwrap_or(if way.metres >= end { y(places.len().saturating_sub(1)) } else { y(0) });
    let said = w.with("route-picture", [("km", kilometres(way.metres).into()), ("of", kilometres(end).into())]);
    html! {
        (super::map::map(w, route, way))
        svg viewBox={ "0 0 340 " (height) } width="340" height=(height) role="img" aria-label=(said) {
            line.route x1="24" x2="24" y1=(y(0)) y2=(y(places.len().saturating_sub(1))) stroke-width="8" stroke-linecap="round" {}
            @if walked > y(0) { line.walked x1="24" x2="24" y1=(y(0)) y2=(walked) stroke-width="8" stroke-linecap="round" {} }
            @for (place, stop) in &places {
                circle.stop.reached[stop.metres <= way.metres] cx="24" cy=(y(*place)) r="9" stroke-width="3" {}
                text x="48" y=(y(*place) + 6) font-size="18" { (stop.name) }
                text.soft-text x="338" y=(y(*place) + 6) font-size="15" text-anchor="end" { (kilometres(stop.metres)) " km" }
            }
            circle.here cx="24" cy=(walked) r="12" stroke-width="4" {}
        }
    }
}

/// Kilometres with one digit behind the point.
pub(super) fn kilometres(metres: i64) -> String {
    format!("{}.{}", metres / 1000, metres % 1000 / 100)
}

fn hundredths(number: i64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}
