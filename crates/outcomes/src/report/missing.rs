use super::{Answer, Count, Estimate, Share};
use chrono::{DateTime, Utc};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// What is not known, what came late, and whether that matters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// What had arrived by then is in the report, and nothing else.
    pub watermark: DateTime<Utc>,
    /// Decision points whose window is not closed; left out everywhere.
    pub open: u64,
    /// Closed decision points without an outcome, by why, and by arm in the order of the design's.
    pub reasons: Vec<ByArm>,
    /// Of the closed ones, those without an outcome, by arm.
    pub shares: Vec<Answer<Share>>,
    /// Of those with an outcome, the ones that later data changed after closing, by arm. The outcome stays as it was.
    pub revised: Vec<Answer<Share>>,
    /// The effect under other assumptions about what is missing.
    pub sensitivity: Vec<Assumed>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// Decision points of one kind by arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByArm {
    /// Its name in tables.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// All of them.
    pub total: Count,
    /// By arm, in the order of the design's.
    pub arms: Vec<Count>,
}

/// The effect under an assumption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assumed {
    /// Its name: `available_case`, `zero`, `as_before`, `worst`, `latest`.
    pub key: String,
    /// What is assumed, in words.
    pub title: Sentence,
    /// Whether the plan has it.
    pub planned: bool,
    /// The effect under it, in the unit of the primary one.
    pub estimate: Answer<Estimate>,
}

/// Where the numbers come from, and what of them is doubtful.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Outcomes by what counted them, and by arm.
    pub sources: Vec<ByArm>,
    /// Outcomes above the cap of the plan, by arm.
    pub capped: Vec<Answer<Share>>,
    /// The effect without the cap.
    pub uncapped: Option<Answer<Estimate>>,
    /// People whose data is flagged; flagged without looking at the arm. They stay in the analysis.
    pub flagged: Option<Count>,
    /// Flagged people by arm, where people have one.
    pub flagged_arms: Vec<Count>,
    /// The effect without them.
    pub without_flagged: Option<Answer<Estimate>>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// What should not have happened to anyone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Harms {
    /// Of each kind (`stopped`, `withdrew`, `failed`), people by arm.
    pub rows: Vec<ByArm>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}
