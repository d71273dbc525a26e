use super::{Answer, Estimate, Share};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// The effect in groups of people or of days: a forest plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segments {
    /// Ways to divide, one after the other.
    pub divisions: Vec<Division>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// One way to divide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Division {
    /// The column of the record: `before`, `days_in`, `weekend`, `cluster`.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// Whether the plan has it.
    pub planned: bool,
    /// Its groups.
    pub segments: Vec<Segment>,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Its name in tables.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// The effect in it, in the unit of the primary one.
    pub estimate: Answer<Estimate>,
    /// Its p-value among all segments of this report (Holm 1979). Intervals are not adjusted.
    pub p_holm: Option<f64>,
    /// The same where the plan says `correction = "benjamini_hochberg"` (Benjamini and Hochberg 1995); `p_holm` is `None` then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_benjamini_hochberg: Option<f64>,
}

/// How the outcome is distributed, by arm. The bins are fixed beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// From lowest to highest.
    pub bins: Vec<Bin>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// One bin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// From this value, included.
    pub from: f64,
    /// To before this one; `None` in the last bin.
    pub to: Option<f64>,
    /// Of the outcomes of an arm, those in the bin; in the order of the design's.
    pub arms: Vec<Answer<Share>>,
}
