//! `ayumi estimate`: the estimators of the reports, on anyone's own file.

mod arms;
mod distal;
mod repeated;

use super::language::{Spoken, said};
use super::{Ended, say};
use anyhow::Context;
use clap::{Args, Subcommand};
use domain::Language;
use outcomes::{Counted, Fit, Redrawn, Scale, Term, Unfit};
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

/// What was found, and how it is told.
struct Found {
    fit: Fit,
    /// The effect at the moderators that were asked for.
    at: Option<Term>,
    manner: (Scale, Counted),
    /// What became of the rows, in a line.
    counts: String,
    /// How often draws made again came to as much, where that was asked.
    redrawn: Option<Redrawn>,
}

/// What machines read.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    fit: &'a Fit,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a Term>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redrawn: Option<&'a Redrawn>,
}

impl Estimate {
    pub(super) fn run(self) -> Result<(), Ended> {
        match self.how {
            How::Wcls(wcls) => wcls.run(),
            How::Emee(repeated) => repeated.run(repeated::emee),
            How::Dcee(distal) => distal.run(),
            How::Itt(arms) => arms.run(),
        }
    }
}

impl Asked {
    /// Tells what was found in a file, or why nothing can be.
    fn tell(&self, file: &Path, found: anyhow::Result<Found>) -> Result<(), Ended> {
        let language = self.spoken.language();
        let found = found.map_err(|error| translated(error, language)).with_context(|| file.display().to_string())?;
        let Found { fit, at, manner, counts, redrawn } = found;
        if self.json {
            say(serde_json::to_string_pretty(&Answer { fit: &fit, at: at.as_ref(), redrawn: redrawn.as_ref() })?);
            return Ok(());
        }
        say(fit.tell(at.as_ref(), manner, self.alpha, language));
        say(counts);
        if let Some(redrawn) = redrawn {
            say(redrawn.tell(language));
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
