//! What came of the month, for a visitor: Japanese first, English beside it.

mod arrivals;

use super::Demo;
use super::calendar::{Calendar, DAYS};
use super::door::Taken;
use super::people::Person;
use crate::phone::Arrival;
use chrono::{Datelike, NaiveDate};
use shell::store::{Example, Tally};
use std::fmt::{self, Write as _};
use std::path::PathBuf;

/// What came of the month; shown, it is a page for a terminal.
#[derive(Debug, Clone)]
pub struct Summary {
    /// What the door said to the events posted.
    pub taken: Taken,
    /// What stands in the database.
    pub tally: Tally,
    /// What came in by other doors than the one for events, and what followed.
    pub arrivals: Vec<Arrival>,
    calendar: Calendar,
    people: Vec<Person>,
    url: String,
    state: PathBuf,
    program: String,
}

impl Summary {
    pub(super) fn new(demo: &Demo, taken: Taken, tally: Tally, arrivals: Vec<Arrival>, url: String) -> Self {
        let (calendar, people, state) = (demo.calendar, demo.people.clone(), demo.state.clone());
        Self { taken, tally, arrivals, calendar, people, url, state, program: program() }
    }

    /// The same, with another name for the program in the commands to try.
    #[must_use]
    pub fn called(mut self, program: &str) -> Self {
        self.program = program.to_owned();
        self
    }

    /// The commands to try next, each with what it tells.
    pub fn commands(&self) -> Vec<(Vec<String>, String)> {
        let why = |more: &[&str]| -> Vec<String> {
            let state = ["--state".to_owned(), self.state.display().to_string()];
            ["why"].iter().chain(more).map(|word| (*word).to_owned()).chain(state).collect()
        };
        let mut commands = Vec::new();
        if let Some(invited) = self.tally.let_out.iter().find(|known| known.message == "concierge_talk") {
            let name = self.family_name(&invited.resident);
            let command = why(&["--resident", &invited.resident, "--message", &invited.decision]);
            commands.push((
                command,
                format!("{name}さんがお話に誘われた理由 · why {} was invited to a talk", invited.resident),
            ));
        }
        if let Some((reason, held)) = self.held_back() {
            let name = self.family_name(&held.resident);
            let command = why(&["--resident", &held.resident, "--message", &held.decision]);
            commands.push((
                command,
                format!("{name}さんに送らなかった理由 · why {} got nothing ({reason})", held.resident),
            ));
        }
        let all = why(&["--resident", "u17", "--lang", "en"]);
        commands.push((all, "花子さんのひと月すべて(英語) · all that was decided for Hanako".to_owned()));
        commands
    }

    /// A message held back that tells something: for a cap, or else for the most frequent reason.
    fn held_back(&self) -> Option<(&str, &Example)> {
        let withheld = &self.tally.withheld;
        let chosen = withheld.iter().find(|held| held.reason == "capped").or(withheld.first())?;
        Some((chosen.reason.as_str(), &chosen.latest))
    }

    fn family_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.people.iter().find(|person| person.id == id).map_or(id, Person::family_name)
    }

    fn events(&self, kind: &str) -> i64 {
        self.tally.events.get(&format!("ayumi.{kind}.v1")).copied().unwrap_or_default()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tally = &self.tally;
        let (from, until) = (self.calendar.date(0), self.calendar.date(DAYS - 1));
        writeln!(f, "\n荒尾市のひと月({}〜{})", japanese(from), japanese(until))?;
        writeln!(f, "A month in Arao, {from} to {until}: real steps, invented people.\n")?;

        row(f, tally.residents, "参加した方", "residents")?;
        row(f, total(tally.events.values()), "届いた出来事", "events taken in")?;
        row(f, count(self.taken.duplicates), "  二度届いて、一度だけ数えた", "  said twice, counted once")?;
        row(f, count(self.taken.refused), "  受け取らなかった", "  refused")?;
        row(f, tally.step_days, "歩数のある日(人×日)", "days with steps, of all residents")?;
        row(f, self.events("notebook.entry"), "健康手帳の記録", "entries in health notebooks")?;
        row(f, tally.decisions, "判断(すべて記録)", "decisions, each on record")?;

        title(f, "届いたもの", "What residents got")?;
        for (channel, sent) in &tally.sent {
            let name = if channel == "line" { "LINE" } else { "SMS" };
            row(f, *sent, &format!("{name} のお知らせ"), &format!("messages by {name}"))?;
        }
        row(f, tally.retries, "  つながらず、送り直した", "  sent again after a failed call")?;
        for (reason, dead) in &tally.dead {
            let (ja, en) = death(reason);
            row(f, *dead, &format!("  {ja}"), &format!("  {en} ({reason})"))?;
        }
        row(f, self.events("reply.received"), "お返事", "replies")?;
        row(
            f,
            tally.points,
            &format!("ポイント({}人に)", tally.with_points),
            &format!("points, to {} people", tally.with_points),
        )?;
        row(f, tally.points_back, "  数え直しで戻ったポイント", "  taken back when a day was corrected")?;

        title(f, "送らずにおいたもの、その理由", "Held back, and why")?;
        for held in &tally.withheld {
            let (ja, en) = reason(&held.reason);
            row(f, held.count, ja, en)?;
        }
        arrivals::list(f, &self.arrivals, |place| self.people.get(place).map(|person| person.id.as_str()))?;
        title(f, "対応の一覧", "For staff")?;
        for (flag, times) in &tally.flags {
            row(f, *times, flag, "")?;
        }
        title(f, "次にためす", "Try next")?;
        for (command, tells) in self.commands() {
            writeln!(f, "  {tells}\n    {} {}", self.program, command.join(" "))?;
        }
        title(f, "住民の画面", "The residents' phones")?;
        write!(f, "  {}/phone", self.url)
    }
}

