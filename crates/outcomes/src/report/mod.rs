//! The report: did it work, said so that a statistician, an auditor and a mayor can each read it.
//!
//! [`Report`] is one value. Its JSON is the machine form; the page, the print and the table are made of it and of nothing
//! else. What it must show are the ten things of docs/report.md. What data cannot answer is a sentence in place of a
//! number, groups of fewer than ten people are hidden, and what was not planned before the start is called exploratory
//! where it stands.

mod about;
mod adherence;
mod answer;
mod asked;
mod asking;
mod civil;
mod count;
mod effect;
mod estimate;
mod flow;
mod gathering;
mod hiding;
mod missing;
mod money;
mod point;
mod reader;
mod reading;
mod recompute;
mod sections;
mod segments;
mod table;
mod told;
mod weeks;

pub use about::{About, Arm, Design, DesignKind, Measure, PlanShown, Stage, Standing};
pub use adherence::{Adherence, Lasting, Rate, Week};
pub use answer::Answer;
pub use asked::{Agreed, Asked, Planned, Rows};
pub use count::{Count, LEAST};
pub use effect::{Contrast, Effect, Look, Looks, Method, Other, Permuted, Relative};
pub use estimate::{Correction, Estimate, Mean, Share};
pub use flow::{Balance, Check, Flow, Integrity, Step, Why};
pub use gathering::Gathering;
pub use missing::{Assumed, ByArm, Harms, Missing, Quality};
pub use money::Money;
pub use point::Point;
pub use reader::Reader;
pub use reading::Points;
pub use recompute::Recompute;
pub use segments::{Bin, Distribution, Division, Segment, Segments};
pub use table::{TABLE, TableRow};
pub use told::Told;

use domain::Sentence;
use serde::{Deserialize, Serialize};

/// A report of one campaign. `crates/outcomes/tests/reports/example.json` is a whole one.
///
/// Every `says` is for people, in the order in which it is read. Every list by arm has the order of
/// [`Design::arms`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The version of this shape.
    pub format: u32,
    /// What matters most, in a few sentences.
    pub summary: Vec<Sentence>,
    /// What was asked, how, and what of it was fixed before the start.
    pub about: About,
    /// From who is eligible to whose outcome is known.
    pub flow: Flow,
    /// Whether chance did what it should.
    pub integrity: Integrity,
    /// The answer to the question.
    pub effect: Effect,
    /// When it was looked at.
    pub looks: Looks,
    /// What would have happened anyway.
    pub contrast: Contrast,
    /// What is not known, and whether that matters.
    pub missing: Missing,
    /// What became of what was offered.
    pub adherence: Adherence,
    /// The effect in groups.
    pub segments: Segments,
    /// How the outcome is distributed.
    pub distribution: Distribution,
    /// Where the numbers come from.
    pub quality: Quality,
    /// What is to be paid, where there is a contract.
    pub money: Option<Answer<Money>>,
    /// What should not have happened to anyone.
    pub harms: Harms,
    /// What this design cannot tell.
    pub limits: Vec<Sentence>,
    /// With what the same report is made again.
    pub recompute: Recompute,
}

/// The version of the shape that this code writes.
pub const FORMAT: u32 = 2;
