use super::{Level, Pays, Rounding};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What is measured, of whom, when, and what its levels pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// The name by which observations and other metrics call it.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What kind of number it is.
    pub kind: Kind,
    /// Of whom, in words.
    pub population: String,
    /// How it is found, in words: what counts, by which record.
    pub definition: String,
    /// What its levels are counted in, as people write it.
    pub unit: String,
    /// The outcome of the campaign's plan whose effect it is, by its name there.
    pub outcome: Option<String>,
    /// What whoever reads a statement should know of it.
    pub note: Option<String>,
    /// The days it is measured on.
    pub window: Option<Window>,
    /// The last day on which data may arrive that counts.
    pub data_until: Option<Day>,
    /// Which way is better.
    pub better: Better,
    /// To what a value is rounded before it is held against the table; not at all when `None`.
    pub value_rounding: Option<ValueRounding>,
    /// What its levels pay.
    pub pays: Pays,
    /// Why levels before the first one of the table are not known to pay nothing; they pay nothing when `None`.
    pub not_stated: Option<String>,
    /// The most it pays, all years together.
    pub cap_yen: Option<i64>,
    /// What has to be reached elsewhere before it pays.
    pub only_if: Option<Gate>,
    /// What holds where data is missing.
    pub missing: Missing,
    /// The years that are judged each on its own; empty where the whole window is judged at once.
    pub years: Vec<Year>,
}

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What a design with a comparison says was caused: the report's estimate, with its standard error.
    Effect,
    /// How many there are: whole numbers from 0.
    Count,
    /// How many of a hundred: percent, 0 to 100.
    Share,
    /// A mean of a population.
    Mean,
}

/// Which way a metric is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    #[default]
    Higher,
    /// Less is better.
    Lower,
}

impl Better {
    /// Whether a level is as good as another, or better.
    pub fn reaches(self, level: Level, other: Level) -> bool {
        match self {
            Self::Higher => level >= other,
            Self::Lower => level <= other,
        }
    }
}

/// Days from and until, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// To what a value is rounded before it is held against a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueRounding {
    /// How many decimals are left, 0 to 5.
    pub decimals: u32,
    /// What becomes of the rest.
    pub how: Rounding,
}

/// Another metric that has to reach a level before this one pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The other metric's name. Where it is judged by years, the year of the same name counts.
    pub metric: String,
    /// The level, as good as which it has to be.
    pub reaches: Level,
}

/// What holds where data is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// Where there is no value at all.
    pub value: IfMissing,
    /// What people count as of whom the outcome is not known; for shares.
    pub unknown: IfUnknown,
    /// Of how many of a hundred the outcome has to be known; with fewer there is no value. For shares.
    pub least_known_percent: Option<i64>,
}

/// What is done where a metric has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IfMissing {
    /// Nothing is decided: the parties settle it, and the statement says that it is open.
    #[default]
    Open,
    /// It pays nothing, since the contract says so.
    PaysNothing,
    /// It is taken to be this, since the contract says so.
    Take(Level),
}

/// What people count as of whom the outcome is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfUnknown {
    /// As the worse of the two.
    #[default]
    Worse,
    /// As nobody: the share is that of the others.
    LeftOut,
}

/// A year (or another span) that is judged on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// What it is called, such as `2019年度`; the name by which observations call it.
    pub name: String,
    /// Its days.
    pub window: Window,
    /// The last day on which data may arrive that counts; the metric's own when `None`.
    pub data_until: Option<Day>,
    /// What levels pay in this year.
    pub pays: Pays,
    /// The most that this year pays.
    pub cap_yen: Option<i64>,
}
