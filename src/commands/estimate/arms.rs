//! The effect of being drawn into an arm.

use super::{Asked, Found};
use crate::commands::Ended;
use crate::rows::Rows;
use clap::Args;
use domain::Language;
use outcomes::arms::{Correction, Effect, Errors, Person, Question, itt};
use outcomes::table::Column;
use outcomes::{Counted, Scale};
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
    #[command(flatten)]
    asked: Asked,
}

impl Arms {
    pub(super) fn run(self) -> Result<(), Ended> {
        let found = self.estimate();
        self.asked.tell(&self.file, found)
    }

    fn estimate(&self) -> anyhow::Result<Found> {
        let people = self.people()?;
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
        Ok(Found { fit, at: None, manner: (Scale::Outcome, counted), counts, redrawn: None })
    }

    fn people(&self) -> anyhow::Result<Vec<Person>> {
        let mut rows = Rows::open(&self.file)?;
        let header = rows.header();
        let find = |name: &String| Column::find(name, &header);
        let (id, treatment, outcome) = (find(&self.person)?, find(&self.treatment)?, find(&self.outcome)?);
        let cluster = self.cluster.as_ref().map(find).transpose()?;
        let controls = self.controls.iter().map(find).collect::<Result<Vec<Column>, _>>()?;
        let mut people = Vec::new();
        while let Some((number, record)) = rows.read()? {
            let cells = &|place| record.get(place);
            let cluster = cluster.as_ref().map(|column| column.name(number, cells)).transpose()?;
            people.push(Person {
                id: id.name(number, cells)?.to_owned(),
                treated: treatment.flag(number, cells)?,
                outcome: outcome.known(number, cells)?,
                cluster: cluster.map(str::to_owned),
                controls: controls.iter().map(|column| column.known(number, cells)).collect::<Result<_, _>>()?,
            });
        }
        Ok(people)
    }
}
