//! What came of a step, entry by entry.

use super::happened::{channel, happened};
use super::listed;
use crate::words::{Arg, Language, Words};
use chrono::{DateTime, Utc};
use domain::decide::{Bodies, Detail, Effect, Outgoing};
use domain::event::{Metric, Reply};
use domain::journey::{Came, Happened};
use domain::pack::{Played, PlayedStep};
use domain::why::reason_told;
use domain::{Cause, Event, Payload, Reason, Verdict};
use std::rc::Rc;

/// One line of what came.
pub(super) struct Entry {
    /// When, where it is another time than the step's.
    pub(super) at: Option<String>,
    /// How it looks.
    pub(super) class: &'static str,
    /// What it says.
    pub(super) text: String,
    /// How a message begins.
    pub(super) quote: Option<String>,
}

/// How many letters of a message are shown.
const LETTERS: usize = 40;

/// Everything that came since the step before, and what the step itself says.
pub(super) fn entries(words: Words, played: &Played, step: &PlayedStep) -> Vec<Entry> {
    let mut told = Telling { words, played, step, entries: Vec::new(), silent: Vec::new(), has_stated: false };
    for came in &step.came {
        told.take(came);
    }
    told.state();
    told.silent();
    told.entries
}

struct Telling<'p> {
    words: Words,
    played: &'p Played,
    step: &'p PlayedStep,
    entries: Vec<Entry>,
    /// The points at which nothing was proposed.
    silent: Vec<&'p str>,
    has_stated: bool,
}

impl<'p> Telling<'p> {
    fn take(&mut self, came: &'p Came) {
        match (&came.cause, &came.happened) {
            (Some(Cause::Event(event)), Some(Happened::Decided(_, decision))) => {
                let is_stated = self.step.stated.as_ref().is_some_and(|stated| Rc::ptr_eq(stated, event));
                if is_stated {
                    self.state();
                } else if !decision.verdicts.is_empty() {
                    let text = happened(self.words, event, self.answered(event));
                    self.add(came.at, "happened", text);
                }
                decision.verdicts.iter().for_each(|verdict| self.verdict(came.at, verdict));
            }
            (Some(Cause::Point(due)), Some(Happened::Decided(_, decision))) => {
                if decision.verdicts.is_empty() {
                    self.silent.push(&due.point);
                    return;
                }
                let key = if due.once { "came-scheduled" } else { "came-point" };
                let text = self.words.with(key, [("point", (&due.point).into())]);
                self.add(came.at, "happened", text);
                decision.verdicts.iter().for_each(|verdict| self.verdict(came.at, verdict));
            }
            (_, Some(Happened::Left(_, message, by))) => {
                let key = if message.follows.is_some() { "decided-left-after" } else { "decided-left" };
                let by = channel(self.words, *by);
                let text = self.words.with(key, [("name", self.called(&message.message)), ("channel", by.into())]);
                self.add(came.at, "left", text);
            }
            // An SMS that does not follow is what everybody hopes for.
            (_, Some(Happened::HeldBack(_, message, _))) if message.follows.is_some() => {}
            (_, Some(Happened::HeldBack(_, message, reason))) => {
                let text = self.withheld("decided-held-back", &message.message, *reason, None);
                self.add(came.at, "withheld", text);
            }
            (_, None) => {
                let text = self.words.say("decided-waits");
                self.add(came.at, "withheld", text);
            }
            (None, Some(Happened::Decided(..))) => {}
        }
    }

    /// What the step says that happened, once.
    fn state(&mut self) {
        let Some(stated) = self.step.stated.as_ref().filter(|_| !self.has_stated) else { return };
        self.has_stated = true;
        let text = happened(self.words, stated, self.answered(stated));
        self.add(self.step.at, "happened", text);
    }

    fn silent(&mut self) {
        let count = self.silent.len();
        self.silent.sort_unstable();
        self.silent.dedup();
        if count > 0 {
            let points = listed(self.words, &self.silent);
            let text = self.words.with("cases-silent", [("points", points.into()), ("count", count.into())]);
            self.entries.push(Entry { at: None, class: "silent", text, quote: None });
        }
    }

