use crate::event::{EntryKind, NotebookEntry};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which days have entries, and of what kind. The values stay in the event log: rules have
/// no need of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notebook {
    entries: BTreeSet<(Day, EntryKind)>,
}

impl Notebook {
    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many days of a span have an entry, both ends included.
    pub fn days_between(&self, from: Day, until: Day) -> i64 {
        let mut last = None;
        let mut count = 0;
        for (day, _) in self.entries.iter().filter(|(day, _)| (from..=until).contains(day)) {
            if last != Some(*day) {
                count += 1;
            }
            last = Some(*day);
        }
        count
    }

    /// The latest day with an entry.
    pub fn latest(&self) -> Option<Day> {
        self.entries.last().map(|entry| entry.0)
    }

    pub(super) fn record(&mut self, data: &NotebookEntry, day: Day, today: Day) -> bool {
        if day > today.plus(1) || day < today.plus(-super::WINDOW_DAYS) {
            return false;
        }
        self.entries.insert((day, data.kind));
        true
    }

    pub(super) fn prune(&mut self, first: Day) {
        self.entries.retain(|entry| entry.0 >= first);
    }
}
