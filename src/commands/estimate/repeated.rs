//! Effects of what was drawn again and again for the same people.

use super::{Asked, Found, Looked};
use crate::commands::Ended;
use crate::rows::Rows;
use anyhow::Context;
use clap::Args;
use domain::Language;
use indicatif::{ProgressBar, ProgressStyle};
use outcomes::estimate::{self, Columns, Counts, Emee, Kept, Missing, Model, Named, Probability, Row, Solution};
use outcomes::{Again, Counted, Drawing, Scale, Unfit};
use std::path::{Path, PathBuf};

/// Rows between two looks at how far it has come.
const LOOKED_AT: u64 = 1 << 16;

/// A row for each decision point of each person, in any order.
#[derive(Args)]
pub(super) struct Repeated {
    /// The file: a row for each decision point
    file: PathBuf,
    /// The column of the person's id
    #[arg(long, value_name = "COLUMN")]
    person: String,
    /// The column that says whether the person could be treated [default: everyone always could]
    #[arg(long, value_name = "COLUMN")]
    available: Option<String>,
    /// The column that says whether the person was treated
    #[arg(long, value_name = "COLUMN")]
    treatment: String,
    /// The column of the probability that treatment was drawn with, or the number if it was always the same
    #[arg(long, value_name = "COLUMN|NUMBER")]
    probability: String,
    /// The probability by which the effect is centred, fixed before outcomes are looked at [default: the one in the file,
    /// if it is always the same]
    #[arg(long, value_name = "NUMBER")]
    numerator: Option<f64>,
    /// The column of the outcome
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// Columns that take noise out, known before the draw
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    controls: Vec<String>,
    /// Columns that the effect may depend on, known before the draw
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    moderators: Vec<String>,
    /// Also tell the effect where the moderators have these values, as `day=10,weekday=1`
    #[arg(long, value_name = "MODERATOR=NUMBER,…", value_delimiter = ',', value_parser = assigned)]
    at: Vec<(String, f64)>,
    /// The column of what a row counts for, for example the inverse of the probability that its outcome is known
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,
    /// What an outcome that is not known stands for [default: the row is left out]
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    missing_as: Option<f64>,
    #[command(flatten)]
    looked: Looked,
    #[command(flatten)]
    asked: Asked,
}

/// Weighted and centred least squares, and how often as much comes out where treatments are drawn again.
#[derive(Args)]
pub(super) struct Wcls {
    #[command(flatten)]
    repeated: Repeated,
    /// Draw all treatments again so often with their logged probabilities, and tell how often the effects are as far from
    /// nothing
    #[arg(long, value_name = "NUMBER")]
    redraws: Option<u32>,
    /// What the draws are made from: the same text, the same draws
    #[arg(long, value_name = "TEXT", default_value = "ayumi", requires = "redraws")]
    seed: String,
}

/// An estimator: the scale it tells effects in, and how it reads a file.
pub(super) type Estimator = fn(&mut Read<'_>) -> anyhow::Result<(Scale, Solution, Counts)>;

/// A file that is read, once or more.
pub(super) struct Read<'a> {
    file: &'a Path,
    named: Named,
    model: &'a Model,
}

/// Weighted and centred least squares.
fn wcls(read: &mut Read<'_>) -> anyhow::Result<(Scale, Solution, Counts)> {
    let mut wcls = estimate::Wcls::new(read.model.clone())?;
    read.each(|row| wcls.add(row))?;
    Ok((Scale::Outcome, wcls.solve()?, wcls.counts()))
}

/// The estimator of the marginal excursion effect, on outcomes of 0 and 1.
pub(super) fn emee(read: &mut Read<'_>) -> anyhow::Result<(Scale, Solution, Counts)> {
    let model = read.model.clone();
    let (solution, counts) = Emee::solve(&model, |pass| read.each(|row| pass.add(row)))?;
    Ok((Scale::LogRisk, solution, counts))
}

impl Wcls {
    pub(super) fn run(self) -> Result<(), Ended> {
        let found = self.estimate();
        self.repeated.asked.tell(&self.repeated.file, found)
    }

