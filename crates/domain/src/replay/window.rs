use crate::time::{Day, Zone};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

/// The civil days that are lived through again, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

/// So many days cannot be replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to {most} days can be replayed, not {0}", most = Window::MOST)]
pub struct DaysOutOfRange(pub i64);

impl Window {
    /// The most days.
    pub const MOST: i64 = 366;

    /// The last whole days before the day of an instant.
    ///
    /// # Errors
    /// No days, or too many.
    pub fn last(days: i64, now: DateTime<Utc>, zone: Zone) -> Result<Self, DaysOutOfRange> {
        Self::until(days, zone.day(now).plus(-1))
    }

    /// So many days, the last of them a date.
    ///
    /// # Errors
    /// As [`Window::last`].
    pub fn ending(days: i64, last: NaiveDate) -> Result<Self, DaysOutOfRange> {
        Self::until(days, Day::from_date(last))
    }

    fn until(days: i64, last: Day) -> Result<Self, DaysOutOfRange> {
        let count = i32::try_from(days).ok().filter(|days| (1..=Self::MOST).contains(&i64::from(*days)));
        let count = count.ok_or(DaysOutOfRange(days))?;
        Ok(Self { first: last.plus(1 - count), last })
    }

    /// How many days.
    pub fn days(&self) -> i32 {
        self.last.since(self.first) + 1
    }

    /// The instants at which it begins and is over.
    pub(crate) fn instants(&self, zone: Zone) -> (DateTime<Utc>, DateTime<Utc>) {
        (zone.instant(self.first, NaiveTime::MIN), zone.end_of(self.last))
    }
}
