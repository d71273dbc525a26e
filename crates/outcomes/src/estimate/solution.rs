use super::{Model, refused};
use crate::solve::inverse_of_gram;
use crate::{Fit, Joint, Role, Term, Unfit, tails};
use nalgebra::{DMatrix, DVector};

/// What an estimator has found: coefficients and how they vary together, from which a [`Fit`], the effect at given
/// moderators and any combination of effects are told.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Controls first.
    names: Vec<String>,
    /// How many of the coefficients are an effect's, the last ones.
    effects: usize,
    estimates: DVector<f64>,
    covariance: DMatrix<f64>,
    df: f64,
    people: u64,
    rows: u64,
}

impl Solution {
    /// Coefficients with the influence that each person has on them: the covariance is the sum of its squares (the
    /// sandwich J⁻¹ Σ u u' J⁻ᵀ).
    pub(super) fn new(
        model: &Model,
        estimates: DVector<f64>,
        influences: &[DVector<f64>],
        rows: u64,
    ) -> Result<Self, Unfit> {
        Self::of(model.names(), model.effect_count(), estimates, influences, rows)
    }

    /// The same by the names of the coefficients, of which the last `effects` are an effect's.
    pub(crate) fn of(
        names: Vec<String>,
        effects: usize,
        estimates: DVector<f64>,
        influences: &[DVector<f64>],
        rows: u64,
    ) -> Result<Self, Unfit> {
        let terms = estimates.len();
        let mut covariance = DMatrix::zeros(terms, terms);
        for influence in influences {
            covariance.ger(1.0, influence, influence, 1.0);
        }
        let known = estimates.iter().chain(covariance.iter()).all(|value| value.is_finite());
        if !known {
            return Err(refused::too_large());
        }
        if covariance.diagonal().iter().any(|variance| *variance <= 0.0) {
            return Err(refused::nothing_left());
        }
        let df = influences.len().saturating_sub(terms);
        if df == 0 {
            return Err(refused::too_few_people(influences.len(), terms));
        }
        Ok(Self { names, effects, estimates, covariance, df: df as f64, people: influences.len() as u64, rows })
    }

    /// All terms with intervals of level 1 − `alpha`, by t with n − q − p degrees of freedom, and the joint test.
    ///
    /// # Errors
    /// If `alpha` is no level.
    pub fn fit(&self, alpha: f64) -> Result<Fit, Unfit> {
        checked(alpha)?;
        let controls = self.names.len() - self.effects;
        let role = |at: usize| if at < controls { Role::Control } else { Role::Effect };
        let values = self.estimates.iter().zip(self.covariance.diagonal().iter().copied().collect::<Vec<f64>>());
        let terms = self.names.iter().zip(values).enumerate().map(|(at, (name, (estimate, variance)))| {
            Term::by_t(name.clone(), role(at), *estimate, variance.sqrt(), self.df, alpha)
        });
        Ok(Fit { terms: terms.collect(), df: self.df, people: self.people, rows: self.rows, joint: self.joint() })
    }

    /// Hotelling's test that all effects are 0 (Liao et al. 2016, doi 10.1002/sim.6847). `None` where some combination of
    /// them does not vary.
    pub fn joint(&self) -> Option<Joint> {
        self.test(&self.beta(), &self.beta_covariance())
    }

    /// The same of some combinations of effects only, that none of them is anything: `[[0, 1]]` asks whether the first
    /// moderator changes the effect. Each combination has a number for each effect.
    ///
    /// # Errors
    /// If a combination is none.
    pub fn joint_of(&self, combinations: &[Vec<f64>]) -> Result<Option<Joint>, Unfit> {
        for combination in combinations {
            self.combination(combination)?;
        }
        let rows: Vec<f64> = combinations.iter().flatten().copied().collect();
        let chosen = DMatrix::from_row_slice(combinations.len(), self.effects, &rows);
        Ok(self.test(&(&chosen * self.beta()), &(&chosen * self.beta_covariance() * chosen.transpose())))
    }

    /// Any combination c'β of effects, however many it touches, by t with the same degrees of freedom.
    ///
    /// # Errors
    /// If it is none (a number for each effect, finite, not all 0), or `alpha` is no level.
    pub fn contrast(&self, name: impl Into<String>, combination: &[f64], alpha: f64) -> Result<Term, Unfit> {
        checked(alpha)?;
        self.combination(combination)?;
        let c = DVector::from_column_slice(combination);
        let estimate = c.dot(&self.beta());
        let variance = c.dot(&(self.beta_covariance() * &c));
        if !(variance > 0.0 && variance.is_finite()) {
            return Err(refused::nothing_left());
        }
        Ok(Term::by_t(name, Role::Effect, estimate, variance.sqrt(), self.df, alpha))
    }

    /// The effect where the moderators have these values.
    ///
    /// # Errors
    /// If there is not a finite value for each moderator, or `alpha` is no level.
    pub fn effect_at(&self, name: impl Into<String>, moderators: &[f64], alpha: f64) -> Result<Term, Unfit> {
        self.contrast(name, &[&[1.0], moderators].concat(), alpha)
    }

    /// The coefficients, controls first.
    pub fn estimates(&self) -> &[f64] {
        self.estimates.as_slice()
    }

    /// How they vary together: their covariance's rows, controls first.
    pub fn covariance(&self) -> Vec<Vec<f64>> {
        self.covariance.row_iter().map(|row| row.iter().copied().collect()).collect()
    }

    /// n − q − p.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// n: persons with a row that counts.
    pub fn people(&self) -> u64 {
        self.people
    }

    fn beta(&self) -> DVector<f64> {
        self.estimates.rows(self.names.len() - self.effects, self.effects).into_owned()
    }

    fn beta_covariance(&self) -> DMatrix<f64> {
        let from = self.names.len() - self.effects;
        self.covariance.view((from, from), (self.effects, self.effects)).into_owned()
    }

    fn test(&self, values: &DVector<f64>, covariance: &DMatrix<f64>) -> Option<Joint> {
        let names = vec![String::new(); values.len()];
        let t2 = values.dot(&(inverse_of_gram(covariance, &names).ok()? * values));
        let p = values.len() as f64;
        let f = t2 * self.df / (p * (self.df + p - 1.0));
        Some(Joint { t2, f, p: tails::f_upper(f, p, self.df) })
    }

    fn combination(&self, combination: &[f64]) -> Result<(), Unfit> {
        let finite = combination.iter().all(|value| value.is_finite());
        let some = combination.iter().any(|value| *value != 0.0);
        if combination.len() == self.effects && finite && some {
            return Ok(());
        }
        Err(refused::combination(combination.len(), self.effects))
    }
}

fn checked(alpha: f64) -> Result<(), Unfit> {
    if alpha > 0.0 && alpha < 1.0 { Ok(()) } else { Err(refused::alpha(alpha)) }
}