fn title(f: &mut fmt::Formatter<'_>, ja: &str, en: &str) -> fmt::Result {
    writeln!(f, "\n{ja} · {en}")
}

/// A number, and what it counts; what did not happen is left out.
fn row(f: &mut fmt::Formatter<'_>, number: i64, ja: &str, en: &str) -> fmt::Result {
    if number == 0 {
        return Ok(());
    }
    let line = format!("{:>8}  {ja}{:gap$}  {en}", grouped(number), "", gap = 34_usize.saturating_sub(width(ja)));
    writeln!(f, "{}", line.trim_end())
}

/// Columns on a terminal: Japanese letters take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || c == '·' || c == '×' { 1 } else { 2 }).sum()
}

pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{digit}");
    }
    text
}

fn japanese(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn total<'n>(numbers: impl Iterator<Item = &'n i64>) -> i64 {
    numbers.sum()
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A closed reason in a visitor's words.
pub(super) fn reason(name: &str) -> (&'static str, &'static str) {
    match name {
        "no_consent" => ("同意をいただいていない", "no consent, or withdrawn"),
        "opted_out" => ("停止のご希望", "asked to stop"),
        "no_channel" => ("LINEもSMSも届かない", "neither LINE nor SMS"),
        "quiet_hours" => ("夜で、朝では遅い", "at night, and too late by morning"),
        "capped" => ("1日・7日間の上限", "the cap of a day or a week"),
        "suspended" => ("熱中症の警戒・災害の情報", "an alert was on"),
        "control_arm" => ("効き目を比べるくじ", "chance, so that the effect can be measured"),
        "not_available" => ("いまは対象でない", "not available"),
        "expired" => ("届いても遅い", "too late to be of use"),
        "duplicate" => ("同じ用件でお知らせずみ", "said for this occasion already"),
        "sensitive_text" => ("健康の事実にふれる文面", "a text not approved as neutral"),
        "sensitive_award" => ("病気の可能性へのポイント", "risk earns no points"),
        "budget" | "rule_error" => ("ルールの誤り", "a rule stopped"),
        _ => ("そのほか", "other"),
    }
}

/// Why a message will never arrive, in a visitor's words.
pub(super) fn death(reason: &str) -> (&'static str, &'static str) {
    match reason {
        "ambiguous" => ("届いたかどうか、分からない", "sent or not: nobody knows"),
        "refused" => ("受け取りを断られた", "refused by the person"),
        "bad_address" => ("届かない番号だった", "for a number that takes none"),
        "unroutable" => ("送る道がない", "no way to it"),
        "sender" => ("市の番号からは送れない", "not from the city's number"),
        "too_long" => ("文が長すぎる", "too long"),
        "filtered" => ("途中でとめられた", "filtered on the way"),
        "unreachable" => ("電話につながらない", "the telephone was not reached"),
        "rejected" => ("事業者が断った", "refused by the provider"),
        _ => ("そのほか", "other"),
    }
}

/// How this program was started, so that the commands can be copied. Cargo starts it by its path.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "ayumi".to_owned())
}

#[cfg(test)]
mod tests {
    use super::death;
    use wire::DeadReason::{
        Ambiguous, BadAddress, Filtered, Refused, Rejected, Sender, TooLong, Unreachable, Unroutable,
    };

    #[test]
    fn each_reason_has_words_of_its_own() {
        let all = [Ambiguous, Refused, BadAddress, Unroutable, Sender, TooLong, Filtered, Unreachable, Rejected];
        let mut words: Vec<_> = all.iter().map(|reason| death(reason.as_str())).collect();
        assert!(!words.contains(&death("")), "{words:?}");
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all.len());
    }
}
