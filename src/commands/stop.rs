use super::remote::Whom;
use super::{Ended, say};
use chrono::Datelike;
use clap::Args;
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
        standing.tell(whom);
        tell_sent(whom, &sent);
        for told in notices.iter().take(10) {
            let at = whom.when(told.at);
            whom.say(format!("{at}  {}", told.en), format!("{at}  {}", told.ja));
        }
        Ok(())
    }
}

/// What left in the days that the service tells of; SMS are paid for by the part.
fn tell_sent(whom: &Whom, sent: &[SentDay]) {
    let Some(first) = sent.last() else { return };
    let (city, day) = (&whom.city, first.day);
    let of = |channel: &str| sent.iter().filter(|one| one.channel == channel).collect::<Vec<_>>();
    let count = |days: &[&SentDay]| days.iter().map(|one| one.messages).sum::<i64>();
    let (line, sms) = (of("line"), of("sms"));
    let parts: i64 = sms.iter().map(|one| one.parts).sum();
    let (line, sms) = (count(&line), count(&sms));
    let (year, month, date) = (day.year(), day.month(), day.day());
    whom.say(
        format!("{city}: since {day} {} left by LINE and {} by SMS, in {parts} parts", messages(line), messages(sms)),
        format!(
            "{city}: {year}年{month}月{date}日から、LINEで{line}通、SMSで{sms}通（料金は{parts}通分）を送りました。"
        ),
    );
}

/// Changes what is stopped, and tells how things stand then.
fn change(whom: &Whom, door: &str, body: &serde_json::Value) -> Result<(), Ended> {
    let standing: Standing = whom.remote.post(&whom.path(door), body)?.done()?;
    if whom.json {
        say(serde_json::to_string_pretty(&standing)?);
    } else {
        standing.tell(whom);
    }
    Ok(())
}

impl Standing {
    fn tell(&self, whom: &Whom) {
        let city = &whom.city;
        if self.pauses.is_empty() {
            whom.say(format!("{city}: nothing is stopped"), format!("{city}: 止めているものはありません。"));
        }
        for pause in &self.pauses {
            let who = if pause.by == By::Fuse { "a fuse" } else { "staff" };
            let since = whom.when(pause.since);
            whom.say(
                format!("{city}: {} is stopped by {who} since {since}: {}", pause.scope, pause.why.en()),
                format!("{city}: {since}に、{}再開は `ayumi resume {}`", pause.notice().ja(), pause.scope),
            );
        }
        for Waiting { campaign, messages: count, .. } in &self.waiting {
            whom.say(
                format!("{city}: {} of {campaign} wait", messages(*count)),
                format!("{city}: 取り組み「{campaign}」のお知らせ{count}通が、送られるのを待っています。"),
            );
        }
    }
}

fn messages(count: i64) -> String {
    if count == 1 { "1 message".to_owned() } else { format!("{count} messages") }
}
