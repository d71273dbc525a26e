//! Persons, or whole districts of them, drawn into one of two arms: what being drawn changed.
//!
//! Everyone who was drawn is analysed as drawn, whatever was delivered, opened or answered (intention to treat).

mod clusters;
mod people;
mod permutation;
mod received;
mod welch;

use crate::clustered::Contrast;
use crate::{Fit, Joint, Role, Term, Unfit, tails};
use people::People;
pub(crate) use people::{constant, is_level};
pub(crate) use welch::{Arm, difference};

pub use crate::clustered::Correction;
pub use permutation::{Scheme, permute};
pub use received::received;

/// Someone who was drawn into an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Who, in whatever way the data tells people apart. Only in a clustered design may somebody have several rows.
    pub id: String,
    /// Whether drawn into the arm that is tried.
    pub treated: bool,
    /// What is compared. `None` where it is not known: the row then counts nowhere but in the missing.
    pub outcome: Option<f64>,
    /// Their district or team, where districts or teams were drawn.
    pub cluster: Option<String>,
    /// What was known before the draw, as many as [`Question::controls`] names. `None` takes the mean of the others:
    /// that is unbiased for what a draw decided (White and Thompson 2005, doi:10.1002/sim.1981).
    pub controls: Vec<Option<f64>>,
}

/// What is asked of persons in arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The names of what was known before the draw and is taken out of the outcome.
    pub controls: Vec<String>,
    /// In which units the effect is told.
    pub effect: Effect,
    /// What was drawn, and so what varies independently.
    pub errors: Errors,
    /// One less the level of the intervals: 0.05 for 95%.
    pub alpha: f64,
}

impl Default for Question {
    /// The plain difference of persons, at 95%.
    fn default() -> Self {
        Self { controls: Vec::new(), effect: Effect::Difference, errors: Errors::Persons, alpha: 0.05 }
    }
}

/// In which units an effect is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// In the outcome's own.
    Difference,
    /// As a share of the mean without: 0.1 for a tenth more.
    Relative,
}

/// What varies independently of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// Persons; the arms may vary differently (Welch 1947, doi:10.1093/biomet/34.1-2.28).
    Persons,
    /// Clusters, each wholly in one arm.
    Clusters(Correction),
}

/// The effect of being drawn into the arm that is tried.
///
/// Two terms: `control_mean`, the mean of those drawn into the other arm (at the mean of all controls), and `effect`, or
/// `relative_effect`. `people` counts persons, or clusters where those were drawn, and `rows` the known outcomes. The
/// order of the rows makes no difference, to the last bit.
///
/// # Errors
/// Where the rows have no answer: an empty arm, one person in it, outcomes that do not vary, no number, somebody twice.
pub fn itt(people: &[Person], question: &Question) -> Result<Fit, Unfit> {
    let people = People::read(people, question)?;
    let found = compare(&people, question)?;
    Ok(found.into_fit(&people, question))
}

/// What a comparison of two arms comes to.
struct Found {
    control: Contrast,
    effect: Contrast,
}

fn compare(people: &People, question: &Question) -> Result<Found, Unfit> {
    match question.errors {
        Errors::Persons => welch::compare(people, question),
        Errors::Clusters(correction) => clusters::compare(people, question, correction),
    }
}

impl Found {
    fn into_fit(self, people: &People, question: &Question) -> Fit {
        let Self { control, effect } = self;
        let name = if question.effect == Effect::Relative { "relative_effect" } else { "effect" };
        let of =
            |name: &str, role, part: &Contrast| Term::by_t(name, role, part.estimate, part.se, part.df, question.alpha);
        let t2 = (effect.estimate / effect.se).powi(2);
        Fit {
            terms: vec![of("control_mean", Role::Control, &control), of(name, Role::Effect, &effect)],
            df: effect.df,
            people: people.units(),
            rows: people.rows(),
            joint: Some(Joint { t2, f: t2, p: tails::f_upper(t2, 1.0, effect.df) }),
        }
    }
}

#[cfg(test)]
mod tests;
