//! What came of a story, in a form that can be compared and read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Day;
use serde_json::Value;

/// What came of it. Times are Arao's; every list is in order of time.
#[derive(Default)]
pub(super) struct Told {
    /// Decisions: who, what, the outcome, the day it is about.
    pub(super) decisions: Vec<String>,
    /// How each decision came about: the version that held, and the trace with its facts, draws,
    /// guards, file and line.
    pub(super) traces: Vec<String>,
    /// Entries of the points ledger.
    pub(super) points: Vec<String>,
    /// Messages that left: to whom, by which way, with which text.
    pub(super) left: Vec<String>,
    /// Messages that were allowed and held back as they left.
    pub(super) held: Vec<String>,
    /// What is due, what is in the outbox and each step of a message's way, as rows; nothing where
    /// there is no database. The numbers that a provider gave are left out.
    pub(super) rows: Option<Vec<String>>,
    /// The final snapshots, by resident.
    pub(super) residents: BTreeMap<String, Value>,
    /// Decisions and departures as they came, for the diary.
    pub(super) lines: Vec<String>,
    /// The `why` of the residents whose why is kept.
    pub(super) stories: Vec<(String, String)>,
}

impl Told {
    /// Panics at the first list that differs, with the lines that do.
    pub(super) fn same_as(&self, other: &Self, way: &str) {
        // At the same instant each resident's own order counts; messages leave all at once.
        same("decisions", &of_residents(&self.decisions), &of_residents(&other.decisions), way);
        same("traces", &of_residents(&self.traces), &of_residents(&other.traces), way);
        same("points", &of_residents(&self.points), &of_residents(&other.points), way);
        same("messages that left", &sorted(&self.left), &sorted(&other.left), way);
        same("messages held back", &sorted(&self.held), &sorted(&other.held), way);
        assert_eq!(self.residents.keys().collect::<Vec<_>>(), other.residents.keys().collect::<Vec<_>>(), "{way}");
        for (id, snapshot) in &self.residents {
            let theirs = &other.residents[id];
            assert_eq!(snapshot, theirs, "the final snapshot of {id} differs in {way}");
        }
        other.points_add_up(way);
        self.points_add_up("memory");
    }

    /// Panics if two databases hold other rows.
    pub(super) fn rows_as(&self, other: &Self, way: &str) {
        let rows = |told: &Self| sorted(told.rows.as_deref().expect("a database"));
        let (mine, theirs) = (rows(self), rows(other));
        assert!(mine.iter().any(|row| row.starts_with("delivery ")), "nothing was delivered");
        same("rows", &mine, &theirs, way);
    }

    /// What stands in a snapshot is the sum of the ledger.
    fn points_add_up(&self, way: &str) {
        for (id, snapshot) in &self.residents {
            let mine = self.points.iter().filter(|line| line.split(' ').nth(2) == Some(id));
            let sum: i64 = mine.map(|line| line.rsplit(' ').next().unwrap().parse::<i64>().unwrap()).sum();
            assert_eq!(snapshot["awards"]["balance"].as_i64().unwrap_or(0), sum, "points of {id} in {way}");
        }
    }

    /// The whole story for people to read.
    pub(super) fn diary(&self, title: &str) -> String {
        let mut text = format!("{title}\n");
        let mut day = "";
        for line in &self.lines {
            let (date, rest) = line.split_at(10);
            if date != day {
                let weekday = date.parse::<chrono::NaiveDate>().unwrap().format("%a");
                writeln!(text, "\n{date} {weekday}").unwrap();
                day = date;
            }
            writeln!(text, " {rest}").unwrap();
        }
        for (id, snapshot) in &self.residents {
            let points = &snapshot["awards"]["balance"];
            writeln!(text, "\n{id}: {} points", points.as_i64().unwrap_or(0)).unwrap();
        }
        text
    }
}

/// In order of time, and then by resident.
fn of_residents(lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.sort_by_key(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" "));
    lines
}

fn sorted(lines: &[String]) -> Vec<String> {
    let mut lines = lines.to_vec();
    lines.sort();
    lines
}

fn same(what: &str, mine: &[String], theirs: &[String], way: &str) {
    if mine == theirs {
        return;
    }
    let place = mine.iter().zip(theirs).take_while(|(mine, theirs)| mine == theirs).count();
    let around = |lines: &[String]| lines.iter().skip(place.saturating_sub(2)).take(6).cloned().collect::<Vec<_>>();
    panic!(
        "{what} differ in {way}, from number {place} on ({} and {}):\nhere:\n  {}\nthere:\n  {}",
        mine.len(),
        theirs.len(),
        around(mine).join("\n  "),
        around(theirs).join("\n  "),
    );
}

/// One decision.
pub(super) struct Decided<'a> {
    pub(super) at: DateTime<Utc>,
    pub(super) who: &'a str,
    pub(super) campaign: &'a str,
    pub(super) hook: &'a str,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    pub(super) outcome: &'a str,
    pub(super) day: Day,
}

impl Decided<'_> {
    pub(super) fn line(&self) -> String {
        let Self { at, who, campaign, hook, kind, name, outcome, day } = self;
        let about = if *day == domain::Zone::default().day(*at) { String::new() } else { format!(", about {day}") };
        format!("{} {who}: {campaign}/{hook} {kind} {name}: {outcome}{about}", time(*at))
    }
}

/// How a decision came about.
pub(super) fn trace(at: DateTime<Utc>, who: &str, campaign: &str, version: &str, trace: &Value) -> String {
    format!("{} {who} {campaign} {version}: {trace}", time(at))
}

/// An entry of the ledger.
pub(super) fn points(at: DateTime<Utc>, who: &str, award: &str, period: Day, points: i64) -> String {
    format!("{} {who} {award} for {period}: {points}", time(at))
}

/// A message that left. The text is on one line.
pub(super) fn left(at: DateTime<Utc>, who: &str, channel: &str, id: Option<&str>, text: &str) -> String {
    let id = id.unwrap_or("-");
    format!("{} {who} by {channel} {id}: {}", time(at), text.replace('\n', "／"))
}

/// A message that was held back as it left.
pub(super) fn held(who: &str, message: &str, reason: &str) -> String {
    format!("{who} {message}: {reason}")
}

/// A time in Arao.
pub(super) fn time(at: DateTime<Utc>) -> String {
    (at + TimeDelta::hours(9)).format("%Y-%m-%d %H:%M").to_string()
}
