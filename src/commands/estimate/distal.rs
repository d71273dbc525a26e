//! The effect of what was drawn again and again on an outcome that comes once, such as a checkup a year later.

use super::{Asked, Found};
use crate::commands::Ended;
use crate::rows::Rows;
use clap::Args;
use domain::Language;
use outcomes::distal::{Counts, Dcee, Model, Row, Weighting};
use outcomes::table::Column;
use outcomes::{Counted, Scale};
use std::path::PathBuf;

/// A row for each decision point of each person; the person's outcome stands in each of them.
#[derive(Args)]
pub(super) struct Distal {
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
    /// The column of the person's outcome, the same in all of a person's rows
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// Columns that take noise out, known before the draw
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    controls: Vec<String>,
    /// Columns that the effect may depend on, known before the draw
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    moderators: Vec<String>,
    /// Count each person as much, not each decision point
    #[arg(long)]
    by_person: bool,
    #[command(flatten)]
    asked: Asked,
}

/// Where a number stands: the same everywhere, or in a column.
enum Source {
    Always(f64),
    Column(Column),
}

impl Distal {
    pub(super) fn run(self) -> Result<(), Ended> {
        let found = self.estimate();
        self.asked.tell(&self.file, found)
    }

    fn estimate(&self) -> anyhow::Result<Found> {
        let mut dcee = Dcee::new(Model {
            controls: self.controls.clone(),
            moderators: self.moderators.clone(),
            weighting: if self.by_person { Weighting::People } else { Weighting::Points },
            ..Model::default()
        });
        let mut rows = Rows::open(&self.file)?;
        let header = rows.header();
        let find = |name: &String| Column::find(name, &header);
        let person = find(&self.person)?;
        let available = self.available.as_ref().map(find).transpose()?;
        let treatment = find(&self.treatment)?;
        let probability = match self.probability.parse() {
            Ok(number) => Source::Always(number),
            Err(_) => Source::Column(find(&self.probability)?),
        };
        let outcome = find(&self.outcome)?;
        let controls: Vec<Column> = self.controls.iter().map(find).collect::<Result<_, _>>()?;
        let moderators: Vec<Column> = self.moderators.iter().map(find).collect::<Result<_, _>>()?;
        let (mut g, mut s) = (Vec::new(), Vec::new());
        while let Some((number, record)) = rows.read()? {
            let cells = |place: usize| record.get(place);
            let who = person.name(number, &cells)?;
            let is_available = available.as_ref().map_or(Ok(true), |column| column.flag(number, &cells))?;
            // Where nobody could be treated nothing was drawn, and what is known of it does not count.
            let at = |columns: &[Column], into: &mut Vec<f64>, needs: bool| -> anyhow::Result<()> {
                into.clear();
                for column in columns {
                    into.push(match needs {
                        true => column.number(number, &cells)?,
                        false => column.known(number, &cells)?.unwrap_or_default(),
                    });
                }
                Ok(())
            };
            at(&controls, &mut g, is_available)?;
            at(&moderators, &mut s, true)?;
            let probability = match (&probability, is_available) {
                (Source::Always(probability), _) => *probability,
                (Source::Column(column), true) => column.number(number, &cells)?,
                (Source::Column(column), false) => column.known(number, &cells)?.unwrap_or(0.5),
            };
            let treated = match is_available {
                true => treatment.flag(number, &cells)?,
                false => !treatment.is_missing(&cells) && treatment.flag(number, &cells)?,
            };
            let row = Row {
                number,
                person: who,
                available: is_available,
                treated,
                probability,
                controls: &g,
                moderators: &s,
            };
            dcee.add(&row)?;
            dcee.outcome(who, outcome.known(number, &cells)?)?;
        }
        let fit = dcee.solve()?.fit(self.asked.alpha)?;
        let counts = told(&dcee.counts(), self.asked.spoken.language());
        Ok(Found::of(fit, (Scale::Outcome, Counted::People), counts))
    }
}

/// What became of people and rows, in a line.
fn told(counts: &Counts, language: Language) -> String {
    let Counts { people, without_outcome, rows, unavailable, treated_unavailable, .. } = counts;
    match language {
        Language::En => format!(
            "{people} people with an outcome and {rows} rows count; {without_outcome} people have no outcome and are left \
             out. {unavailable} rows were not available ({treated_unavailable} of anybody's treated all the same)."
        ),
        Language::Ja => format!(
            "結果の分かる{people}人の{rows}行を使いました。結果の分からない{without_outcome}人は除いています。\
             声をかけられなかった行は{unavailable}行です（それでも送られた行は全体で{treated_unavailable}行）。"
        ),
    }
}
