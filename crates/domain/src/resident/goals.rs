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

    /// Keeps what can still be asked about: every goal that holds on some day from `first` on.
    pub(super) fn prune(&mut self, first: Day) {
        for periods in self.periods.values_mut() {
            periods.retain(|period| period.until.is_none_or(|until| first <= until));
            if periods.len() > FEW {
                keep_holding(periods, first);
            }
        }
        self.periods.retain(|_, periods| !periods.is_empty());
    }
}

/// Up to here nobody counts; beyond, a goal that another covers is let go.
const FEW: usize = 8;

/// The most goals that are kept: one for each day that can be asked about, and some to come.
const MOST: usize = 64;

/// Lets go of goals that hold on no day from `first` on, since a later one covers them. Which goal
/// holds changes only where one begins or another has ended.
fn keep_holding(periods: &mut Vec<GoalPeriod>, first: Day) {
    let begins = periods.iter().map(|period| period.from);
    let ended = periods.iter().filter_map(|period| period.until).map(|until| until.plus(1));
    let changes: Vec<Day> = begins.chain(ended).filter(|day| first < *day).chain([first]).collect();
    let holding: Vec<Day> = changes
        .into_iter()
        .filter_map(|day| periods.iter().rfind(|period| period.holds(day)))
        .map(|period| period.from)
        .collect();
    periods.retain(|period| holding.contains(&period.from));
    // Of goals set for days far ahead, the furthest go first.
    periods.truncate(MOST);
}
