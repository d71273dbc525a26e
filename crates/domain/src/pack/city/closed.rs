//! Reading `[closed]`.

use crate::time::{Closed, ClosedSpan, DateOf, Day};
use chrono::NaiveDate;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ClosedFile {
    holidays: bool,
    weekends: bool,
    days: Vec<Spanned<SpanFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpanFile {
    from: Spanned<String>,
    until: Option<Spanned<String>>,
    name: String,
}

/// The longest that a city is closed in one go: longer than a message can wait is a slip of the pen.
const LONGEST: i32 = 31;

impl ClosedFile {
    /// The closed days, and whether all that was written is understood.
    pub(super) fn read(self, problem: &mut dyn FnMut(Range<usize>, String)) -> Option<Closed> {
        // All are looked at, so that all that is wrong is told.
        let mut spans = Vec::new();
        for file in self.days {
            let span = file.span();
            spans.push(read_span(file.into_inner(), span, problem));
        }
        let spans = spans.into_iter().collect::<Option<_>>()?;
        Some(Closed { holidays: self.holidays, weekends: self.weekends, spans })
    }
}

fn read_span(file: SpanFile, span: Range<usize>, problem: &mut dyn FnMut(Range<usize>, String)) -> Option<ClosedSpan> {
    let mut date = |value: &Spanned<String>| {
        let date = read_date(value.get_ref());
        if date.is_none() {
            let message =
                format!("`{}` is not a day; write `12-29` for every year, or `2026-12-29` for one", value.get_ref());
            problem(value.span(), message);
        }
        date
    };
    let from = date(&file.from);
    let until = file.until.as_ref().map_or(from, &mut date);
    let (from, until) = (from?, until?);
    let days = match (from, until) {
        (DateOf::Day(from), DateOf::Day(until)) => until.since(from) + 1,
        (DateOf::EveryYear(..), DateOf::EveryYear(..)) => days_of_year(from, until),
        _ => {
            problem(span, "`from` and `until` are both of every year, or both of one year".to_owned());
            return None;
        }
    };
    if !(1..=LONGEST).contains(&days) {
        let message = format!("these are {days} days; a city is closed for 1 to {LONGEST} days in one go");
        problem(span, message);
        return None;
    }
    Some(ClosedSpan { from, until, name: file.name })
}

fn read_date(text: &str) -> Option<DateOf> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match text.len() {
        // 29 February is a day of every year that has it.
        5 if plain => {
            let date: NaiveDate = format!("2024-{text}").parse().ok()?;
            let (month, day) = text.split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            (date.format("%m-%d").to_string() == text).then_some(DateOf::EveryYear(month, day))
        }
        10 if plain => Some(DateOf::Day(Day::from_date(text.parse().ok()?))),
        _ => None,
    }
}

/// How many days a span of every year has, in a leap year.
fn days_of_year(from: DateOf, until: DateOf) -> i32 {
    let place = |date| match date {
        DateOf::EveryYear(month, day) => NaiveDate::from_ymd_opt(2024, month, day).map_or(Day(0), Day::from_date),
        DateOf::Day(day) => day,
    };
    let days = place(until).since(place(from)) + 1;
    if days < 1 { days + 366 } else { days }
}
