use super::refused;
use crate::Unfit;
use serde::{Deserialize, Serialize};

/// What is asked of the rows, fixed before any of them is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The names of g(H), beside the intercept, which is always there.
    pub controls: Vec<String>,
    /// The names of S in the effect f(S)'β = β₀ + β₁S₁ + …; none for one effect over all decision points.
    pub moderators: Vec<String>,
    /// p̃, the probability of treatment that the effect is centred by, in (0, 1).
    ///
    /// A constant p̃ moves the precision of an effect and not what it is an effect of. `None` takes the probability that
    /// was logged, which then has to be the same in all rows: weights are 1, and least is lost. Where probabilities vary
    /// it has to be said, since a p̃ that is found in the same rows is one more thing that was estimated from them.
    pub numerator: Option<f64>,
    /// What is done with rows whose outcome is not known.
    pub missing: Missing,
}

/// What is assumed of outcomes that are not known. Each is an assumption that the rows themselves cannot prove, so that a
/// result is shown under more than one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Rows without an outcome are left out and counted (available cases). Right if whether an outcome is known has, given
    /// the controls, nothing to do with what it is. [`Row::weight`](super::Row) makes that weaker: with the inverse of the
    /// probability of being known, given all that is known of the row, it is right if that probability is.
    #[default]
    LeftOut,
    /// Each stands for this value: 0 steps, or no answer taken for "no".
    Taken(f64),
}

impl Model {
    /// Whether it can be asked at all.
    pub(super) fn check(&self) -> Result<(), Unfit> {
        match self.numerator {
            Some(numerator) if !(numerator > 0.0 && numerator < 1.0) => Err(refused::numerator(numerator)),
            _ => Ok(()),
        }
    }

    /// q: how many coefficients the controls have, with the intercept.
    pub(super) fn control_count(&self) -> usize {
        self.controls.len() + 1
    }

    /// p: how many coefficients the effect has.
    pub(super) fn effect_count(&self) -> usize {
        self.moderators.len() + 1
    }

    /// The names of all coefficients, controls first, so that no two kinds are taken for one another.
    pub(super) fn long_names(&self) -> Vec<String> {
        let controls = std::iter::once("intercept".to_owned()).chain(self.controls.iter().cloned());
        let effects = self.moderators.iter().map(|name| format!("effect × {name}"));
        controls.chain(std::iter::once("effect".to_owned())).chain(effects).collect()
    }

    /// The names as an answer has them: the role tells the kinds apart.
    pub(super) fn names(&self) -> Vec<String> {
        let controls = std::iter::once("intercept").chain(self.controls.iter().map(String::as_str));
        let effects = std::iter::once("effect").chain(self.moderators.iter().map(String::as_str));
        controls.chain(effects).map(str::to_owned).collect()
    }
}
