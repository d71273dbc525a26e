//! `ayumi estimate`: the estimators of the reports, on anyone's own file.

mod arms;
mod distal;
mod repeated;
mod stepped;

use super::language::{Spoken, said};
use super::{Ended, say};
use anyhow::Context;
use clap::{Args, Subcommand};
use domain::Language;
use outcomes::looks::{Always, Looking, always_valid_of_few};
use outcomes::{Again, Counted, Drawing, Fit, Redrawn, Role, Scale, Term, Unfit};
use serde::Serialize;
use std::path::Path;

/// Estimate an effect from a file of your own, as the reports here do
///
/// The file is CSV in UTF-8 with the columns' names in its first line. 1 and 0, or TRUE and FALSE, are yes and no; an
/// empty cell, or NA, is not known. What the rows cannot answer is said in place of a number. docs/outcomes.md has the
/// definitions.
#[derive(Args)]
pub(super) struct Estimate {
    #[command(subcommand)]
    how: How,
}

#[derive(Subcommand)]
enum How {
    /// A continuous outcome after each of many draws for the same people: weighted and centred least squares
    Wcls(repeated::Wcls),
    /// An outcome of 0 or 1 after each of many draws for the same people: the logarithm of a relative risk
    Emee(repeated::Repeated),
    /// An outcome that comes once for each person, after many draws: a checkup, a value a year later
    Dcee(distal::Distal),
    /// People, or whole clusters of them, drawn once into one of two arms: all are analysed as drawn
    Itt(arms::Arms),
    /// Whole clusters of people that began one after another, in an order that was drawn
    Stepped(stepped::Steps),
}

/// What every estimate is asked with.
#[derive(Args)]
struct Asked {
    /// One less the level of the intervals: 0.05 for 95%
    #[arg(long, default_value_t = 0.05, value_name = "NUMBER")]
    alpha: f64,
    /// Print the estimate as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    spoken: Spoken,
}

/// Drawing arms, or the order of a roll-out, again.
#[derive(Args)]
struct Permuting {
    /// Draw again so often what was drawn, or in every way there is where there are no more, and tell how often the effect is
    /// as far from nothing
    #[arg(long, value_name = "NUMBER")]
    permutations: Option<u32>,
    /// What the draws are made from: the same text, the same draws
    #[arg(long, value_name = "TEXT", default_value = "ayumi", requires = "permutations")]
    seed: String,
}

/// An interval that holds at every look.
#[derive(Args)]
struct Looked {
    /// Also tell the interval that holds at every look, with the number of people at which one expects to decide, fixed
    /// beforehand: `looks.expected` of the plan
    #[arg(long, value_name = "PEOPLE")]
    expected: Option<f64>,
}

/// What was found, and how it is told.
struct Found {
    fit: Fit,
    /// The effect at the moderators that were asked for.
    at: Option<Term>,
    manner: (Scale, Counted),
    /// The effect in those who received what they were drawn for, where that was asked.
    received: Option<Term>,
    /// What became of the rows, in a line.
    counts: String,
    /// How often treatments drawn again, arms or an order came to as much, where that was asked.
    redrawn: Option<(Drawing, Redrawn)>,
    /// The intervals of effects that hold at every look, where they were asked for.
    always: Vec<Held>,
    /// How outcomes vary, where an estimator weighs rows by it.
    variances: Option<Variances>,
}

/// An effect with the interval that holds at every look.
#[derive(Serialize)]
struct Held {
    name: String,
    #[serde(flatten)]
    always: Always,
    #[serde(skip)]
    term: Term,
}

/// How outcomes vary within clusters and between them.
#[derive(Serialize)]
struct Variances {
    within: f64,
    between: f64,
}

/// What machines read.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    fit: &'a Fit,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a Term>,
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<&'a Term>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redrawn: Option<&'a Redrawn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permuted: Option<&'a Redrawn>,
    #[serde(skip_serializing_if = "<[Held]>::is_empty")]
    always: &'a [Held],
    #[serde(flatten)]
    variances: Option<&'a Variances>,
}

impl Estimate {
    pub(super) fn run(self) -> Result<(), Ended> {
        match self.how {
            How::Wcls(wcls) => wcls.run(),
            How::Emee(repeated) => repeated.run(repeated::emee),
            How::Dcee(distal) => distal.run(),
            How::Itt(arms) => arms.run(),
            How::Stepped(steps) => steps.run(),
        }
    }
}

impl Found {
    /// A fit with nothing beside it.
    fn of(fit: Fit, manner: (Scale, Counted), counts: String) -> Self {
        Self { fit, at: None, received: None, manner, counts, redrawn: None, always: Vec::new(), variances: None }
    }
}

impl Permuting {
    /// How often to draw, where it is asked for.
    fn again(&self) -> Option<Again<'_>> {
        Some(Again { draws: self.permutations?, seed: &self.seed })
    }
}

impl Looked {
    /// The intervals of a fit's effects that hold at every look; `people` are those with an outcome that counts.
    fn held(&self, fit: &Fit, at: Option<&Term>, people: u64, alpha: f64) -> Result<Vec<Held>, Unfit> {
        let Some(expected) = self.expected else { return Ok(Vec::new()) };
        let looking = Looking { alpha, decide_at: Some(expected) };
        let effects = fit.terms.iter().filter(|term| term.role == Role::Effect).chain(at);
        let held = |term: &Term| {
            let always = always_valid_of_few(term.estimate, term.se, (people, fit.df), &looking)?;
            Ok(Held { name: term.name.clone(), always, term: term.clone() })
        };
        effects.map(held).collect()
    }
}

impl Asked {
    /// Tells what was found in a file, or why nothing can be.
    fn tell(&self, file: &Path, found: anyhow::Result<Found>) -> Result<(), Ended> {
        let language = self.spoken.language();
        let found = found.map_err(|error| translated(error, language)).with_context(|| file.display().to_string())?;
        let Found { fit, at, received, manner, counts, redrawn, always, variances } = found;
        if self.json {
            let of = |treatments: bool| {
                let drawn = redrawn.as_ref().filter(|(drawing, _)| (*drawing == Drawing::Treatments) == treatments);
                drawn.map(|(_, redrawn)| redrawn)
            };
            let (redrawn, permuted) = (of(true), of(false));
            let (fit, at, received, variances) = (&fit, at.as_ref(), received.as_ref(), variances.as_ref());
            let answer = Answer { fit, at, received, redrawn, permuted, always: &always, variances };
            say(serde_json::to_string_pretty(&answer)?);
            return Ok(());
        }
        say(fit.tell(at.as_ref().or(received.as_ref()), manner, self.alpha, language));
        say(counts);
        for Held { always, term, .. } in always {
            say(always.tell(&term, self.alpha, language));
        }
        if let Some((drawing, redrawn)) = redrawn {
            say(redrawn.tell(drawing, language));
        }
        Ok(())
    }
}

/// What data cannot answer is said in the reader's language.
fn translated(error: anyhow::Error, language: Language) -> anyhow::Error {
    match error.downcast_ref::<Unfit>() {
        Some(unfit) => said(unfit.sentence(), language),
        None => error,
    }
}
