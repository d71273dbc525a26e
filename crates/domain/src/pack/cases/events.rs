//! From a step's shorthand to the event that a sender would send.

use super::Step;
use crate::event::*;
use crate::id::{MessageId, ResidentId};
use crate::nearest::instead;
use crate::pack::Ruleset;
use crate::sentence::Sentence;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::rc::Rc;

/// Who a case is about.
pub(super) struct Person {
    pub(super) enrolled: Enrolled,
    pub(super) goal: Option<(Metric, i64)>,
    pub(super) consent: bool,
}

/// What a case needs to make events: running numbers, and the latest message to answer.
pub(super) struct Stage<'a> {
    id: &'a ResidentId,
    campaign: &'a str,
    ruleset: &'a Ruleset,
    number: u64,
    latest: Option<MessageId>,
    /// What the case has stated so far, for what is taken back.
    stated: Vec<Payload>,
}

/// A session of health guidance.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    program: String,
    session: u32,
}

/// What can be taken back: the latest that the case has stated, of `date` where a date is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Record {
    Steps,
    Notebook,
    Forecast,
    Checkup,
    Visit,
    Stamp,
}

/// The address that the resident of a case has on LINE.
const LINE_USER: &str = "U00000000000000000000000000000001";

/// The number that the resident of a case has.
const TELEPHONE: &str = "+819000000001";

impl<'a> Stage<'a> {
    pub(super) fn new(id: &'a ResidentId, campaign: &'a str, ruleset: &'a Ruleset) -> Self {
        Self { id, campaign, ruleset, number: 0, latest: None, stated: Vec::new() }
    }

    /// Consent, channels, enrolment and goal, in the order in which a counter takes them.
    pub(super) fn begin(&mut self, person: &Person, at: DateTime<Utc>) -> Vec<Rc<Event>> {
        let mut payloads = Vec::new();
        if person.consent {
            payloads.push(Payload::ConsentGiven(consent()));
        }
        for channel in person.enrolled.reach.iter().filter(|channel| **channel != ChannelKind::Paper) {
            payloads.push(Payload::ChannelLinked(ChannelLinked { channel: *channel, address: address(*channel) }));
        }
        payloads.push(Payload::Enrolled(person.enrolled.clone()));
        if let Some((metric, target)) = person.goal {
            payloads.push(Payload::Goal(self.goal(metric, target, at)));
        }
        payloads.into_iter().map(|payload| self.make(payload, at)).collect()
    }

    /// Remembers the latest message that left, which replies answer.
    pub(super) fn latest(&mut self, message: MessageId) {
        self.latest = Some(message);
    }

    /// The event of a step, `None` when only the clock moves.
    pub(super) fn event(&mut self, step: &Step, at: DateTime<Utc>) -> Result<Option<Rc<Event>>, Sentence> {
        let today = self.ruleset.city.zone.day(at);
        let date = step.date.as_ref().and_then(|date| date.get_ref().date());
        let mut payloads = Vec::new();
        if let Some(steps) = step.steps {
            let source = StepSource { id: "case".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed };
            let date = date.unwrap_or(today.date());
            payloads.push(Payload::Steps(Steps { date, steps, source, version: self.number + 1, complete: false }));
        }
        if let Some(target) = step.goal {
            payloads.push(Payload::Goal(self.goal(Metric::StepsPerDay, target, at)));
        }
        if let Some(kind) = step.notebook {
            payloads.push(Payload::Notebook(entry(kind, at)));
        }
        if let Some(ratios) = &step.forecast {
            let predictions = ratios.iter().map(|(condition, ratio)| prediction(*condition, *ratio)).collect();
            payloads.push(Payload::Forecast(Forecast {
                test_date: today.plus(-30).date(),
                provider: "case".to_owned(),
                predictions,
                body_state: Vec::new(),
            }));
        }
        if let Some(kind) = step.visit {
            let date = date.unwrap_or(today.date());
            payloads.push(Payload::Visit(Visit { kind, place: step.place.clone(), date }));
        }
        if let Some(place) = &step.stamp {
            payloads.push(Payload::Stamp(self.stamp(place, date.unwrap_or(today.date()))?));
        }
        if let Some(found) = &step.checkup {
            let item = |(name, value): (&String, &CheckupValue)| match Item::named(name) {
                Some(item) => item.said(value),
                None => {
                    let known: Vec<String> = Item::ALL.iter().map(|item| format!("`{}`", item.name)).collect();
                    Err(Sentence::new(
                        format!("`{name}` is no item of a checkup; there are {}", known.join(", ")),
                        format!("`{name}` という健診の項目はありません。書けるのは {} です。", known.join("、")),
                    ))
                }
            };
            let items = found.iter().map(item).collect::<Result<_, _>>()?;
            let date = date.unwrap_or(today.date());
            payloads.push(Payload::Checkup(Checkup { date, items }));
        }
        if let Some(Session { program, session }) = step.guidance.clone() {
            payloads.push(Payload::Guidance(Guidance { program, session, by_role: "case".to_owned() }));
        }
        if let Some(record) = step.withdraw {
            let stated = self.stated.iter().rev();
            let mut stated = stated.filter(|payload| record.is(payload, date));
            let nothing = || {
                Sentence::new(
                    "the steps above say nothing of this kind that could be taken back",
                    "これより上のステップに、取り消せるものがありません。`withdraw` の種類と `date` を確かめてください。",
                )
            };
            let record = stated.next().ok_or_else(nothing)?;
            payloads.push(Payload::Withdrawn(withdrawn(record)));
        }
        // A tap names its message; what words mean, and which message they answer, is found as for
        // those that come by LINE or SMS.
        if let Some(action) = step.reply.clone() {
            payloads.push(Payload::Reply(Reply {
                message: self.latest,
                action,
                text: step.text.clone(),
                provider_id: None,
            }));
        } else if let Some(text) = &step.text {
            let action = understood(text).to_owned();
            payloads.push(Payload::Reply(Reply { message: None, action, text: Some(text.clone()), provider_id: None }));
        }
        match step.consent {
            Some(true) => payloads.push(Payload::ConsentGiven(consent())),
            Some(false) => {
                let ConsentGiven { purpose, text_version, via, .. } = consent();
                payloads.push(Payload::ConsentWithdrawn(ConsentWithdrawn {
                    purpose,
                    categories: Vec::new(),
                    text_version,
                    via,
                }));
            }
            None => {}
        }
        if let Some(channel) = step.unlink {
            payloads.push(Payload::ChannelUnlinked(ChannelUnlinked {
                channel,
                address: address(channel),
                blocked: false,
            }));
        }
        if let Some(kind) = step.alert {
            let area = self.ruleset.code.to_string();
            let until = self.ruleset.city.zone.end_of(today);
            payloads.push(Payload::Alert(Alert { kind, area, from: at, until }));
        }
        if payloads.len() > 1 {
            return Err(Sentence::new(
                "one thing happens in a step; make two steps of it",
                "ひとつのステップで起きることは、ひとつだけです。ステップを分けてください。",
            ));
        }
        self.stated.extend(payloads.first().cloned());
        Ok(payloads.pop().map(|payload| self.make(payload, at)))
    }

