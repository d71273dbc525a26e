//! What was found of a contract's metrics.

use crate::Term;
use domain::Day;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What was found, by metric. Metrics that are not in it have no value.
///
/// ```json
/// {"metrics": {
///   "steps":   {"value": 212.4, "se": 61.0, "df": 34, "before_after": 840.0, "data_until": "2027-04-30"},
///   "uptake":  {"count": 3259, "of": 12162, "unknown": 0},
///   "users":   {"count": 2603},
///   "habit":   {"years": {"2019年度": {"value": 61.2}, "2020年度": {"count": 80, "of": 140}}}
/// }}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observations {
    /// By the metric's name.
    #[serde(default)]
    pub metrics: BTreeMap<String, Observation>,
}

/// What was found of one metric, or of one of its years.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Observation {
    /// The value, in the unit of the metric: an estimate, a mean, a count, or a share in percent.
    pub value: Option<f64>,
    /// The standard error of an estimate.
    pub se: Option<f64>,
    /// Its degrees of freedom; without them it is taken as normal.
    pub df: Option<f64>,
    /// How many there are; of a share, how many of [`Observation::of`].
    pub count: Option<u64>,
    /// How many there could be: the whole population, those included of whom nothing is known.
    pub of: Option<u64>,
    /// Of how many of them the outcome is not known.
    pub unknown: Option<u64>,
    /// What comparing before and after, without anybody to compare with, would have found.
    pub before_after: Option<f64>,
    /// The last day on which data arrived that is counted.
    #[serde(deserialize_with = "day")]
    pub data_until: Option<Day>,
    /// The years of a metric that is judged by years, by their names.
    pub years: BTreeMap<String, Observation>,
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

impl Observation {
    /// An effect as it was estimated, with data up to a day.
    pub fn of_effect(effect: &Term, df: f64, data_until: Option<Day>) -> Self {
        Self { value: Some(effect.estimate), se: Some(effect.se), df: Some(df), data_until, ..Self::default() }
    }
}

impl Observations {
    /// What was found of a metric, or of one of its years.
    pub(super) fn of(&self, metric: &str, year: Option<&str>) -> Option<&Observation> {
        let whole = self.metrics.get(metric)?;
        year.map_or(Some(whole), |year| whole.years.get(year))
    }
}
