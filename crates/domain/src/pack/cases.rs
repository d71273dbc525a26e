use super::{Problem, Ruleset};
use crate::decide::{Detail, Effect, Rulesets, Verdict};
use crate::event::{ChannelKind, Metric, Sex};
use crate::id::ResidentId;
use crate::journey::{Happened, Journey};
use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use toml::Spanned;

mod events;

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
    #[serde(default, deserialize_with = "date")]
    date: Option<chrono::NaiveDate>,
    goal: Option<i64>,
    notebook: Option<crate::event::EntryKind>,
    forecast: Option<BTreeMap<crate::event::Condition, f64>>,
    visit: Option<crate::event::VisitKind>,
    place: Option<String>,
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

/// How many days a case may span: every decision point between its steps is asked.
const LONGEST: i64 = 400;

/// Among how many made-up residents one of the wanted arm is looked for.
const RESIDENTS: u32 = 10_000;

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
    pub(super) fn read_all(
        text: &str,
        campaign: &str,
        ruleset: &Ruleset,
        problem: &mut dyn FnMut(Range<usize>, String),
    ) -> Option<Vec<Self>> {
        let file: File = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                problem(error.span().unwrap_or_default(), error.message().to_owned());
                return None;
            }
        };
        let path = format!("campaigns/{}/{campaign}/cases.toml", ruleset.code);
        let mut cases = Vec::new();
        for case in file.case {
            let span = case.span();
            let case = case.into_inner();
            if case.step.is_empty() {
                problem(span, "a case needs at least one `[[case.step]]`".to_owned());
                continue;
            }
            let mut last: Option<NaiveDateTime> = None;
            let first = case.step.first().and_then(|step| read_time(step.at.get_ref()));
            for step in &case.step {
                match read_time(step.at.get_ref()) {
                    None => problem(
                        step.at.span(),
                        format!("`{}` is not a time; write `2026-11-20 17:10`", step.at.get_ref()),
                    ),
                    time if time < last => problem(step.at.span(), "this step is before the one above it".to_owned()),
                    Some(time) if first.is_some_and(|first| time - first > TimeDelta::days(LONGEST)) => {
                        problem(step.at.span(), format!("a case spans {LONGEST} days at most"))
                    }
                    time => last = time,
                }
            }
            if let Some(arm) = &case.arm {
                let experiment = ruleset.campaigns.get(campaign).and_then(|campaign| campaign.experiment.as_ref());
                if !experiment.is_some_and(|experiment| experiment.arms.iter().any(|known| known.0 == *arm.get_ref())) {
                    problem(arm.span(), format!("`{}` is no arm of this campaign's experiment", arm.get_ref()));
                }
            }
            let lines = case.step.iter().map(|step| Problem::at(&path, text, step.at.span().start, "")).collect();
            cases.push(Self { campaign: campaign.to_owned(), name: case.name.clone(), file: case, lines });
        }
        Some(cases)
    }

    /// Plays the case and tells at which step something else was decided or sent.
    pub fn run(&self, ruleset: &Rc<Ruleset>) -> Vec<Problem> {
        let zone = ruleset.city.zone;
        let Some(first) = self.file.step.first().and_then(|step| read_time(step.at.get_ref())) else {
            return Vec::new();
        };
        let begin = crate::time::Day::from_date(first.date()).plus(-1);
        let mut rulesets = Rulesets::new(Rc::clone(ruleset));
        rulesets.only = Some(self.campaign.clone());
        let Some(id) = self.resident(ruleset) else {
            let arm = self.file.arm.as_ref().map(|arm| arm.get_ref().as_str()).unwrap_or_default();
            let message = format!("chance puts none of {RESIDENTS} made-up residents into the arm `{arm}`");
            return self.lines.iter().take(1).map(|place| self.failure(place, message.clone())).collect();
        };
        let chance = self.file.chance.map(|chance| matches!(chance, Chance::Send));
        let mut journey = Journey::new(rulesets, zone.instant(begin, chrono::NaiveTime::MIN)).with_chance(chance);
        let mut stage = events::Stage::new(&id, ruleset);
        let mut happened = Vec::new();
        for event in stage.begin(&self.file.resident.get_ref().clone().into(), journey.now()) {
            happened.extend(journey.post(&event));
        }
        let mut failures = Vec::new();
        for (step, place) in self.file.step.iter().zip(&self.lines) {
            let Some(time) = read_time(step.at.get_ref()) else { continue };
            let at = zone.instant(crate::time::Day::from_date(time.date()), time.time());
            happened.extend(journey.advance(at));
            stage.remember(&happened);
            match stage.event(step, at) {
                Ok(Some(event)) => match event.check(at) {
                    Ok(()) => happened.extend(journey.post(&event)),
                    Err(refusal) => {
                        failures.push(self.failure(place, format!("the event would be refused: {refusal}")))
                    }
                },
                Ok(None) => {}
                Err(message) => failures.push(self.failure(place, message)),
            }
            happened.extend(journey.advance(at));
            stage.remember(&happened);
            let decided = happened.iter().flat_map(said).collect::<Vec<_>>();
            if let Some(expect) = &step.expect
                && !matches_all(expect, &decided)
            {
                failures.push(self.failure(place, format!("expected {}, but it was {}", list(expect), list(&decided))));
            }
            let left: Vec<String> = happened.iter().filter_map(left).collect();
            if let Some(sent) = &step.sent
                && !matches_all(sent, &left)
            {
                failures.push(
                    self.failure(place, format!("expected to leave: {}; what left: {}", list(sent), list(&left))),
                );
            }
            happened.clear();
        }
        failures
    }

    fn failure(&self, place: &Problem, message: String) -> Problem {
        Problem { message: format!("case 「{}」: {message}", self.name), ..place.clone() }
    }

    /// A resident whom chance puts into the arm that the case asks for.
    fn resident(&self, ruleset: &Ruleset) -> Option<ResidentId> {
        let experiment = ruleset.campaigns.get(&self.campaign).and_then(|campaign| campaign.experiment.as_ref());
        let wanted = self.file.arm.as_ref().zip(experiment);
        let mut ids = (0..RESIDENTS).filter_map(|n| format!("case-{n}").parse::<ResidentId>().ok());
        ids.find(|id| {
            wanted.is_none_or(|(arm, experiment)| experiment.arm(id).is_some_and(|draw| draw.arm == *arm.get_ref()))
        })
    }
}

