use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// When a resident no longer agreed to engagement, and when they had agreed before.
///
/// What was agreed is known by the latest word alone. Who agrees again has left every challenge all the same, and
/// nobody joins who does not agree; so the words before are kept beside it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Withdrawals {
    /// The days on which it was withdrawn, of each the last time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    days: BTreeMap<Day, DateTime<Utc>>,
    /// When it was agreed to, without the last time, which [`Contact::agreed`](super::Contact::agreed) has.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    agreed: BTreeSet<DateTime<Utc>>,
}

/// How many of each are kept, the last of them: nobody changes their mind more often while a challenge runs.
const KEPT: usize = 32;

impl Withdrawals {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The days on which it was withdrawn, oldest first.
    pub(super) fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.days.keys().copied()
    }

    /// The last time on a day.
    pub(super) fn on(&self, day: Day) -> Option<DateTime<Utc>> {
        self.days.get(&day).copied()
    }

    /// Whether one has withdrawn before an instant, and not agreed again until then. `latest` is when one agreed last.
    pub(super) fn hold(&self, at: DateTime<Utc>, latest: Option<DateTime<Utc>>) -> bool {
        let last = self.days.values().rev().find(|withdrawn| **withdrawn <= at);
        let again = |withdrawn: &DateTime<Utc>| {
            self.agreed.iter().chain(&latest).any(|agreed| withdrawn < agreed && *agreed <= at)
        };
        last.is_some_and(|withdrawn| !again(withdrawn))
    }

    pub(super) fn withdraw(&mut self, day: Day, at: DateTime<Utc>) {
        let last = self.days.entry(day).or_insert(at);
        *last = at.max(*last);
        if self.days.len() > KEPT {
            self.days.pop_first();
        }
    }

    /// Takes in when one agreed, who had agreed last at another time.
    pub(super) fn agree(&mut self, at: DateTime<Utc>, latest: Option<DateTime<Utc>>) {
        self.agreed.extend(latest.filter(|latest| *latest != at).map(|latest| latest.min(at)));
        if self.agreed.len() > KEPT {
            self.agreed.pop_first();
        }
    }

    pub(super) fn prune(&mut self, first: Day) {
        self.days.retain(|day, _| *day >= first);
        self.agreed.retain(|at| at.date_naive() >= first.date());
    }
}
