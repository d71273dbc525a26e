use super::remote::Whom;
use super::{Ended, say};
use clap::Args;
use domain::CityCode;
use domain::city::{By, Pause, Scope};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shell::store::{SentDay, Waiting};

/// Stop a campaign, a channel, or everything that leaves
///
/// It holds from the next message on. What waits goes on waiting, and leaves if it goes on before it
/// expires; with `--discard` it never leaves.
#[derive(Args)]
pub(super) struct Stop {
    /// What to stop: `all`, `channel:line`, `channel:sms` or `campaign:<name>`
    scope: Scope,
    /// Why, for whoever lets it go on
    #[arg(long, value_name = "WORDS")]
    why: String,
    /// What waits never leaves
    #[arg(long)]
    discard: bool,
    #[command(flatten)]
    whom: Whom,
}

/// Let go on what was stopped by staff or by a fuse
#[derive(Args)]
pub(super) struct Resume {
    /// What goes on: `all`, `channel:line`, `channel:sms` or `campaign:<name>`
    scope: Scope,
    #[command(flatten)]
    whom: Whom,
}

/// Tell what is stopped, what waits, and what staff should know
#[derive(Args)]
pub(super) struct Status {
    #[command(flatten)]
    whom: Whom,
}

/// How things stand, as the service tells it.
#[derive(Serialize, Deserialize)]
struct Standing {
    pauses: Vec<Pause>,
    waiting: Vec<Waiting>,
}

/// What staff were told.
#[derive(Serialize, Deserialize)]
struct Told {
    at: chrono::DateTime<chrono::Utc>,
    ja: String,
    en: String,
}

impl Stop {
    pub(super) fn run(self) -> Result<(), Ended> {
        let body = json!({ "scope": self.scope, "why": self.why, "discard": self.discard });
        change(&self.whom, "stops", &body)
    }
}

impl Resume {
    pub(super) fn run(self) -> Result<(), Ended> {
        change(&self.whom, "stops/resume", &json!({ "scope": self.scope }))
    }
}

impl Status {
    pub(super) fn run(self) -> Result<(), Ended> {
        let whom = &self.whom;
        let standing: Standing = whom.remote.get(&whom.path("stops"))?;
        let notices: Vec<Told> = whom.remote.get(&whom.path("notices"))?;
        let sent: Vec<SentDay> = whom.remote.get(&whom.path("sent"))?;
        if whom.json {
            say(serde_json::to_string_pretty(&json!({ "standing": standing, "notices": notices, "sent": sent }))?);
            return Ok(());
        }
        standing.tell(&whom.city);
        tell_sent(&whom.city, &sent);
        for told in notices.iter().take(10) {
            say(format!("{}  {}\n{:22}{}", told.at.format("%Y-%m-%d %H:%M UTC"), told.en, "", told.ja));
        }
        Ok(())
    }
}

/// What left in the days that the service tells of; SMS are paid for by the part.
fn tell_sent(city: &CityCode, sent: &[SentDay]) {
    let Some(first) = sent.last() else { return };
    let of = |channel: &str| sent.iter().filter(|one| one.channel == channel).collect::<Vec<_>>();
    let count = |days: &[&SentDay]| days.iter().map(|one| one.messages).sum::<i64>();
    let (line, sms) = (of("line"), of("sms"));
    let parts: i64 = sms.iter().map(|one| one.parts).sum();
    let (line, sms) = (messages(count(&line)), messages(count(&sms)));
    say(format!("{city}: since {} {line} left by LINE and {sms} by SMS, in {parts} parts", first.day));
}

/// Changes what is stopped, and tells how things stand then.
fn change(whom: &Whom, door: &str, body: &serde_json::Value) -> Result<(), Ended> {
    let standing: Standing = whom.remote.post(&whom.path(door), body)?.done()?;
    if whom.json {
        say(serde_json::to_string_pretty(&standing)?);
    } else {
        standing.tell(&whom.city);
    }
    Ok(())
}

impl Standing {
    fn tell(&self, city: &CityCode) {
        if self.pauses.is_empty() {
            say(format!("{city}: nothing is stopped"));
        }
        for pause in &self.pauses {
            let who = if pause.by == By::Fuse { "a fuse" } else { "staff" };
            let since = pause.since.format("%Y-%m-%d %H:%M UTC");
            say(format!("{city}: {} is stopped by {who} since {since}: {}", pause.scope, pause.why.en()));
        }
        for waiting in &self.waiting {
            say(format!("{city}: {} of {} wait", messages(waiting.messages), waiting.campaign));
        }
    }
}

fn messages(count: i64) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}
