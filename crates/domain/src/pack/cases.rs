use super::{Problem, Ruleset};
use crate::event::{ChannelKind, Sex};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::rc::Rc;
use toml::Spanned;

mod compared;
mod dates;
mod events;
mod from_history;
mod plain;
mod play;
mod read;

pub use from_history::{HealthRecords, History, NoCase, Wanted};
pub use play::{Compared, Played, PlayedStep};

/// A case that staff wrote beside their rules: given these days, expect this.
///
/// ```toml
/// [[case]]
/// name = "夕方、あと少しなら背中を押す"
/// resident = { birth_year = 1952, reach = ["line"], goal = 6000 }
/// [[case.step]]
/// at = "2026-11-20 17:10"
/// steps = 4800
/// expect = ["nudge almost_there"]
/// sent = ["almost_there"]
/// ```
#[derive(Debug, Clone)]
pub struct Case {
    /// The campaign it belongs to; the others are off.
    pub campaign: String,
    /// What it shows.
    pub name: String,
    file: CaseFile,
    lines: Vec<Problem>,
}

/// One step of a case: the clock moves, at most one thing happens, and what was decided
/// since the step before is compared.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    at: Spanned<String>,
    steps: Option<i64>,
    date: Option<Spanned<dates::DateText>>,
    goal: Option<i64>,
    notebook: Option<crate::event::EntryKind>,
    forecast: Option<BTreeMap<crate::event::Condition, f64>>,
    visit: Option<crate::event::VisitKind>,
    place: Option<String>,
    stamp: Option<String>,
    checkup: Option<BTreeMap<String, crate::event::CheckupValue>>,
    guidance: Option<events::Session>,
    withdraw: Option<events::Record>,
    reply: Option<String>,
    text: Option<String>,
    consent: Option<bool>,
    unlink: Option<ChannelKind>,
    alert: Option<crate::event::AlertKind>,
    expect: Option<Vec<String>>,
    sent: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    case: Vec<Spanned<CaseFile>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    name: String,
    /// Made from a resident's record: it stays in the city when the campaign goes to another.
    #[serde(default)]
    #[allow(dead_code, reason = "asked of the text, where the campaign is exported")]
    from_record: bool,
    resident: Spanned<Person>,
    arm: Option<Spanned<String>>,
    chance: Option<Chance>,
    #[serde(default)]
    step: Vec<Step>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Chance {
    Send,
    Withhold,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    birth_year: i32,
    sex: Option<Sex>,
    district: Option<String>,
    language: Option<String>,
    reach: Vec<ChannelKind>,
    prefer: Option<ChannelKind>,
    goal: Option<i64>,
    #[serde(default = "yes")]
    consent: bool,
}

fn yes() -> bool {
    true
}

impl Case {
    /// Plays the case and tells at which step something else was decided or sent.
    pub fn run(&self, ruleset: &Rc<Ruleset>) -> Vec<Problem> {
        self.play(ruleset).problems().cloned().collect()
    }
}
