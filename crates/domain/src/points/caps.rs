use crate::sentence::{Sentence, thousands};
use crate::time::Day;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// The most points that a resident is granted, from all campaigns together.
///
/// ```toml
/// [points]
/// per_day = 20
/// per_month = 300
/// per_year = 2400
/// ```
///
/// What is earned beyond them is on record and is not granted. Which of several awards came first makes no
/// difference: a correction that makes room grants what had none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PointCaps {
    /// For what is earned on one civil day.
    pub per_day: Option<i64>,
    /// For what is earned in one calendar month.
    pub per_month: Option<i64>,
    /// For what is earned in one fiscal year, April to March.
    pub per_year: Option<i64>,
}

/// The span whose cap was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PointCap {
    /// One civil day.
    PerDay(i64),
    /// One calendar month.
    PerMonth(i64),
    /// One fiscal year.
    PerYear(i64),
}

/// The most that may be written as a cap: nobody means more.
const MOST: i64 = 1_000_000;

impl PointCaps {
    /// Whether nothing is capped.
    pub fn are_open(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with caps that are not [sensible](Self::are_sensible).
    pub(crate) fn complaint() -> Sentence {
        Sentence::new(
            format!(
                "`per_day`, `per_month` and `per_year` of `[points]` can be 1 to {}, none above the one after it",
                thousands(MOST)
            ),
            format!(
                "`[points]` の `per_day`（1日）・`per_month`（1か月）・`per_year`（4月から翌年3月まで）は、1〜{}の整数で、\
                 1日は1か月より、1か月は1年より多くならないように書いてください。",
                thousands(MOST)
            ),
        )
    }

    /// Whether each is a number of points, and none is above that of a longer span.
    pub(crate) fn are_sensible(&self) -> bool {
        let all: Vec<i64> = [self.per_day, self.per_month, self.per_year].into_iter().flatten().collect();
        all.iter().all(|cap| (1..=MOST).contains(cap)) && all.is_sorted()
    }

    /// What a month grants of what its days earned, whatever the year has left.
    pub(crate) fn of_month(&self, days: impl Iterator<Item = i64>) -> i64 {
        let most_a_day = self.per_day.unwrap_or(i64::MAX);
        let sum = days.fold(0_i64, |sum, earned| sum.saturating_add(earned.min(most_a_day)));
        sum.min(self.per_month.unwrap_or(i64::MAX))
    }

    /// The cap that an award met: the day's where its day earned more, the month's where that granted less, or else
    /// the year's.
    pub(crate) fn reached(&self, day: Option<i64>, by_month: bool) -> Option<PointCap> {
        let of_day = self.per_day.filter(|most| day.is_some_and(|earned| earned > *most)).map(PointCap::PerDay);
        let of_month = || self.per_month.filter(|_| by_month).map(PointCap::PerMonth);
        of_day.or_else(of_month).or_else(|| self.per_year.map(PointCap::PerYear))
    }

    /// What a fiscal year grants of what its months grant.
    pub(crate) fn of_year(&self, months: i64) -> i64 {
        months.min(self.per_year.unwrap_or(i64::MAX))
    }
}

/// The first day of the fiscal year that a day belongs to.
pub(crate) fn fiscal_year(day: Day) -> Day {
    let date = day.date();
    let year = if date.month() < 4 { date.year() - 1 } else { date.year() };
    chrono::NaiveDate::from_ymd_opt(year, 4, 1).map_or(day, Day::from_date)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    #[test]
    fn years_begin_in_april() {
        for (date, first) in [("2027-03-31", "2026-04-01"), ("2027-04-01", "2027-04-01"), ("2026-12-31", "2026-04-01")]
        {
            assert_eq!(fiscal_year(day(date)), day(first), "{date}");
        }
    }

    #[test]
    fn a_longer_span_has_no_less_than_a_shorter_one() {
        let caps = |per_day, per_month, per_year| PointCaps { per_day, per_month, per_year }.are_sensible();
        assert!(caps(Some(20), Some(300), Some(2_400)) && caps(None, None, None) && caps(Some(20), None, Some(20)));
        assert!(!caps(Some(301), Some(300), None) && !caps(Some(0), None, None) && !caps(Some(20), None, Some(19)));
        assert!(!caps(None, None, Some(1_000_001)));
    }
}
