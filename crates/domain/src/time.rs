//! Civil time: days, clock times, quiet hours and closed days in a city's own zone.

mod calendar;
mod holidays;

pub use calendar::{Closed, ClosedSpan, DateOf};
pub use holidays::holiday;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A civil day, counted from 1970-01-01. Written `2026-11-21` for people, as a number in
/// stored state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The day of a calendar date.
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_FROM_CE)
    }

    /// The calendar date of this day. Days beyond what the calendar holds become 1970-01-01,
    /// which no door lets in.
    pub fn date(self) -> NaiveDate {
        self.0.checked_add(EPOCH_FROM_CE).and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
    }

    /// The day `days` later, or earlier when negative.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Whole days from `earlier` to this day.
    pub fn since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The Monday of this day's ISO week.
    pub fn monday(self) -> Self {
        self.plus(-(self.date().weekday().num_days_from_monday() as i32))
    }

    /// The first day of this day's month.
    pub fn month_start(self) -> Self {
        self.plus(1 - self.date().day() as i32)
    }
}

const EPOCH_FROM_CE: i32 = 719_163;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl std::str::FromStr for Day {
    type Err = String;

    fn from_str(date: &str) -> Result<Self, String> {
        date.parse().map(Self::from_date).map_err(|_| format!("`{date}` is not a date; write it as `2026-04-01`"))
    }
}

/// A city's time zone, by its IANA name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(pub chrono_tz::Tz);

impl Zone {
    /// The civil date and time at an instant.
    pub fn civil(self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.0).naive_local()
    }

    /// The civil day at an instant.
    pub fn day(self, at: DateTime<Utc>) -> Day {
        Day::from_date(self.civil(at).date())
    }

    /// The instant of a civil time. Of a time that the clocks skip (summer time) it is the one at which they
    /// go on; of one that comes twice, the earlier.
    pub fn instant(self, day: Day, time: NaiveTime) -> DateTime<Utc> {
        let mut civil = day.date().and_time(time);
        // Gaps are an hour or less, and end at a whole minute.
        for _ in 0..=60 {
            match self.0.from_local_datetime(&civil).earliest() {
                Some(at) => return at.with_timezone(&Utc),
                None => civil += TimeDelta::minutes(1),
            }
        }
        Utc.from_utc_datetime(&civil)
    }

    /// The instant of a civil time that comes twice when clocks go back: the second one, if
    /// the first is not after `after`.
    fn instant_after(self, day: Day, time: NaiveTime, after: DateTime<Utc>) -> DateTime<Utc> {
        let first = self.instant(day, time);
        let second = self.0.from_local_datetime(&day.date().and_time(time)).latest();
        if first > after { first } else { second.map_or(first, |second| second.with_timezone(&Utc)) }
    }

    /// The instant at which a civil day ends (the next one's midnight).
    pub fn end_of(self, day: Day) -> DateTime<Utc> {
        self.instant(day.plus(1), NaiveTime::MIN)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(chrono_tz::Asia::Tokyo)
    }
}

impl std::str::FromStr for Zone {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        name.parse().map(Zone).map_err(|_| format!("`{name}` is not a time zone; Japan's is `Asia/Tokyo`"))
    }
}

/// The hours in which nothing may leave. `from` may be later than `until`: then the
/// quiet runs over midnight. Equal ends mean no quiet at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet minute.
    pub from: NaiveTime,
    /// The first minute that is no longer quiet.
    pub until: NaiveTime,
}

impl QuietHours {
    /// Whether a clock time is quiet.
    pub fn covers(&self, time: NaiveTime) -> bool {
        if self.from <= self.until {
            self.from <= time && time < self.until
        } else {
            time >= self.from || time < self.until
        }
    }

    /// When it is next quiet, after an instant that is not; `None` where it never is.
    pub fn begins(&self, zone: Zone, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = zone.day(at);
        let mut begins = [today, today.plus(1)].into_iter().map(|day| zone.instant_after(day, self.from, at));
        begins.find(|begins| *begins > at).filter(|_| self.from != self.until)
    }

    /// When the quiet that covers `at` ends, or `None` when `at` is not quiet.
    pub fn end(&self, zone: Zone, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let civil = zone.civil(at);
        if !self.covers(civil.time()) {
            return None;
        }
        let today = Day::from_date(civil.date());
        let end_day = if civil.time() < self.until { today } else { today.plus(1) };
        Some(zone.instant_after(end_day, self.until, at))
    }
}

/// Reads a clock time as people write it: `17:30` or `9:00`.
pub fn parse_clock(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    let plain = |part: &str| !part.is_empty() && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(hour) || minute.len() != 2 || !plain(minute) {
        return None;
    }
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// A weekday as Japanese writes it, in one letter.
pub fn weekday_in_japanese(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "月",
        Weekday::Tue => "火",
        Weekday::Wed => "水",
        Weekday::Thu => "木",
        Weekday::Fri => "金",
        Weekday::Sat => "土",
        Weekday::Sun => "日",
    }
}

/// A clock time as people write it, without seconds.
pub fn clock_text(time: NaiveTime) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn quiet_runs_over_midnight() {
        let quiet = QuietHours { from: parse_clock("21:00").unwrap(), until: parse_clock("8:00").unwrap() };
        let zone = Zone::default();
        // 22:30 in Tokyo on the 21st: until 08:00 on the 22nd.
        assert_eq!(quiet.end(zone, at("2026-11-21T13:30:00Z")), Some(at("2026-11-21T23:00:00Z")));
        // 07:59 on the 22nd: the same end.
        assert_eq!(quiet.end(zone, at("2026-11-21T22:59:00Z")), Some(at("2026-11-21T23:00:00Z")));
        assert_eq!(quiet.end(zone, at("2026-11-21T23:00:00Z")), None);
    }

    #[test]
    fn quiet_ends_ahead_where_the_clocks_go_back_over_its_end() {
        let quiet = QuietHours { from: parse_clock("22:00").unwrap(), until: parse_clock("2:30").unwrap() };
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        // 02:10 for the second time; 02:30 was once already.
        assert_eq!(quiet.end(zone, at("2026-10-25T01:10:00Z")), Some(at("2026-10-25T01:30:00Z")));
    }

    #[test]
    fn the_day_is_the_citys_not_utc() {
        let zone = Zone::default();
        assert_eq!(zone.day(at("2026-11-20T15:00:00Z")).to_string(), "2026-11-21");
        assert_eq!(zone.day(at("2026-11-20T14:59:59Z")).to_string(), "2026-11-20");
        assert_eq!(Day::from_date("2026-11-22".parse().unwrap()).monday().to_string(), "2026-11-16");
    }

    #[test]
    fn a_skipped_hour_moves_forward() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        let day = Day::from_date("2026-03-29".parse().unwrap());
        assert_eq!(zone.instant(day, parse_clock("2:30").unwrap()), at("2026-03-29T01:00:00Z"));
    }
}
