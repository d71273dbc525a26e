//! The effect of being drawn into an arm.

use super::{Asked, Found, Looked, Permuting};
use crate::commands::Ended;
use crate::rows::Rows;
use clap::Args;
use domain::Language;
use outcomes::arms::{Correction, Effect, Errors, Person, Question, Scheme, itt, permute, received};
use outcomes::table::Column;
use outcomes::{Counted, Drawing, Scale};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A row for each person who was drawn, whatever became of them.
#[derive(Args)]
pub(super) struct Arms {
    /// The file: a row for each person who was drawn
    file: PathBuf,
    /// The column of the person's id
    #[arg(long, value_name = "COLUMN")]
    person: String,
    /// The column that says whether the person was drawn into the arm that is tried
    #[arg(long, value_name = "COLUMN")]
    treatment: String,
    /// The column of the outcome
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// Columns that take noise out, known before the draw
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    controls: Vec<String>,
    /// The column of the district or team, where those were drawn as a whole
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Tell the effect as a share of the mean without it
    #[arg(long)]
    relative: bool,
    /// Also tell the effect in those who received what they were drawn for, by the column of how much they did, from 0 to 1
    #[arg(long, value_name = "COLUMN", conflicts_with = "relative")]
    received: Option<String>,
    /// With `--permutations`: each was drawn by a coin of its own with this probability of the arm that is tried [default: as
    /// many as were drawn into it were to be]
    #[arg(long, value_name = "NUMBER", requires = "permutations")]
    coins: Option<f64>,
    #[command(flatten)]
    permuting: Permuting,
    #[command(flatten)]
    looked: Looked,
    #[command(flatten)]
    asked: Asked,
}

impl Arms {
    pub(super) fn run(self) -> Result<(), Ended> {
        let found = self.estimate();
        self.asked.tell(&self.file, found)
    }

    fn estimate(&self) -> anyhow::Result<Found> {
        let (people, doses) = self.people()?;
        let question = Question {
            controls: self.controls.clone(),
            effect: if self.relative { Effect::Relative } else { Effect::Difference },
            errors: match self.cluster {
                Some(_) => Errors::Clusters(Correction::default()),
                None => Errors::Persons,
            },
            alpha: self.asked.alpha,
        };
        let fit = itt(&people, &question)?;
        let counted = if self.cluster.is_some() { Counted::Clusters } else { Counted::People };
        let missing = people.iter().filter(|person| person.outcome.is_none()).count();
        let counts = match self.asked.spoken.language() {
            Language::En => format!("Of {} rows, {missing} had no outcome.", people.len()),
            Language::Ja => format!("全{}行のうち、結果がないのは{missing}行。", people.len()),
        };
        // Of clusters too, people are counted.
        let known = people.iter().filter(|person| person.outcome.is_some()).map(|person| &person.id);
        let known = known.collect::<BTreeSet<&String>>().len() as u64;
        let always = self.looked.held(&fit, None, known, self.asked.alpha)?;
        let told = self.received.is_some().then(|| received(&people, &doses, &question)).transpose()?;
        let received = told.and_then(|fit| fit.terms.into_iter().next_back());
        let scheme = self.coins.map_or(Scheme::Count, Scheme::Coins);
        let permuted = self.permuting.again().map(|again| permute(&people, &question, scheme, again)).transpose()?;
        let redrawn = permuted.map(|permuted| (Drawing::Arms, permuted));
        Ok(Found { received, redrawn, always, ..Found::of(fit, (Scale::Outcome, counted), counts) })
    }

    /// Everyone, and how much each received.
    fn people(&self) -> anyhow::Result<(Vec<Person>, Vec<f64>)> {
        let mut rows = Rows::open(&self.file)?;
        let header = rows.header();
        let find = |name: &String| Column::find(name, &header);
        let (id, treatment, outcome) = (find(&self.person)?, find(&self.treatment)?, find(&self.outcome)?);
        let cluster = self.cluster.as_ref().map(find).transpose()?;
        let controls = self.controls.iter().map(find).collect::<Result<Vec<Column>, _>>()?;
        let dose = self.received.as_ref().map(find).transpose()?;
        let (mut people, mut doses) = (Vec::new(), Vec::new());
        while let Some((number, record)) = rows.read()? {
            let cells = &|place| record.get(place);
            let cluster = cluster.as_ref().map(|column| column.name(number, cells)).transpose()?;
            if let Some(dose) = &dose {
                doses.push(dose.number(number, cells)?);
            }
            people.push(Person {
                id: id.name(number, cells)?.to_owned(),
                treated: treatment.flag(number, cells)?,
                outcome: outcome.known(number, cells)?,
                cluster: cluster.map(str::to_owned),
                controls: controls.iter().map(|column| column.known(number, cells)).collect::<Result<_, _>>()?,
            });
        }
        Ok((people, doses))
    }
}
