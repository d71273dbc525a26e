//! Reading `[closed]`.

use crate::sentence::Sentence;
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
    pub(super) fn read(self, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> Option<Closed> {
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

fn read_span(
    file: SpanFile,
    span: Range<usize>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<ClosedSpan> {
    let mut date = |value: &Spanned<String>| {
        let date = read_date(value.get_ref());
        if date.is_none() {
            let text = value.get_ref();
            let said = Sentence::new(
                format!("`{text}` is not a day; write `12-29` for every year, or `2026-12-29` for one"),
                format!(
                    "`{text}` は日付になりません。毎年の休みなら `12-29`、その年だけなら `2026-12-29` のように書いてください。"
                ),
            );
            problem(value.span(), said);
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
            let said = Sentence::new(
                "`from` and `until` are both of every year, or both of one year",
                "`from` と `until` は、どちらも毎年の日（`12-29`）か、どちらもその年の日（`2026-12-29`）にそろえて\
                 ください。",
            );
            problem(span, said);
            return None;
        }
    };
    if !(1..=LONGEST).contains(&days) {
        let said = Sentence::new(
            format!("these are {days} days; a city is closed for 1 to {LONGEST} days in one go"),
            if days < 1 {
                "`until` の日が `from` より前です。始まりの日と終わりの日を確かめてください。".to_owned()
            } else {
                format!("この休みは{days}日続いています。続けて休みにできるのは1〜{LONGEST}日です。")
            },
        );
        problem(span, said);
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