    fn estimate(&self) -> anyhow::Result<Found> {
        let found = self.repeated.estimate(wcls)?;
        let Some(draws) = self.redraws else { return Ok(found) };
        let model = self.repeated.model();
        let mut kept: Vec<Kept> = Vec::new();
        self.repeated.read(&model).each(|row| {
            kept.push(row.into());
            Ok(())
        })?;
        let redrawn = estimate::redrawn(&model, &kept, Again { draws, seed: &self.seed })?;
        Ok(Found { redrawn: Some((Drawing::Treatments, redrawn)), ..found })
    }
}

impl Repeated {
    pub(super) fn run(self, estimator: Estimator) -> Result<(), Ended> {
        let found = self.estimate(estimator);
        self.asked.tell(&self.file, found)
    }

    fn model(&self) -> Model {
        Model {
            controls: self.controls.clone(),
            moderators: self.moderators.clone(),
            numerator: self.numerator,
            missing: self.missing_as.map_or(Missing::LeftOut, Missing::Taken),
        }
    }

    fn read<'a>(&'a self, model: &'a Model) -> Read<'a> {
        let named = Named {
            person: self.person.clone(),
            available: self.available.clone(),
            treatment: self.treatment.clone(),
            probability: match self.probability.parse() {
                Ok(number) => Probability::Always(number),
                Err(_) => Probability::Column(self.probability.clone()),
            },
            outcome: self.outcome.clone(),
            weight: self.weight.clone(),
        };
        Read { file: &self.file, named, model }
    }

    fn estimate(&self, estimator: Estimator) -> anyhow::Result<Found> {
        let model = self.model();
        let mut read = self.read(&model);
        let at = self.values()?;
        let (scale, solution, counts) = estimator(&mut read)?;
        let alpha = self.asked.alpha;
        let language = self.asked.spoken.language();
        let at = at.map(|values| solution.effect_at(self.name_of_at(language), &values, alpha)).transpose()?;
        let counts = counts.tell(language);
        let fit = solution.fit(alpha)?;
        let always = self.looked.held(&fit, at.as_ref(), fit.people, alpha)?;
        Ok(Found { at, always, ..Found::of(fit, (scale, Counted::People), counts) })
    }

    /// A value for each moderator, in their order.
    fn values(&self) -> anyhow::Result<Option<Vec<f64>>> {
        if self.at.is_empty() {
            return Ok(None);
        }
        let value = |name: &String| self.at.iter().find(|(given, _)| given == name).map(|(_, value)| *value);
        let values: Option<Vec<f64>> = self.moderators.iter().map(value).collect();
        let values = values.filter(|values| values.len() == self.at.len());
        let unfit = || {
            let moderators = self.moderators.join(", ");
            Unfit::new(
                format!("--at needs a value for each moderator and nothing else; the moderators are: {moderators}"),
                format!("--at には、--moderators の項目それぞれの値だけを指定してください。項目：{moderators}"),
            )
        };
        Ok(Some(values.ok_or_else(unfit)?))
    }

    fn name_of_at(&self, language: Language) -> String {
        let values: Vec<String> = self.at.iter().map(|(name, value)| format!("{name}={value}")).collect();
        match language {
            Language::En => format!("effect at {}", values.join(", ")),
            Language::Ja => format!("{} での効果", values.join("、")),
        }
    }
}

impl Read<'_> {
    /// Gives every row, from the first.
    fn each(&mut self, mut take: impl FnMut(&Row<'_>) -> Result<(), Unfit>) -> anyhow::Result<()> {
        let mut rows = Rows::open(self.file)?;
        let mut columns = Columns::find(&self.named, self.model, &rows.header())?;
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {elapsed}, {eta} left")?;
        let bar = ProgressBar::new(std::fs::metadata(self.file)?.len()).with_style(style);
        let mut read: u64 = 0;
        while let Some((number, record)) = rows.read()? {
            take(&columns.read(number, &|place| record.get(place))?)?;
            read += 1;
            if read.is_multiple_of(LOOKED_AT) {
                bar.set_position(rows.bytes());
            }
        }
        bar.finish_and_clear();
        Ok(())
    }
}

/// `name=number`.
fn assigned(text: &str) -> anyhow::Result<(String, f64)> {
    let (name, value) = text.split_once('=').context("it is written as `moderator=number`")?;
    Ok((name.to_owned(), value.parse().with_context(|| format!("`{value}` is no number"))?))
}
