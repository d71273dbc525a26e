//! What LINE counts of messages sent: by day and endpoint, and by the names that they carried.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use super::quota::japan;

/// Below this many people LINE tells nothing.
pub(super) const PRIVATE: u64 = 20;

#[derive(Default)]
pub(super) struct Tally {
    days: BTreeMap<(NaiveDate, &'static str), u64>,
    units: BTreeMap<(NaiveDate, String), u64>,
}

impl Tally {
    /// A call reached so many people.
    pub(super) fn add(&mut self, endpoint: &'static str, unit: Option<&str>, people: u64, now: DateTime<Utc>) {
        let day = japan(now).date_naive();
        *self.days.entry((day, endpoint)).or_default() += people;
        if let Some(unit) = unit {
            *self.units.entry((day, unit.to_owned())).or_default() += people;
        }
    }

    /// People whom an endpoint's calls reached on a day.
    pub(super) fn on(&self, day: NaiveDate, endpoint: &str) -> u64 {
        let counted = self.days.iter().filter(|((on, kind), _)| *on == day && *kind == endpoint);
        counted.map(|(_, people)| people).sum()
    }

    /// The names that messages carried in the month of a day.
    pub(super) fn names(&self, month_of: NaiveDate) -> BTreeSet<&str> {
        let month = |day: &NaiveDate| (day.year(), day.month());
        let units = self.units.keys().filter(|(day, _)| month(day) == month(&month_of));
        units.map(|(_, name)| name.as_str()).collect()
    }

    /// People whom messages of a name reached from one day to another.
    pub(super) fn of_unit(&self, name: &str, from: NaiveDate, to: NaiveDate) -> u64 {
        let counted = self.units.iter().filter(|((day, unit), _)| unit == name && (from..=to).contains(day));
        counted.map(|(_, people)| people).sum()
    }
}
