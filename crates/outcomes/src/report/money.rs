use domain::Sentence;
use serde::{Deserialize, Serialize};

/// What is to be paid by the contract, and how sure that is: the statement of `outcomes::payment` over what this report
/// found. Amounts are whole yen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// The contract's title.
    pub title: String,
    /// Its hash.
    pub hash: String,
    /// The fixed part, metrics and their years, and what caps cut off. Where all have an amount, their sum is the total.
    pub lines: Vec<Line>,
    /// What is paid in all at the estimate; `None` while a line is open.
    pub total_yen: Option<i64>,
    /// The total at both ends of the intervals; `None` where nothing is an estimate.
    pub ends: Option<Ends>,
    /// What a comparison of before and after would have paid in all; `None` where none can be made.
    pub before_after_yen: Option<i64>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// A total at both ends of intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ends {
    /// The level of the intervals, in percent.
    pub percent: u8,
    /// With every estimate at the end that pays less.
    pub at_worse_yen: Option<i64>,
    /// With every estimate at the end that pays more.
    pub at_better_yen: Option<i64>,
}

/// A line of the statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `fixed`, `metric` or `cut` (what a cap takes away: below 0).
    pub kind: String,
    /// The metric's name, or the key of the contract.
    pub name: String,
    /// The year, of a metric that is judged by years.
    pub year: Option<String>,
    /// What people call it.
    pub title: Option<String>,
    /// The value that was found.
    pub value: Option<f64>,
    /// What the value is counted in.
    pub unit: Option<String>,
    /// What it pays; `None` where it is open.
    pub yen: Option<i64>,
    /// How the amount follows from the value, or why there is none.
    pub because: Vec<Sentence>,
    /// Where the value is an estimate, its uncertainty.
    pub uncertain: Option<Uncertain>,
    /// What comparing before and after would have found.
    pub before_after: Option<BeforeAfter>,
}

/// An estimate's uncertainty, and what it means in yen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Uncertain {
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// What the line pays at the end that pays less.
    pub at_worse_yen: Option<i64>,
    /// What it pays at the other one.
    pub at_better_yen: Option<i64>,
    /// The parts of the table, from the worst to the best.
    pub tiers: Vec<Tier>,
    /// What the table pays on average over the uncertainty.
    pub mean_yen: Option<i64>,
}

/// A part of a table, and how much of the uncertainty lies in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tier {
    /// The level with which it begins, from worse to better; `None` before the first one of the table.
    pub from: Option<f64>,
    /// The level with which the next one begins; `None` for the best.
    pub until: Option<f64>,
    /// What it pays at its worse end.
    pub least_yen: Option<i64>,
    /// What it pays at its better end.
    pub most_yen: Option<i64>,
    /// Between 0 and 1.
    pub probability: f64,
}

/// What comparing before and after would have found, and paid.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BeforeAfter {
    /// The value.
    pub value: f64,
    /// What the line would pay; `None` where it is open.
    pub yen: Option<i64>,
}
