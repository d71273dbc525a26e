//! Means of two arms that may vary differently.

use super::people::{constant, is_denominator};
use super::{Effect, Found, People, Question};
use crate::clustered::Contrast;
use crate::{Unfit, solve, tails};
use nalgebra::{DMatrix, DVector};

/// The mean of an arm, and how its values vary.
pub(crate) struct Arm {
    pub(crate) size: f64,
    pub(crate) mean: f64,
    /// Σ (y − ȳ)² / (n − 1).
    pub(crate) variance: f64,
}

/// The difference of two means whose variances differ (Welch 1947, doi 10.1093/biomet/34.1-2.28); both arms are of two or
/// more, and at least one of them varies.
pub(crate) fn difference(with: &Arm, without: &Arm) -> Contrast {
    let (v1, v0) = (with.variance / with.size, without.variance / without.size);
    let df = (v1 + v0).powi(2) / (v1 * v1 / (with.size - 1.0) + v0 * v0 / (without.size - 1.0));
    Contrast { estimate: with.mean - without.mean, se: (v1 + v0).sqrt(), df }
}

/// Compares the arms: what was known before is taken out (CUPED), then means are compared (Welch).
///
/// The relative effect is by the delta method, as gbstats 0.8.0 has it: Δ/m₀ with the variance
/// s₁²/(m₀² n₁) + s₀² m₁²/(m₀⁴ n₀), where m are the means before anything was taken out.
pub(super) fn compare(people: &People, question: &Question) -> Result<Found, Unfit> {
    let plain: Vec<f64> = people.rows.iter().map(|row| row.outcome).collect();
    let adjusted = without_controls(people, question, &plain)?;
    let (with, without) = (arm(people, &adjusted, true)?, arm(people, &adjusted, false)?);
    // A part in 10²⁰ of the variance is what rounding leaves of outcomes that the controls tell.
    let before = arm(people, &plain, true)?.variance + arm(people, &plain, false)?.variance;
    if with.variance + without.variance <= 1e-20 * before {
        return Err(constant());
    }
    let (v1, v0) = (with.variance / with.size, without.variance / without.size);
    let difference = difference(&with, &without);
    let control = Contrast { estimate: without.mean, se: v0.sqrt(), df: without.size - 1.0 };
    let effect = match question.effect {
        Effect::Difference => difference,
        Effect::Relative => {
            let (m1, m0) = (arm(people, &plain, true)?.mean, arm(people, &plain, false)?.mean);
            is_denominator(m0, m0 - tails::t_critical(question.alpha, control.df) * control.se)?;
            let variance = v1 / m0.powi(2) + v0 * m1.powi(2) / m0.powi(4);
            Contrast { estimate: difference.estimate / m0, se: variance.sqrt(), df: difference.df }
        }
    };
    Ok(Found { control, effect })
}

/// Y − θ(X − X̄) with θ pooled over the arms (Deng, Xu, Kohavi and Walker 2013, doi:10.1145/2433396.2433413). θ does not
/// know who is in which arm, so what is left is compared as if it had been measured.
pub(super) fn without_controls(people: &People, question: &Question, outcomes: &[f64]) -> Result<Vec<f64>, Unfit> {
    let width = question.controls.len();
    if width == 0 {
        return Ok(outcomes.to_vec());
    }
    let mean = outcomes.iter().sum::<f64>() / outcomes.len() as f64;
    let (mut gram, mut cross) = (DMatrix::zeros(width, width), DVector::zeros(width));
    for (row, outcome) in people.rows.iter().zip(outcomes) {
        let x = DVector::from_column_slice(&row.controls);
        gram.ger(1.0, &x, &x, 1.0);
        cross.axpy(outcome - mean, &x, 1.0);
    }
    let theta = solve::inverse_of_gram(&gram, &question.controls)? * cross;
    let taken = |row: &super::people::Row| row.controls.iter().zip(&theta).map(|(x, theta)| x * theta).sum::<f64>();
    Ok(people.rows.iter().zip(outcomes).map(|(row, outcome)| outcome - taken(row)).collect())
}

fn arm(people: &People, values: &[f64], treated: bool) -> Result<Arm, Unfit> {
    let own: Vec<f64> =
        people.rows.iter().zip(values).filter(|(row, _)| row.treated == treated).map(|(_, value)| *value).collect();
    if own.len() < 2 {
        return Err(Unfit::new(
            "an arm has one person with a known outcome: how much persons differ cannot be judged from one",
            "結果のわかる方が一人だけの群があります。一人からは、個人差の大きさがわかりません。",
        ));
    }
    let size = own.len() as f64;
    let mean = own.iter().sum::<f64>() / size;
    let squares = match own.iter().all(|value| Some(value) == own.first()) {
        true => 0.0,
        false => own.iter().map(|value| (value - mean).powi(2)).sum(),
    };
    Ok(Arm { size, mean, variance: squares / (size - 1.0) })
}
