//! Districts or teams that were drawn as a whole.

use super::people::{constant, is_denominator};
use super::{Effect, Found, People, Question};
use crate::clustered::{self, Contrast, Correction, Fitted, Sums};
use crate::{Unfit, tails};
use nalgebra::DVector;

/// Compares the arms by least squares on persons, each of whom counts the same; what was known before is fitted beside the
/// arm, and errors are of clusters.
pub(super) fn compare(people: &People, question: &Question, correction: Correction) -> Result<Found, Unfit> {
    let fitted = fit(people, question)?;
    let width = fitted.coefficients.len();
    let told = |weights: [f64; 2]| {
        let of = DVector::from_iterator(width, weights.into_iter().chain(std::iter::repeat(0.0)).take(width));
        fitted.contrast(&of, correction).ok_or_else(constant)
    };
    let (control, difference) = (told([1.0, 0.0])?, told([0.0, 1.0])?);
    let effect = match question.effect {
        Effect::Difference => difference,
        Effect::Relative => {
            let mean = control.estimate;
            is_denominator(mean, mean - tails::t_critical(question.alpha, control.df) * control.se)?;
            let share = difference.estimate / mean;
            // By the delta method: the gradient of Δ/m is (−Δ/m², 1/m).
            Contrast { estimate: share, ..told([-share / mean, 1.0 / mean])? }
        }
    };
    Ok(Found { control, effect })
}

fn fit(people: &People, question: &Question) -> Result<Fitted, Unfit> {
    let named = ["control_mean", "effect"].map(str::to_owned).into_iter();
    let names: Vec<String> = named.chain(question.controls.iter().cloned()).collect();
    let mut clusters: Vec<Sums> = Vec::new();
    let mut sizes = [0_usize; 2];
    let mut last = None;
    for row in &people.rows {
        if last.replace(row.cluster) != Some(row.cluster) {
            clusters.push(Sums::new(names.len()));
            let [without, with] = &mut sizes;
            *(if row.treated { with } else { without }) += 1;
        }
        let arm = if row.treated { 1.0 } else { 0.0 };
        let x = [1.0, arm].into_iter().chain(row.controls.iter().copied());
        let x = DVector::from_iterator(names.len(), x);
        if let Some(cluster) = clusters.last_mut() {
            cluster.add(&x, row.outcome);
        }
    }
    has_two_each(sizes)?;
    if clusters.len() <= names.len() {
        let (clusters, terms) = (clusters.len(), names.len());
        return Err(Unfit::new(
            format!(
                "{clusters} clusters cannot tell {terms} terms apart and how much clusters differ: name fewer controls"
            ),
            format!(
                "クラスターが{clusters}個では、{terms}個の項目とクラスターの間の差を分けられません。事前の項目を減らしてください。"
            ),
        ));
    }
    clustered::fit(clusters, &names)
}

/// Whether each arm has clusters to compare with each other.
pub(super) fn has_two_each([without, with]: [usize; 2]) -> Result<(), Unfit> {
    if without >= 2 && with >= 2 {
        return Ok(());
    }
    Err(Unfit::new(
        "an arm has one cluster with known outcomes: what the arm changed cannot be told from what is special to that \
         cluster; draw two clusters or more into each arm",
        "結果のわかるクラスターが一つだけの群があります。群の違いと、そのクラスターに特有の事情を分けられません。\
         どの群にも二つ以上のクラスターを割り当ててください。",
    ))
}
