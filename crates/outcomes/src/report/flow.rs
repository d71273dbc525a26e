use super::{Answer, Count, Mean};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// From who is eligible to whose outcome is known: the numbers of a flow diagram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// People. By arm where people or clusters are randomised; else `arms` of each step is empty.
    pub people: Vec<Step>,
    /// Decision points, by arm from the draw on.
    pub points: Vec<Step>,
    /// Decision points at which the person could not be helped, by why; most frequent first.
    pub unavailable: Vec<Why>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// One step: those who came so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Of people `eligible`, `consented`, `randomised`, `available`, `delivered`, `known`; of decision points `due`,
    /// `available`, `drawn`, `delivered`, `known`.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// All of them; `None` where it is not recorded.
    pub total: Option<Count>,
    /// By arm, in the order of the design's; empty where they have none yet.
    pub arms: Vec<Count>,
}

/// Decision points of one kind, and how many people they are of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Its name in tables.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// Decision points; hidden where they are of fewer than ten people.
    pub points: Count,
    /// People.
    pub people: Count,
}

/// Whether chance did what it should, and what happened otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Integrity {
    /// Draws at decision points held against the logged probabilities.
    pub points: Option<Answer<Check>>,
    /// People (or clusters) in arms held against the arms' probabilities.
    pub people: Option<Answer<Check>>,
    /// Where what happened is not what was drawn. Such rows stay where they were drawn to.
    pub deviations: Vec<Why>,
    /// What was known beforehand, by arm.
    pub balance: Vec<Balance>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// A check of an allocation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Expected by the probabilities, by arm; empty where what was observed is hidden.
    pub expected: Vec<f64>,
    /// Observed, by arm: decision points, people or clusters.
    pub observed: Vec<Count>,
    /// The statistic: z of Σ(A − p) / √Σp(1 − p) at decision points, χ² of people. Where what was observed is hidden, it and
    /// the p-value have two digits.
    pub statistic: f64,
    /// Degrees of freedom of χ²; `None` for z.
    pub df: Option<f64>,
    /// The p-value.
    pub p: f64,
    /// Of people and clusters: a p-value that holds however often one looks, by the Bayes factor of the numbers as they are
    /// now, whatever order people came in (Lindon and Malek 2022, arXiv 2011.03567).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_any_look: Option<f64>,
    /// Whether it is below 0.001: then something is broken, and no estimate should be believed before it is found.
    pub alarm: bool,
}

/// Something known before the draw, by arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Balance {
    /// Its name: `before` (steps of the seven days before), `days_in`, `weekend`.
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// Its mean by arm, in the order of the design's.
    pub arms: Vec<Answer<Mean>>,
    /// The difference of the second arm from the first in standard deviations; beyond 0.1 it is worth a look.
    pub standardised: Answer<f64>,
}
