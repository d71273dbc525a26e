//! The demo's days: those of the data, moved so that the last of them is yesterday.

use chrono::{DateTime, NaiveDate, Utc};
use domain::time::parse_clock;
use domain::{Day, Zone};

/// How many days the data has.
pub(super) const DAYS: usize = 31;

#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    first: Day,
    zone: Zone,
}

impl Calendar {
    /// With `today` as the day after the last.
    pub(super) fn before(today: Day) -> Self {
        Self { first: today.plus(-(DAYS as i32)), zone: Zone::default() }
    }

    /// Today, where Arao is.
    pub(super) fn today(now: DateTime<Utc>) -> Day {
        Zone::default().day(now)
    }

    /// The n-th day, from 0.
    pub(super) fn day(&self, n: usize) -> Day {
        self.first.plus(i32::try_from(n).unwrap_or(i32::MAX))
    }

    pub(super) fn date(&self, n: usize) -> NaiveDate {
        self.day(n).date()
    }

    /// A time of the n-th day, such as `17:10`.
    pub(super) fn at(&self, n: usize, clock: &str) -> DateTime<Utc> {
        self.zone.instant(self.day(n), parse_clock(clock).unwrap_or_default())
    }
}
