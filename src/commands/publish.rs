use super::language::said;
use super::remote::{Remote, Replied, Whom};
use super::{Ended, say, say_found, short};
use crate::packs;
use clap::{Args, ValueEnum};
use domain::{CityCode, Language, Problem, Sentence};
use serde::{Deserialize, Serialize};
use shell::store::Release;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Put a city's pack in force on a running service, or ask for its approval
///
/// The service checks the pack and plays its cases before anything changes. Where somebody in the console may
/// approve, it waits for them; else it holds from the next event on. Nothing is rebuilt or restarted.
#[derive(Args)]
pub(super) struct Publish {
    /// The folder that holds `campaigns/` and `rules/`, or a city's folder in it
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only this city's pack
    #[arg(long, value_name = "CODE")]
    city: Option<CityCode>,
    /// What it is for, for those who approve it
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    /// What becomes of residents whom a rule enrolled by an earlier version; where one campaign changes
    #[arg(long, value_enum, default_value_t = Enrolled::Keep)]
    enrolled: Enrolled,
    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    remote: Remote,
}

/// What becomes of those who are enrolled.
#[derive(Clone, Copy, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
enum Enrolled {
    /// They stay on their version
    Keep,
    /// They go on by the new one
    Move,
    /// Their enrolment ends
    Stop,
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
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    enrolled: Enrolled,
}

/// What the service answers where nothing is wrong.
#[derive(Deserialize)]
#[serde(untagged)]
enum Taken {
    /// It is in force.
    InForce(Release),
    /// It waits.
    Waiting(Waiting),
}

/// A request that waits for someone's approval.
#[derive(Serialize, Deserialize)]
struct Waiting {
    request: i64,
    hash: String,
    url: String,
}

/// What came of it for a city, as a machine reads it.
#[derive(Serialize)]
struct Outcome {
    city: CityCode,
    /// The version in force since; nothing if there were problems.
    release: Option<Release>,
    /// What waits for approval instead.
    waiting: Option<Waiting>,
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
                let told = Sentence::new(
                    format!("there is no pack of {city} here; there is one of: {found}"),
                    format!("ここに {city} の取り組みはありません。あるのは {found} のものです。"),
                );
                return Err(Ended::Failed(said(&told, self.remote.language())));
            }
        }
        let language = self.remote.language();
        let done = Sentence::new("is in force", "を公開しました。次の出来事から使われます。");
        let mut outcomes = Vec::new();
        for pack in packs {
            let path = format!("/v1/{}/campaigns", pack.city);
            let warnings = pack.warnings();
            let body = Body { files: &pack.files, note: &self.note, enrolled: self.enrolled };
            let replied = self.remote.post(&path, &body)?;
            let outcome = Outcome { warnings, ..Outcome::of(pack.city, replied) };
            if !self.json {
                outcome.tell(&done, language);
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
        let Whom { city, json, remote, .. } = &self.whom;
        let replied = remote.post(&self.whom.path("campaigns/rollback"), &serde_json::json!({ "to": self.version }))?;
        let outcome = Outcome::of(city.clone(), replied);
        if *json {
            say(serde_json::to_string_pretty(&outcome)?);
        } else {
            let done = Sentence::new("is in force again", "に戻しました。");
            outcome.tell(&done, remote.language());
        }
        if outcome.problems.is_empty() { Ok(()) } else { Err(Ended::Found) }
    }
}

impl Outcome {
    fn of(city: CityCode, replied: Replied<Taken>) -> Self {
        let none = Self { city, release: None, waiting: None, problems: Vec::new(), warnings: Vec::new() };
        match replied {
            Replied::Done(Taken::InForce(release)) => Self { release: Some(release), ..none },
            Replied::Done(Taken::Waiting(waiting)) => Self { waiting: Some(waiting), ..none },
            Replied::Problems(problems) => Self { problems, ..none },
        }
    }

    fn tell(&self, done: &Sentence, language: Language) {
        let Self { city, release, waiting, problems, warnings } = self;
        say_found(problems, warnings, language);
        let said = match (release, waiting) {
            (_, Some(Waiting { request, hash, url })) => {
                let hash = short(hash);
                let ja = format!(
                    "{city}: 版 {hash} の公開を申請しました（申請{request}）。次の画面で、承認をお願いしてください：{url}"
                );
                Sentence::new(
                    format!("{city}: version {hash} waits for approval as request {request}; it is approved at {url}"),
                    ja,
                )
            }
            (Some(release), None) => {
                let hash = short(&release.hash);
                let ja = format!("{city}: 版 {hash} {}", done.ja);
                Sentence::new(format!("{city}: version {hash} {}", done.en), ja)
            }
            (None, None) => {
                let count = problems.len();
                let ja = format!("{city}: 間違いが{count}件あるので、公開しませんでした。");
                Sentence::new(format!("{city}: {count} problem(s); nothing was published"), ja)
            }
        };
        say(said.say(language));
    }
}

impl Versions {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Whom { city, json, remote, .. } = &self.whom;
        let releases: Vec<Release> = remote.get(&self.whom.path("campaigns"))?;
        if *json {
            say(serde_json::to_string_pretty(&releases)?);
            return Ok(());
        }
        let language = remote.language();
        if releases.is_empty() {
            let none = Sentence::new(
                format!("{city}: nothing was published yet"),
                format!("{city}: まだ何も公開されていません。"),
            );
            say(none.say(language));
        }
        for (place, release) in releases.iter().enumerate() {
            let in_force = Sentence::new("  in force", "  いまの版");
            let mark = if place == 0 { in_force.say(language) } else { "" };
            let how = match (language, release.how.as_str()) {
                (Language::Ja, "published") => "公開",
                (Language::Ja, "rolled_back") => "前の版に戻す",
                (_, how) => how,
            };
            let at = self.whom.when(release.at);
            say(format!("{:>4}  {}  {at}  {how}{mark}", release.number, short(&release.hash)));
        }
        Ok(())
    }
}
