use serde::{Deserialize, Serialize};

/// What is asked of the rows, fixed before any of them is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The names of g(H), beside the intercept, which is always there: what tells the outcome. They make the effect
    /// more precise, and no error in them makes it wrong.
    pub controls: Vec<String>,
    /// The names of S in the effect S'β = β₀ + β₁S₁ + …; none for one effect over all decision points.
    pub moderators: Vec<String>,
    /// ω, what decision points count for.
    pub weighting: Weighting,
    /// How standard errors are made.
    pub errors: Errors,
}

/// What a decision point counts for in the average that an effect is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// ω = 1: each the same. Right also where people stay for different times, and leave because of what they were
    /// sent.
    #[default]
    Points,
    /// ω = 1/Tᵢ with Tᵢ rows of the person: each person the same. Right only where Tᵢ was fixed before the start or has
    /// nothing to do with what was sent; where all have as many rows it is the other one.
    People,
}

/// How standard errors are made: both are sandwiches with people as clusters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// With what each person bends the fit towards themself taken out (Mancl and DeRouen 2001, doi
    /// 10.1111/j.0006-341X.2001.00126.x), as all of this crate's estimators have it.
    #[default]
    ManclDeRouen,
    /// As published (Qian 2025) and as MRTAnalysis prints it; too small where there are few people.
    Plain,
}

impl Model {
    /// q: how many coefficients the regressions of the outcome have, with the intercept.
    pub(super) fn control_count(&self) -> usize {
        self.controls.len() + 1
    }

    /// p: how many coefficients the effect has.
    pub(super) fn effect_count(&self) -> usize {
        self.moderators.len() + 1
    }

    /// The names of the regressions' coefficients.
    pub(super) fn control_names(&self) -> Vec<String> {
        std::iter::once("intercept".to_owned()).chain(self.controls.iter().cloned()).collect()
    }

    /// The names of the effect's.
    pub(super) fn effect_names(&self) -> Vec<String> {
        std::iter::once("effect".to_owned()).chain(self.moderators.iter().cloned()).collect()
    }
}
