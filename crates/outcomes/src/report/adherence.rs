use super::{Answer, Count, Estimate, Share};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// What became of what was offered: reach, dose, answers, and how that went on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adherence {
    /// The shares, from who was reached to who answered.
    pub shares: Vec<Rate>,
    /// By week since each person's first day.
    pub weeks: Vec<Week>,
    /// For how long people go on (Kaplan and Meier 1958, doi 10.1080/01621459.1958.10501452): at the ends of weeks, the
    /// share that has not fallen silent for two weeks or more. Weeks in which fewer than ten fell silent are left out.
    pub lasting: Vec<Lasting>,
    /// How the effect changes in four weeks (a straight line over the days since the first).
    pub slope: Answer<Estimate>,
    /// What is said of it.
    pub says: Vec<Sentence>,
}

/// A share, with its denominator in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Its name: `reach`, `dose_delivered`, `dose_received`, `responded`, `responded_late`, `known`, `fate_unknown`, ….
    pub key: String,
    /// What people call it.
    pub title: Sentence,
    /// Of what.
    pub of: Sentence,
    /// Whether people are counted, and not decision points.
    pub people: bool,
    /// All of it; `None` where only arms make sense.
    pub total: Option<Answer<Share>>,
    /// By arm, in the order of the design's; empty where it is of one arm only.
    pub arms: Vec<Answer<Share>>,
}

/// The share that goes on after a week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Lasting {
    /// The week's number, from 1.
    pub week: u32,
    /// The share, between 0 and 1.
    pub share: f64,
    /// The lower end of its 95% interval.
    pub ci_low: f64,
    /// The upper end.
    pub ci_high: f64,
}

/// One week since each person's first day, which is in week 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Its number, from 1. The last one has all that come after it too, where `open`.
    pub week: u32,
    /// Whether later weeks are in it.
    pub open: bool,
    /// People with a decision point in it.
    pub people: Count,
    /// Of these, those with an outcome or an answer in it: who is still there.
    pub active: Answer<Share>,
    /// Of decision points drawn to send, those that arrived at a provider or further.
    pub delivered: Answer<Share>,
    /// Of decision points, those that were answered in time, by arm.
    pub responded: Vec<Answer<Share>>,
    /// The effect in this week alone, in the unit of the primary one.
    pub effect: Answer<Estimate>,
}
