use crate::event::{Goal, Metric};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The goals of a resident, with those that held before: a day is measured by the goal of
/// that day, however late its steps arrive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Goals {
    periods: BTreeMap<Metric, Vec<GoalPeriod>>,
}

/// A goal that holds for some days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoalPeriod {
    /// How much.
    pub target: i64,
    /// The first day.
    pub from: Day,
    /// The last day; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// When it was agreed.
    pub at: DateTime<Utc>,
    /// Whether a rule that had read a sensitive fact set it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
}

impl GoalPeriod {
    /// Whether the goal holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl Goals {
    /// Whether none was ever set.
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }

    /// The goal of a day: of those that hold, the one that begins last.
    pub fn on(&self, metric: Metric, day: Day) -> Option<&GoalPeriod> {
        self.periods.get(&metric)?.iter().rfind(|period| period.holds(day))
    }

    /// Whether a sensitive fact led to any goal that counts this.
    pub fn is_sensitive(&self, metric: Metric) -> bool {
        self.periods.get(&metric).is_some_and(|periods| periods.iter().any(|period| period.sensitive))
    }

    /// Enters a goal; of two that begin on the same day, the one agreed later holds.
    /// Tells whether anything changed.
    pub fn enter(&mut self, metric: Metric, period: GoalPeriod) -> bool {
        let periods = self.periods.entry(metric).or_default();
        match periods.binary_search_by_key(&period.from, |known| known.from) {
            Ok(place) => match periods.get_mut(place) {
                Some(known) if known.at <= period.at && *known != period => *known = period,
                _ => return false,
            },
            Err(place) => periods.insert(place, period),
        }
        true
    }

    pub(super) fn set(&mut self, data: &Goal, at: DateTime<Utc>) -> bool {
        let period = GoalPeriod {
            target: data.target,
            from: Day::from_date(data.from),
            until: data.until.map(Day::from_date),
            at,
            sensitive: false,
        };
        self.enter(data.metric, period)
    }

    /// Keeps what can still be asked about: every goal that holds on or after a day, and no
    /// more than a handful.
    pub(super) fn prune(&mut self, first: Day) {
        for periods in self.periods.values_mut() {
            let ended = |period: &GoalPeriod| period.until.is_some_and(|until| until < first);
            periods.retain(|period| !ended(period));
            // Of those that begin before the window, the last is the one that holds in it,
            // unless it ends; eight cover any programme.
            let surplus = periods.len().saturating_sub(8);
            periods.drain(..surplus);
        }
        self.periods.retain(|_, periods| !periods.is_empty());
    }
}
