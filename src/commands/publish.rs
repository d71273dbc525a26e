use super::remote::{Remote, Replied, Whom};
use super::{Ended, say, say_warning, short};
use crate::packs;
use anyhow::anyhow;
use clap::Args;
use domain::{CityCode, Problem};
use serde::Serialize;
use shell::store::Release;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Put a city's pack in force on a running service
///
/// The service checks the pack and plays its cases before anything changes. It holds from
/// the next event on; nothing is rebuilt or restarted.
#[derive(Args)]
pub(super) struct Publish {
    /// The folder that holds `campaigns/` and `rules/`, or a city's folder in it
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only this city's pack
    #[arg(long, value_name = "CODE")]
    city: Option<CityCode>,
    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

/// Put an earlier version of a city's pack back in force
#[derive(Args)]
pub(super) struct Rollback {
    /// The beginning of the version's hash; the one before the present when left out
    version: Option<String>,
    #[command(flatten)]
    whom: Whom,
}

/// List the versions of a city's pack, the newest first
#[derive(Args)]
pub(super) struct Versions {
    #[command(flatten)]
    whom: Whom,
}

/// The body of a publication.
#[derive(Serialize)]
struct Body<'a> {
    files: &'a BTreeMap<String, String>,
}

/// What came of it for a city, as a machine reads it.
#[derive(Serialize)]
struct Outcome {
    city: CityCode,
    /// The version in force since; nothing if there were problems.
    release: Option<Release>,
    problems: Vec<Problem>,
    /// What was published and is better done otherwise.
    warnings: Vec<Problem>,
}

impl Publish {
    pub(super) fn run(self) -> Result<(), Ended> {
        let mut packs = packs::find(&self.path)?;
        if let Some(city) = &self.city {
            let found = packs.iter().map(|pack| pack.city.as_str()).collect::<Vec<_>>().join(", ");
            packs.retain(|pack| pack.city == *city);
            if packs.is_empty() {
                return Err(Ended::Failed(anyhow!("there is no pack of {city} here; there is one of: {found}")));
            }
        }
        let mut outcomes = Vec::new();
        for pack in packs {
            let path = format!("/v1/{}/campaigns", pack.city);
            let warnings = pack.warnings();
            let replied = self.remote.post(&path, &Body { files: &pack.files })?;
            let outcome = Outcome { warnings, ..Outcome::of(pack.city, replied) };
            if !self.json {
                outcome.tell("is in force");
            }
            outcomes.push(outcome);
        }
        if self.json {
            say(serde_json::to_string_pretty(&outcomes)?);
        }
        if outcomes.iter().all(|outcome| outcome.problems.is_empty()) { Ok(()) } else { Err(Ended::Found) }
    }
}

impl Rollback {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Whom { city, json, remote } = &self.whom;
        let replied = remote.post(&self.whom.path("campaigns/rollback"), &serde_json::json!({ "to": self.version }))?;
        let outcome = Outcome::of(city.clone(), replied);
        if *json {
            say(serde_json::to_string_pretty(&outcome)?);
        } else {
            outcome.tell("is in force again");
        }
        if outcome.problems.is_empty() { Ok(()) } else { Err(Ended::Found) }
    }
}

impl Outcome {
    fn of(city: CityCode, replied: Replied<Release>) -> Self {
        match replied {
            Replied::Done(release) => Self { city, release: Some(release), problems: Vec::new(), warnings: Vec::new() },
            Replied::Problems(problems) => Self { city, release: None, problems, warnings: Vec::new() },
        }
    }

    fn tell(&self, done: &str) {
        let Self { city, release, problems, warnings } = self;
        problems.iter().for_each(say);
        warnings.iter().for_each(say_warning);
        match release {
            Some(release) => say(format!("{city}: version {} {done}", short(&release.hash))),
            None => say(format!("{city}: {} problem(s); nothing was published", problems.len())),
        }
    }
}

impl Versions {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Whom { city, json, remote } = &self.whom;
        let releases: Vec<Release> = remote.get(&self.whom.path("campaigns"))?;
        if *json {
            say(serde_json::to_string_pretty(&releases)?);
            return Ok(());
        }
        if releases.is_empty() {
            say(format!("{city}: nothing was published yet"));
        }
        for (place, release) in releases.iter().enumerate() {
            let mark = if place == 0 { "  in force" } else { "" };
            let at = release.at.format("%Y-%m-%d %H:%M UTC");
            say(format!("{:>4}  {}  {at}  {}{mark}", release.number, short(&release.hash), release.how));
        }
        Ok(())
    }
}
