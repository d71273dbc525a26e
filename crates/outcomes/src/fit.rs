//! What every estimator answers with: terms with their intervals, and how many people and rows they rest on.

use crate::tails;
use serde::Serialize;

/// A fitted model.
///
/// ```json
/// {"terms": [{"name": "effect", "role": "effect", "estimate": 0.131, "se": 0.067, "ci_low": -0.006, "ci_high": 0.268,
///             "p": 0.0599}],
///  "df": 34, "people": 37, "rows": 6061, "joint": {"t2": 3.79, "f": 3.79, "p": 0.0599}}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// Controls first, then effects; each as it was named.
    pub terms: Vec<Term>,
    /// Degrees of freedom of t, and of the joint test's denominator.
    pub df: f64,
    /// Persons (or clusters) with at least one row that counts.
    pub people: u64,
    /// Rows that count: available ones, with an outcome.
    pub rows: u64,
    /// Whether all effects are nothing, asked at once.
    pub joint: Option<Joint>,
}

/// One coefficient, in the units of the outcome (or of its logarithm, where the estimator says so).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Term {
    /// The column's name; `intercept`, and `effect` for the effect where every moderator is 0.
    pub name: String,
    /// What it is there for.
    pub role: Role,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// The lower end of its interval.
    pub ci_low: f64,
    /// The upper end of its interval.
    pub ci_high: f64,
    /// The two-sided p-value of "it is nothing".
    pub p: f64,
}

/// What a term is in the model for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes noise out; says nothing of an effect.
    Control,
    /// Part of the effect.
    Effect,
}

/// Hotelling's test that all effects are 0 (Liao et al. 2016): T² · d₂ / (p (d₂ + p − 1)) ~ F(p, d₂).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joint {
    /// β̂' V⁻¹ β̂.
    pub t2: f64,
    /// T² brought to F.
    pub f: f64,
    /// The p-value.
    pub p: f64,
}

impl Term {
    /// A term with the interval of level `1 - alpha` by Student's t, and the p-value by the same.
    pub fn by_t(name: impl Into<String>, role: Role, estimate: f64, se: f64, df: f64, alpha: f64) -> Self {
        let reach = tails::t_critical(alpha, df) * se;
        let p = tails::t_two_sided(estimate / se, df);
        Self { name: name.into(), role, estimate, se, ci_low: estimate - reach, ci_high: estimate + reach, p }
    }
}
