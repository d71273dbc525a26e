use super::{Day, holiday};
use chrono::{Datelike, Weekday};

/// The days on which a city's messages rest. Only those of high priority leave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closed {
    /// On national holidays.
    pub holidays: bool,
    /// On Saturdays and Sundays.
    pub weekends: bool,
    /// On these days.
    pub spans: Vec<ClosedSpan>,
}

/// Days from and until, both included, of one year or of every year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedSpan {
    /// The first day.
    pub from: DateOf,
    /// The last day; before `from` in a calendar year, when it runs over New Year.
    pub until: DateOf,
    /// What it is called.
    pub name: String,
}

/// A date of one year, or of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateOf {
    /// Month and day.
    EveryYear(u32, u32),
    /// A day.
    Day(Day),
}

impl Closed {
    /// Why a day is one on which messages rest: what the city calls it, or its name in the calendar.
    pub fn name(&self, day: Day) -> Option<&str> {
        if let Some(span) = self.spans.iter().find(|span| span.covers(day)) {
            return Some(&span.name);
        }
        if let Some(name) = holiday(day).filter(|_| self.holidays) {
            return Some(name);
        }
        match day.date().weekday() {
            Weekday::Sat if self.weekends => Some("土曜日"),
            Weekday::Sun if self.weekends => Some("日曜日"),
            _ => None,
        }
    }
}

impl ClosedSpan {
    fn covers(&self, day: Day) -> bool {
        match (self.from, self.until) {
            (DateOf::Day(from), DateOf::Day(until)) => (from..=until).contains(&day),
            (DateOf::EveryYear(..), DateOf::EveryYear(..)) => {
                let date = DateOf::EveryYear(day.date().month(), day.date().day());
                if self.from <= self.until {
                    (self.from..=self.until).contains(&date)
                } else {
                    date >= self.from || date <= self.until
                }
            }
            // Reading refuses a mixture.
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    #[test]
    fn a_span_of_every_year_runs_over_new_year() {
        let (from, until) = (DateOf::EveryYear(12, 29), DateOf::EveryYear(1, 3));
        let closed =
            Closed { spans: vec![ClosedSpan { from, until, name: "年末年始".to_owned() }], ..Closed::default() };
        for (date, is_closed) in [
            ("2026-12-28", false),
            ("2026-12-29", true),
            ("2027-01-03", true),
            ("2027-01-04", false),
            ("2030-01-01", true),
        ] {
            assert_eq!(closed.name(day(date)).is_some(), is_closed, "{date}");
        }
    }

    #[test]
    fn a_span_of_one_year_is_of_that_year() {
        let (from, until) = (DateOf::Day(day("2026-08-13")), DateOf::Day(day("2026-08-15")));
        let closed = Closed { spans: vec![ClosedSpan { from, until, name: "お盆".to_owned() }], ..Closed::default() };
        assert_eq!(closed.name(day("2026-08-15")), Some("お盆"));
        assert_eq!((closed.name(day("2026-08-16")), closed.name(day("2027-08-15"))), (None, None));
    }

    #[test]
    fn holidays_and_weekends_rest_only_where_the_city_says_so() {
        let open = Closed::default();
        let closed = Closed { holidays: true, weekends: true, ..Closed::default() };
        for (date, name) in [("2026-11-23", "勤労感謝の日"), ("2026-11-28", "土曜日"), ("2026-11-29", "日曜日")]
        {
            assert_eq!((open.name(day(date)), closed.name(day(date))), (None, Some(name)));
        }
        assert_eq!(closed.name(day("2026-11-24")), None);
    }
}
