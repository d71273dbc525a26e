use domain::{Day, Sentence};
use serde::{Deserialize, Serialize};

/// What was asked, how, and what of it was fixed before the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The city's code.
    pub city: String,
    /// The city's name.
    pub city_name: String,
    /// The campaign's name in files.
    pub campaign: String,
    /// What staff call it.
    pub title: String,
    /// Whether it was planned.
    pub standing: Standing,
    /// Whether all that the plan waits for is in.
    pub stage: Stage,
    /// The first day whose decision points are in the report.
    #[serde(with = "super::civil")]
    pub from: Day,
    /// The last such day, where the campaign has one.
    #[serde(with = "super::civil::maybe")]
    pub until: Option<Day>,
    /// The question, in the plan's words; one of our own where there is no plan.
    pub question: Sentence,
    /// What is estimated, in one sentence.
    pub estimand: Sentence,
    /// How chance was used.
    pub design: Design,
    /// What was measured.
    pub outcome: Measure,
    /// The sealed plan.
    pub plan: Option<PlanShown>,
    /// What differs from the plan, or was changed after the start. Empty where nothing did.
    pub changes: Vec<Sentence>,
    /// What is said of all this.
    pub says: Vec<Sentence>,
}

/// Whether a report answers a question that was fixed before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A plan was sealed before the first decision point, and holds.
    Planned,
    /// None was, or it was changed since: everything in the report is exploratory.
    Exploratory,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Windows are open, or more decision points come.
    Interim,
    /// All windows are closed.
    Final,
}

/// How chance was used, and for whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// What was randomised.
    pub kind: DesignKind,
    /// The arms, in the order in which every list of this report has them. The first is the one that is held against the
    /// others: nothing sent.
    pub arms: Vec<Arm>,
    /// In words.
    pub says: Sentence,
}

/// What was randomised. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DesignKind {
    /// Each decision point anew: the same person is in both arms at different times.
    DecisionPoints,
    /// Each person once.
    People,
    /// Whole clusters (districts, teams) once.
    Clusters,
    /// The order in which clusters begin.
    SteppedRollout,
    /// Nothing: what is found is no effect.
    Nothing,
}

/// An arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    /// Its name in tables: `withhold` and `send` for decision points, else as campaign.toml has it.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// The probability of it; the mean of those that were logged where they differ. `None` where it has none.
    pub probability: Option<f64>,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The outcome's name, of the closed list of `[outcome]`.
    pub name: String,
    /// What people call it.
    pub title: Sentence,
    /// What one of it is called: 歩. Of a yes-or-no outcome values are shares (0 to 1), and the unit is a word for that.
    pub unit: Sentence,
    /// Whether it is yes or no.
    pub binary: bool,
    /// Whether the primary analysis is of the logarithm of it and a half. Then the effect's numbers are on that scale, and
    /// the relative effect is what people read.
    pub log: bool,
    /// What is counted at most of one decision point.
    pub cap: Option<f64>,
    /// The window, in words.
    pub window: Sentence,
}

/// A plan as it was sealed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanShown {
    /// Its hash.
    pub hash: String,
    /// The day on which it was sealed.
    #[serde(with = "super::civil")]
    pub sealed_on: Day,
    /// The campaign's first day.
    #[serde(with = "super::civil")]
    pub start: Day,
    /// The last day whose decision points the final analysis has.
    #[serde(with = "super::civil::maybe")]
    pub last_day: Option<Day>,
    /// On which day the final analysis can be made: the last window is over, and late data had its time.
    #[serde(with = "super::civil::maybe")]
    pub final_on: Option<Day>,
}
