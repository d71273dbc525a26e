//! Whether chance did what it was told to: as many people in each arm, as many treated points, and arms that were alike
//! before. What is off here is off in every estimate.

mod balance;
mod persons;
mod points;
mod sequential;

pub use balance::{Side, apart};
pub use persons::persons;
pub use points::Draws;
pub use sequential::SequentialRatio;

use serde::Serialize;

/// Below this a ratio is no chance: something draws, delivers or records otherwise than the plan says.
pub const ALARM: f64 = 0.001;

/// A check of how many there are in each arm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// χ² of persons, or z of decision points.
    pub statistic: f64,
    /// Its p-value.
    pub p: f64,
    /// Whether p is below [`ALARM`].
    pub alarm: bool,
}

impl Ratio {
    fn new(statistic: f64, p: f64) -> Self {
        Self { statistic, p, alarm: p < ALARM }
    }
}