    fn make(&mut self, payload: Payload, at: DateTime<Utc>) -> Rc<Event> {
        self.number += 1;
        let subject = Some(self.id.clone());
        Rc::new(Event { source: "case".to_owned(), id: self.number.to_string(), subject, time: at, payload })
    }

    /// A stamp of the campaign's rally.
    fn stamp(&self, place: &str, date: chrono::NaiveDate) -> Result<Stamp, Sentence> {
        let rally = self.ruleset.campaigns.get(self.campaign).and_then(|campaign| campaign.stamps.as_ref());
        let places = rally.map(|rally| rally.places.as_slice()).unwrap_or_default();
        if !places.iter().any(|known| known == place) {
            let near = instead(place, places.iter().map(String::as_str));
            return Err(Sentence::new(
                format!("`{place}` is no place of `[stamps]` in campaign.toml{}", near.en),
                format!("campaign.toml の `[stamps]` に `{place}` という場所はありません。{}", near.ja),
            ));
        }
        Ok(Stamp { campaign: self.campaign.to_owned(), place: place.to_owned(), date })
    }

    fn goal(&self, metric: Metric, target: i64, at: DateTime<Utc>) -> Goal {
        Goal { metric, target, from: self.ruleset.city.zone.day(at).date(), until: None }
    }
}

impl Record {
    fn is(self, payload: &Payload, date: Option<chrono::NaiveDate>) -> bool {
        let of = |day| date.is_none_or(|date| date == day);
        match payload {
            Payload::Steps(data) => self == Self::Steps && of(data.date),
            Payload::Notebook(_) => self == Self::Notebook,
            Payload::Forecast(_) => self == Self::Forecast,
            Payload::Checkup(data) => self == Self::Checkup && of(data.date),
            Payload::Visit(data) => self == Self::Visit && of(data.date),
            Payload::Stamp(data) => self == Self::Stamp && of(data.date),
            _ => false,
        }
    }
}

fn withdrawn(record: &Payload) -> Withdrawn {
    let data = serde_json::from_str(&record.to_json()).unwrap_or_default();
    Withdrawn { kind: record.kind().to_owned(), record: data }
}

fn consent() -> ConsentGiven {
    ConsentGiven {
        purpose: Purpose::Engagement,
        categories: vec!["steps".to_owned(), "notebook".to_owned(), "forecast".to_owned()],
        text_version: "case".to_owned(),
        via: "counter".to_owned(),
    }
}

fn address(channel: ChannelKind) -> String {
    match channel {
        ChannelKind::Line => LINE_USER.to_owned(),
        ChannelKind::Sms => TELEPHONE.to_owned(),
        ChannelKind::Paper => String::new(),
    }
}

fn prediction(condition: Condition, ratio: f64) -> Prediction {
    Prediction {
        condition,
        horizon_years: 4,
        probability_percent: 2.0,
        comparison: Some(Comparison { basis: Basis::LowRiskGroup, ratio_low: ratio, ratio_high: ratio }),
    }
}

fn entry(kind: EntryKind, at: DateTime<Utc>) -> NotebookEntry {
    NotebookEntry {
        kind,
        at,
        weight_kg: (kind == EntryKind::Weight).then_some(60.0),
        systolic_mmhg: (kind == EntryKind::BloodPressure).then_some(128),
        diastolic_mmhg: (kind == EntryKind::BloodPressure).then_some(80),
        hours: (kind == EntryKind::Sleep).then_some(7.0),
        score: (kind == EntryKind::Mood).then_some(4),
        text: matches!(kind, EntryKind::Meal | EntryKind::Symptom | EntryKind::Note).then(|| "…".to_owned()),
    }
}
