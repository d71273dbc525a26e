use super::refused;
use crate::Unfit;
use crate::estimate::Solution;
use serde::{Deserialize, Serialize};

/// What is known of an effect so far, from rows whose outcomes are closed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SoFar {
    /// The estimate, in the unit of the outcome.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Degrees of freedom of t.
    pub df: f64,
    /// People whose rows count.
    pub people: u64,
}

impl SoFar {
    /// The effect where the moderators have these values: none of them for one probability, the values of a class for a
    /// probability of its own.
    ///
    /// # Errors
    /// If there is not a finite value for each moderator, or nothing varies.
    pub fn at(solution: &Solution, moderators: &[f64]) -> Result<Self, Unfit> {
        // Of the level only the interval depends, which is not looked at.
        let term = solution.effect_at("effect", moderators, 0.05)?;
        Ok(Self { estimate: term.estimate, se: term.se, df: solution.df(), people: solution.people() })
    }

    /// Whether these are numbers that an estimator may have found.
    pub(super) fn check(&self) -> Result<(), Unfit> {
        let Self { estimate, se, df, .. } = *self;
        let sound = estimate.is_finite() && se > 0.0 && se.is_finite() && df > 0.0;
        if sound { Ok(()) } else { Err(refused::no_effect(estimate, se, df)) }
    }
}