impl From<Person> for events::Person {
    fn from(person: Person) -> Self {
        Self {
            enrolled: crate::event::Enrolled {
                birth_year: person.birth_year,
                sex: person.sex,
                district: person.district,
                language: person.language,
                reach: person.reach,
                prefer: person.prefer,
            },
            goal: person.goal.map(|target| (Metric::StepsPerDay, target)),
            consent: person.consent,
        }
    }
}

/// A date as in campaign.toml, or in quotes as in an event.
fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<chrono::NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Plain(toml::value::Datetime),
        Quoted(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Plain(date) => date.to_string(),
        Written::Quoted(text) => text,
    };
    let wrong = |_| serde::de::Error::custom(format!("`{text}` is not a date; write `2026-11-20`"));
    text.parse().map(Some).map_err(wrong)
}

fn read_time(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()
}

fn left(happened: &Happened) -> Option<String> {
    match happened {
        Happened::Left(_, message, _) if message.follows.is_some() => Some(format!("{} sms", message.message)),
        Happened::Left(_, message, _) => Some(message.message.clone()),
        _ => None,
    }
}

/// What happened in the words that cases use.
fn said(happened: &Happened) -> Vec<String> {
    match happened {
        Happened::Decided(_, decision) => decision.verdicts.iter().map(word).collect(),
        // An SMS that does not follow is what everybody hopes for, and stands in no case.
        Happened::HeldBack(_, message, _) if message.follows.is_some() => Vec::new(),
        Happened::HeldBack(_, message, reason) => vec![format!("withheld {} {reason}", message.message)],
        Happened::Left(..) => Vec::new(),
    }
}

fn word(verdict: &Verdict) -> String {
    let (kind, name) = (verdict.kind, &verdict.name);
    match &verdict.outcome {
        Err(reason) => match &verdict.trace.detail {
            Some(Detail::Error(detail)) if kind == "rule" => format!("withheld {name} {reason} ({detail})"),
            _ => format!("withheld {name} {reason}"),
        },
        Ok(Effect::Points { entry, .. }) => format!("award {name} {}", entry.points),
        Ok(Effect::Goal(_, goal)) => format!("set_goal {name} {}", goal.target),
        Ok(Effect::Flag) => kind.to_owned(),
        Ok(_) => format!("{kind} {name}"),
    }
}

fn matches_all(expected: &[String], got: &[String]) -> bool {
    expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| matches_one(expected, got))
}

/// `nudge a | b` stands for either.
fn matches_one(expected: &str, got: &str) -> bool {
    let mut words = expected.split_whitespace().peekable();
    let Some(kind) = words.next() else { return false };
    let mut names: Vec<&str> = words.next().into_iter().collect();
    while words.peek() == Some(&"|") {
        words.next();
        names.extend(words.next());
    }
    let rest: Vec<&str> = words.collect();
    if names.is_empty() {
        return got == kind;
    }
    names.into_iter().any(|name| {
        let mut whole = vec![kind, name];
        whole.extend(&rest);
        whole.join(" ") == got.split(" (").next().unwrap_or(got)
    })
}

fn list(items: &[String]) -> String {
    if items.is_empty() { "nothing".to_owned() } else { format!("[{}]", items.join(", ")) }
}
