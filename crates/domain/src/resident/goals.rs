use crate::event::{Goal, Metric};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

pub(super) fn set(goals: &mut BTreeMap<Metric, GoalPeriod>, data: &Goal, at: DateTime<Utc>) -> bool {
    if goals.get(&data.metric).is_some_and(|known| known.at > at) {
        return false;
    }
    let period = GoalPeriod {
        target: data.target,
        from: Day::from_date(data.from),
        until: data.until.map(Day::from_date),
        at,
        sensitive: false,
    };
    goals.insert(data.metric, period);
    true
}
