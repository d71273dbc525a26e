use super::{Kind, Refusal, sensible_date};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A goal the resident agreed to.
///
/// ```json
/// {"metric": "steps_per_day", "target": 6000, "from": "2026-11-01", "until": "2027-01-31"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// What is counted.
    pub metric: Metric,
    /// How much of it, above zero.
    pub target: i64,
    /// The first civil day it holds.
    pub from: NaiveDate,
    /// The last one; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// What a goal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Steps in a civil day.
    StepsPerDay,
    /// Days in a week with an entry in the notebook.
    NotebookDaysPerWeek,
}

impl Metric {
    /// The name in JSON and in scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StepsPerDay => "steps_per_day",
            Self::NotebookDaysPerWeek => "notebook_days_per_week",
        }
    }

    /// The metric of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::StepsPerDay, Self::NotebookDaysPerWeek].into_iter().find(|metric| metric.as_str() == name)
    }
}

impl Kind for Goal {
    fn check(&self) -> Result<(), Refusal> {
        sensible_date("from", self.from)?;
        if let Some(until) = self.until {
            sensible_date("until", until)?;
            if until < self.from {
                return Err(Refusal::data(format!("`until` ({until}) is before `from` ({})", self.from)));
            }
        }
        let most = match self.metric {
            Metric::StepsPerDay => 50_000,
            Metric::NotebookDaysPerWeek => 7,
        };
        if !(1..=most).contains(&self.target) {
            return Err(Refusal::data(format!("`target` is {}; it can be 1 to {most}", self.target)));
        }
        Ok(())
    }
}
