mod online;

use super::language::Spoken;
use super::{Ended, say, say_found, short};
use crate::packs;
use clap::Args;
use domain::{Language, Pack, Problem, Sentence};
use serde::Serialize;
use std::path::PathBuf;

/// Check every rule, campaign, text and case below a folder
///
/// Problems are shown as `file:line:column: message`. Exit code 1 when there are any. What is better done
/// otherwise is shown too, as `file:line:column: warning: message`, and is no problem.
#[derive(Args)]
pub(super) struct Check {
    /// The folder that holds `campaigns/` and `rules/`, or a city's folder in it
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Print the findings as JSON, in both languages
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    spoken: Spoken,
    #[command(flatten)]
    online: online::Online,
}

/// What was found in a city's pack.
#[derive(Serialize)]
struct Findings {
    city: String,
    hash: Option<String>,
    campaigns: usize,
    cases: usize,
    /// How many texts LINE was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<usize>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Check {
    pub(super) fn run(self) -> Result<(), Ended> {
        let packs = packs::find(&self.path)?;
        let line = self.online.line()?;
        let findings = packs.iter().map(|pack| check(pack, line.as_ref())).collect::<Result<Vec<Findings>, _>>()?;
        if self.json {
            say(serde_json::to_string_pretty(&findings)?);
        } else {
            let language = self.spoken.language();
            findings.iter().for_each(|found| found.tell(language));
        }
        if findings.iter().any(|found| !found.problems.is_empty()) { Err(Ended::Found) } else { Ok(()) }
    }
}

fn check(pack: &Pack, line: Option<&online::Line>) -> anyhow::Result<Findings> {
    let (city, warnings) = (pack.city.to_string(), pack.warnings());
    let mut found = Findings { city, hash: None, campaigns: 0, cases: 0, asked: None, problems: Vec::new(), warnings };
    let ruleset = match pack.compile() {
        Ok(ruleset) => ruleset,
        Err(problems) => {
            found.problems = problems;
            return Ok(found);
        }
    };
    found.campaigns = ruleset.campaigns.len();
    match pack.cases(&ruleset) {
        Ok(cases) => {
            found.cases = cases.len();
            found.problems = cases.iter().flat_map(|case| case.run(&ruleset)).collect();
        }
        Err(problems) => found.problems = problems,
    }
    if let Some(line) = line {
        let texts = pack.line_texts(&ruleset);
        found.asked = Some(texts.len());
        found.problems.extend(line.problems(&texts)?);
    }
    if found.problems.is_empty() {
        found.hash = Some(ruleset.hash.clone());
    }
    Ok(found)
}

impl Findings {
    fn tell(&self, language: Language) {
        say_found(&self.problems, &self.warnings, language);
        let Self { city, campaigns, cases, .. } = self;
        if let (Some(asked), Some(_)) = (self.asked, &self.hash) {
            let said = Sentence::new(
                format!("{city}: LINE would take all of its {asked} texts"),
                format!("{city}: LINEの文面{asked}件は、どれもLINEに受け付けられます。"),
            );
            say(said.say(language));
        }
        let said = match &self.hash {
            Some(hash) => {
                let hash = short(hash);
                Sentence::new(
                    format!("{city}: {campaigns} campaigns and {cases} cases are good (version {hash})"),
                    format!("{city}: 取り組み{campaigns}件、見本{cases}件に間違いはありません（版 {hash}）。"),
                )
            }
            None => {
                let count = self.problems.len();
                Sentence::new(
                    format!("{city}: {count} problem(s); nothing of this would be published"),
                    format!("{city}: 間違いが{count}件あります。直すまで公開できません。"),
                )
            }
        };
        say(said.say(language));
    }
}