    fn verdict(&mut self, at: DateTime<Utc>, verdict: &Verdict) {
        let name = || self.called(&verdict.name);
        let (class, text, quote) = match &verdict.outcome {
            Ok(Effect::Send(message)) if message.not_before > at => {
                let later = self.words.instant(message.not_before);
                let text = self.words.with("decided-send-later", [("name", name()), ("at", later.into())]);
                ("decided", text, Some(said(&message.bodies)))
            }
            Ok(Effect::Send(message)) => {
                ("decided", self.words.with("decided-send", [("name", name())]), Some(said(&message.bodies)))
            }
            Ok(Effect::Points { entry, .. }) => {
                let key = if entry.granted < 0 { "decided-points-back" } else { "decided-points" };
                let points = entry.granted.abs().into();
                ("decided", self.words.with(key, [("name", name()), ("points", points)]), None)
            }
            Ok(Effect::Goal(metric, goal)) => {
                let key = match metric {
                    Metric::StepsPerDay => "decided-goal-steps",
                    Metric::NotebookDaysPerWeek => "decided-goal-notebook",
                };
                ("decided", self.words.with(key, [("target", goal.target.into())]), None)
            }
            Ok(Effect::Enrol(..) | Effect::Join(..)) => {
                ("decided", self.words.with("decided-enrol", [("name", name())]), None)
            }
            Ok(Effect::Schedule) => ("decided", self.words.with("decided-schedule", [("name", name())]), None),
            Ok(Effect::Flag) => ("decided", self.words.with("decided-flag", [("name", name())]), None),
            Err(reason) => {
                let key = match verdict.kind {
                    "point" => "decided-nothing-said",
                    "rule" => "decided-failed",
                    _ => "decided-withheld",
                };
                ("withheld", self.withheld(key, &verdict.name, *reason, verdict.trace.detail.as_ref()), None)
            }
        };
        let at = self.time(at);
        self.entries.push(Entry { at, class, text, quote });
    }

    fn withheld(&self, key: &str, name: &str, reason: Reason, detail: Option<&Detail>) -> String {
        let language = match self.words.language {
            Language::Ja => domain::Language::Ja,
            Language::En => domain::Language::En,
        };
        let reason = match detail {
            Some(Detail::Script(said)) => said.say(language),
            _ => reason_told(language, reason),
        };
        self.words.with(key, [("name", self.called(name)), ("reason", reason.into())])
    }

    /// A message as people know it; what is none, by its own name.
    fn called<'n>(&self, name: &'n str) -> Arg<'n> {
        self.played.named.get(name).map_or_else(|| name.into(), |called| called.clone().into())
    }

    fn add(&mut self, at: DateTime<Utc>, class: &'static str, text: String) {
        let at = self.time(at);
        self.entries.push(Entry { at, class, text, quote: None });
    }

    /// A time, where it is another than the step's: with its day, where that is another too.
    fn time(&self, at: DateTime<Utc>) -> Option<String> {
        let (zone, step) = (self.words.zone, self.step.at);
        let clock = self.words.clock(at);
        let day = self.words.short_day(zone.day(at));
        (at != step).then(|| if zone.day(at) == zone.day(step) { clock } else { format!("{day} {clock}") })
    }

    /// The message that a tap names.
    fn answered(&self, event: &Event) -> Option<&'p Outgoing> {
        let Payload::Reply(Reply { message: Some(id), .. }) = &event.payload else { return None };
        let mut left = self.played.steps.iter().flat_map(|step| &step.came).filter_map(|came| match &came.happened {
            Some(Happened::Left(_, message, _)) => Some(message),
            _ => None,
        });
        left.find(|message| message.id == *id)
    }
}

/// The title of a message, or how its text begins.
pub(in super::super::super) fn beginning(bodies: &Bodies) -> String {
    let title = bodies.line.as_ref().and_then(|line| line.title.as_deref());
    title.map_or_else(|| said(bodies), shortened)
}

/// How the text of a message begins.
fn said(bodies: &Bodies) -> String {
    let line = bodies.line.as_ref().map(|line| line.text.as_str());
    shortened(line.or(bodies.sms.as_deref()).unwrap_or_default())
}

fn shortened(text: &str) -> String {
    let text = text.trim().replace('\n', " ");
    let mut short: String = text.chars().take(LETTERS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
