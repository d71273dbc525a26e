use crate::commands::language::{Spoken, said};
use crate::commands::{Ended, say};
use anyhow::Context;
use clap::{Args, ValueEnum};
use outcomes::across::{self, across};
use outcomes::report::{Answer, Report as Made};
use std::path::PathBuf;
use wire::table::Table;

/// Reports of several cities.
#[derive(Args)]
pub(super) struct Compare {
    /// The reports, as `ayumi report CAMPAIGN --format json` or the console gives them
    #[arg(required = true, num_args = 1..=1_000)]
    reports: Vec<PathBuf>,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Told::Text)]
    format: Told,
    #[command(flatten)]
    spoken: Spoken,
}

/// How a comparison is told.
#[derive(Clone, Copy, ValueEnum)]
enum Told {
    /// A table and its sentences
    Text,
    /// All of it
    Json,
    /// Its numbers as one long table
    Csv,
}

impl Compare {
    pub(super) fn run(self) -> Result<(), Ended> {
        let language = self.spoken.language();
        let read = |path: &PathBuf| -> anyhow::Result<Made> {
            let text = std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            serde_json::from_str(&text).with_context(|| format!("`{}` is no report", path.display()))
        };
        let reports: Vec<Made> = self.reports.iter().map(read).collect::<Result<_, _>>()?;
        let across = across(&reports).map_err(|unfit| said(unfit.sentence(), language))?;
        match self.format {
            Told::Json => say(serde_json::to_string_pretty(&across).context("it cannot be written")?),
            Told::Csv => {
                let mut table = Table::default();
                table.line(across::TABLE);
                across.table().iter().for_each(|row| table.line(row));
                say(table.text().trim_end());
            }
            Told::Text => {
                for row in &across.rows {
                    let found = match &row.effect {
                        Answer::Known(effect) => format!(
                            "{} [{}, {}]{}",
                            effect.estimate,
                            effect.ci_low,
                            effect.ci_high,
                            effect.people.shown().map(|people| format!("  n = {people}")).unwrap_or_default()
                        ),
                        other => other.instead().map(|said| said.say(language).to_owned()).unwrap_or_default(),
                    };
                    say(format!("{} {} / {}  {found}", row.city, row.city_name, row.campaign));
                    row.left_out.iter().for_each(|why| say(format!("    {}", why.say(language))));
                }
                for apart in &across.apart {
                    let why = apart.why.say(language);
                    say(format!("{} {} / {}\n    {why}", apart.city, apart.city_name, apart.campaign));
                }
                across.says.iter().for_each(|sentence| say(sentence.say(language)));
            }
        }
        Ok(())
    }
}
