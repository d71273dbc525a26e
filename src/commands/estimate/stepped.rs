//! The effect of having begun, where clusters begin one after another.

use super::{Asked, Found, Permuting, Variances};
use crate::commands::Ended;
use crate::rows::Rows;
use clap::Args;
use domain::Language;
use outcomes::stepped::{Question, Row, Stepped, order, stepped};
use outcomes::table::Column;
use outcomes::{Counted, Drawing, Scale};
use std::path::PathBuf;

/// A row for each person in each period.
#[derive(Args)]
pub(super) struct Steps {
    /// The file: a row for each person in each period
    file: PathBuf,
    /// The column of the district or team
    #[arg(long, value_name = "COLUMN")]
    cluster: String,
    /// The column of the calendar period, a whole number that grows
    #[arg(long, value_name = "COLUMN")]
    period: String,
    /// The column that says whether the cluster had begun
    #[arg(long, value_name = "COLUMN")]
    treatment: String,
    /// The column of the outcome
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    #[command(flatten)]
    permuting: Permuting,
    #[command(flatten)]
    asked: Asked,
}

impl Steps {
    pub(super) fn run(self) -> Result<(), Ended> {
        let found = self.estimate();
        self.asked.tell(&self.file, found)
    }

    fn estimate(&self) -> anyhow::Result<Found> {
        let rows = self.rows()?;
        let question = Question { alpha: self.asked.alpha, ..Question::default() };
        let Stepped { fit, within, between } = stepped(&rows, &question)?;
        let permuted = self.permuting.again().map(|again| order(&rows, &question, again)).transpose()?;
        let missing = rows.iter().filter(|row| row.outcome.is_none()).count();
        let counts = match self.asked.spoken.language() {
            Language::En => format!(
                "Of {} rows, {missing} had no outcome. Variance within clusters {within:.4}, between them {between:.4}.",
                rows.len()
            ),
            Language::Ja => format!(
                "全{}行のうち、結果がないのは{missing}行。分散は、まとまりの中で{within:.4}、まとまりの間で{between:.4}。",
                rows.len()
            ),
        };
        Ok(Found {
            redrawn: permuted.map(|permuted| (Drawing::Order, permuted)),
            variances: Some(Variances { within, between }),
            ..Found::of(fit, (Scale::Outcome, Counted::Clusters), counts)
        })
    }

    fn rows(&self) -> anyhow::Result<Vec<Row>> {
        let mut file = Rows::open(&self.file)?;
        let header = file.header();
        let find = |name: &String| Column::find(name, &header);
        let (cluster, period) = (find(&self.cluster)?, find(&self.period)?);
        let (treatment, outcome) = (find(&self.treatment)?, find(&self.outcome)?);
        let mut rows = Vec::new();
        while let Some((number, record)) = file.read()? {
            let cells = &|place| record.get(place);
            rows.push(Row {
                cluster: cluster.name(number, cells)?.to_owned(),
                period: period.whole(number, cells)?,
                treated: treatment.flag(number, cells)?,
                outcome: outcome.known(number, cells)?,
            });
        }
        Ok(rows)
    }
}
