mod online;

use super::{Ended, say, say_warning};
use crate::packs;
use clap::Args;
use domain::{Pack, Problem};
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
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
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
            findings.iter().for_each(Findings::tell);
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
    fn tell(&self) {
        for problem in &self.problems {
            say(problem);
        }
        for warning in &self.warnings {
            say_warning(warning);
        }
        let Self { city, campaigns, cases, .. } = self;
        if let (Some(asked), Some(_)) = (self.asked, &self.hash) {
            say(format!("{city}: LINE would take all of its {asked} texts"));
        }
        match &self.hash {
            Some(hash) => {
                let short: String = hash.chars().take(12).collect();
                say(format!("{city}: {campaigns} campaigns and {cases} cases are good (version {short})"));
            }
            None => say(format!("{city}: {} problem(s); nothing of this would be published", self.problems.len())),
        }
    }
}
