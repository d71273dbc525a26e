use super::{Problem, Ruleset, toml_words};
use crate::decide::{Detail, Effect, Rulesets, Verdict};
use crate::event::{ChannelKind, Metric, Refusal, Sex};
use crate::id::ResidentId;
use crate::journey::{Happened, Journey};
use crate::sentence::{Language, Sentence, thousands};
use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use toml::Spanned;

mod dates;
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
    date: Option<Spanned<dates::DateText>>,
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
        problem: &mut dyn FnMut(Range<usize>, Sentence),
    ) -> Option<Vec<Self>> {
        let file: File = toml_words::read(text, problem)?;
        let path = format!("campaigns/{}/{campaign}/cases.toml", ruleset.code);
        let mut cases = Vec::new();
        for case in file.case {
            let span = case.span();
            let case = case.into_inner();
            if case.step.is_empty() {
                let said = Sentence::new(
                    "a case needs at least one `[[case.step]]`",
                    "見本にステップがありません。`[[case.step]]` をひとつ以上書いてください。",
                );
                problem(span, said);
                continue;
            }
            check_times(&case.step, problem);
            if let Some(arm) = &case.arm {
                let experiment = ruleset.campaigns.get(campaign).and_then(|campaign| campaign.experiment.as_ref());
                if !experiment.is_some_and(|experiment| experiment.arms.iter().any(|known| known.0 == *arm.get_ref())) {
                    let name = arm.get_ref();
                    let said = Sentence::new(
                        format!("`{name}` is no arm of this campaign's experiment"),
                        format!(
                            "`{name}` という組は、この取り組みにありません。campaign.toml の `[experiment]` の `arms` に合わせて\
                             ください。"
                        ),
                    );
                    problem(arm.span(), said);
                }
            }
            let place = |step: &Step| Problem::at(&path, text, step.at.span().start, Sentence::default());
            let lines = case.step.iter().map(place).collect();
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
            let count = thousands(RESIDENTS);
            let said = Sentence::new(
                format!("chance puts none of {count} made-up residents into the arm `{arm}`"),
                format!(
                    "作りごとの住民{count}人のだれも、くじで組 `{arm}` になりません。campaign.toml の `arms` の割合を確かめて\
                     ください。"
                ),
            );
            return self.lines.iter().take(1).map(|place| self.failure(place, said.clone())).collect();
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
                    Err(refusal) => failures.push(self.failure(place, refused(&refusal))),
                },
                Ok(None) => {}
                Err(said) => failures.push(self.failure(place, said)),
            }
            happened.extend(journey.advance(at));
            stage.remember(&happened);
            let decided = happened.iter().flat_map(said).collect::<Vec<_>>();
            if let Some(expect) = &step.expect
                && !matches_all(expect, &decided)
            {
                let (expected, got) = (list(&written(expect)), list(&decided));
                let said = Sentence::new(
                    format!("expected {}, but it was {}", expected.en, got.en),
                    format!(
                        "決まったことが見本と違います。見本：{}。実際：{}。ルールと見本のどちらが正しいかを確かめて、違うほうを直して\
                         ください。",
                        expected.ja, got.ja
                    ),
                );
                failures.push(self.failure(place, said));
            }
            let left: Vec<Sentence> = happened.iter().filter_map(left).map(quoted).collect();
            if let Some(sent) = &step.sent
                && !matches_all(sent, &left)
            {
                let (expected, got) = (list(&written(sent)), list(&left));
                let said = Sentence::new(
                    format!("expected to leave: {}; what left: {}", expected.en, got.en),
                    format!(
                        "送られたものが見本と違います。見本：{}。実際：{}。送らない時間帯、上限、同意などを確かめてください。",
                        expected.ja, got.ja
                    ),
                );
                failures.push(self.failure(place, said));
            }
            happened.clear();
        }
        failures
    }

    fn failure(&self, place: &Problem, said: Sentence) -> Problem {
        let message = format!("case 「{}」: {}", self.name, said.en);
        Problem { message, message_ja: format!("見本「{}」：{}", self.name, said.ja), ..place.clone() }
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

/// What is wrong with the times and dates of steps.
fn check_times(steps: &[Step], problem: &mut dyn FnMut(Range<usize>, Sentence)) {
    let mut last: Option<NaiveDateTime> = None;
    let first = steps.first().and_then(|step| read_time(step.at.get_ref()));
    for step in steps {
        let (text, span) = (step.at.get_ref(), step.at.span());
        match read_time(text) {
            None => problem(
                span,
                Sentence::new(
                    format!("`{text}` is not a time; write `2026-11-20 17:10`"),
                    format!("`{text}` は日時になりません。`2026-11-20 17:10` のように書いてください。"),
                ),
            ),
            time if time < last => problem(
                span,
                Sentence::new(
                    "this step is before the one above it",
                    "このステップの日時が、上のステップより前です。早い順に並べてください。",
                ),
            ),
            Some(time) if first.is_some_and(|first| time - first > TimeDelta::days(LONGEST)) => problem(
                span,
                Sentence::new(
                    format!("a case spans {LONGEST} days at most"),
                    format!("ひとつの見本は、はじめから終わりまで{LONGEST}日以内にしてください。"),
                ),
            ),
            time => last = time,
        }
        if let Some(date) = step.date.as_ref().filter(|date| date.get_ref().date().is_none()) {
            problem(date.span(), date.get_ref().complaint());
        }
    }
}

/// Why an event that a step states would not be taken from a sender either.
fn refused(refusal: &Refusal) -> Sentence {
    let ja = match refusal {
        Refusal::Data(_) => {
            "このステップの `date` が、ステップの日より先です。その日か、それより前の日にしてください。".to_owned()
        }
        Refusal::Attribute { name: "time", .. } => "2000年より前の日時は使えません。`at` を直してください。".to_owned(),
        other => format!("このステップの出来事は受け付けられません（{other}）。"),
    };
    Sentence::new(format!("the event would be refused: {refusal}"), ja)
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
fn said(happened: &Happened) -> Vec<Sentence> {
    match happened {
        Happened::Decided(_, decision) => decision.verdicts.iter().map(word).collect(),
        // An SMS that does not follow is what everybody hopes for, and stands in no case.
        Happened::HeldBack(_, message, _) if message.follows.is_some() => Vec::new(),
        Happened::HeldBack(_, message, reason) => {
            vec![quoted(format!("withheld {} {reason}", message.message))]
        }
        Happened::Left(..) => Vec::new(),
    }
}

fn word(verdict: &Verdict) -> Sentence {
    let (kind, name) = (verdict.kind, &verdict.name);
    quoted(match &verdict.outcome {
        Err(reason) => match &verdict.trace.detail {
            Some(Detail::Script(why)) if kind == "rule" => {
                let word = format!("withheld {name} {reason}");
                return Sentence::new(format!("{word} ({})", why.en), format!("`{word}`（{}）", why.ja));
            }
            _ => format!("withheld {name} {reason}"),
        },
        Ok(Effect::Points { entry, .. }) => format!("award {name} {}", entry.points),
        Ok(Effect::Goal(_, goal)) => format!("set_goal {name} {}", goal.target),
        Ok(Effect::Flag) => kind.to_owned(),
        Ok(_) => format!("{kind} {name}"),
    })
}

fn written(expected: &[String]) -> Vec<Sentence> {
    expected.iter().cloned().map(quoted).collect()
}

/// Words of cases, which are the same in both languages; in a Japanese sentence they are set apart.
fn quoted(word: String) -> Sentence {
    let ja = format!("`{word}`");
    Sentence::new(word, ja)
}

fn matches_all(expected: &[String], got: &[Sentence]) -> bool {
    expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| matches_one(expected, &got.en))
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

fn list(items: &[Sentence]) -> Sentence {
    if items.is_empty() {
        return Sentence::new("nothing", "なし");
    }
    let all = |language| items.iter().map(|item| item.say(language)).collect::<Vec<_>>();
    Sentence::new(format!("[{}]", all(Language::En).join(", ")), all(Language::Ja).join("、"))
}
