use super::remote::{Remote, Replied};
use super::{Ended, say};
use crate::packs;
use clap::Args;
use domain::{CityCode, Pack};
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
    #[command(flatten)]
    remote: Remote,
}

/// Put an earlier version of a city's pack back in force
#[derive(Args)]
pub(super) struct Rollback {
    /// The beginning of the version's hash; the one before the present when left out
    version: Option<String>,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    #[command(flatten)]
    remote: Remote,
}

/// List the versions of a city's pack, the newest first
#[derive(Args)]
pub(super) struct Versions {
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// Print them as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

/// The body of a publication.
#[derive(Serialize)]
pub(super) struct Body<'a> {
    pub(super) files: &'a BTreeMap<String, String>,
}

impl Publish {
    pub(super) fn run(self) -> Result<(), Ended> {
        let packs = packs::find(&self.path)?;
        let mut found = false;
        for pack in packs.iter().filter(|pack| self.city.as_ref().is_none_or(|city| *city == pack.city)) {
            found |= !self.publish(pack)?;
        }
        if found { Err(Ended::Found) } else { Ok(()) }
    }

    fn publish(&self, pack: &Pack) -> Result<bool, Ended> {
        let path = format!("/v1/{}/campaigns", pack.city);
        match self.remote.post::<Release>(&path, &Body { files: &pack.files })? {
            Replied::Done(release) => {
                say(format!("{}: version {} is in force", pack.city, short(&release.hash)));
                Ok(true)
            }
            Replied::Problems(problems) => {
                problems.iter().for_each(say);
                say(format!("{}: {} problem(s); nothing was published", pack.city, problems.len()));
                Ok(false)
            }
        }
    }
}

impl Rollback {
    pub(super) fn run(self) -> Result<(), Ended> {
        let path = format!("/v1/{}/campaigns/rollback", self.city);
        let body = serde_json::json!({ "to": self.version });
        match self.remote.post::<Release>(&path, &body)? {
            Replied::Done(release) => {
                say(format!("{}: version {} is in force again", self.city, short(&release.hash)));
                Ok(())
            }
            Replied::Problems(problems) => {
                problems.iter().for_each(say);
                Err(Ended::Found)
            }
        }
    }
}

impl Versions {
    pub(super) fn run(self) -> Result<(), Ended> {
        let releases: Vec<Release> = self.remote.get(&format!("/v1/{}/campaigns", self.city))?;
        if self.json {
            say(serde_json::to_string_pretty(&releases)?);
            return Ok(());
        }
        if releases.is_empty() {
            say(format!("{}: nothing was published yet", self.city));
        }
        for (place, release) in releases.iter().enumerate() {
            let mark = if place == 0 { "  in force" } else { "" };
            let at = release.at.format("%Y-%m-%d %H:%M UTC");
            say(format!("{:>4}  {}  {at}  {}{mark}", release.number, short(&release.hash), release.how));
        }
        Ok(())
    }
}

fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}
