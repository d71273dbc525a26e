//! From a story to what is done, in order, whichever way it is lived.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use domain::event::{
    Alert, Basis, ChannelKind, ChannelLinked, ChannelUnlinked, Checkup, Comparison, ConsentGiven, ConsentWithdrawn,
    Enrolled, EntryKind, Forecast, Goal, Guidance, Item, Metric, Modality, NotebookEntry, Prediction, Purpose,
    SourceKind, StepSource, Steps, Visit, Withdrawn,
};
use domain::{Day, Event, Payload, ResidentId};

use super::story::{Person, Step, Story};
use super::told::Told;
use crate::support::service::{ARAO, line_user, local};

/// What is done at a time.
pub(super) struct Scene {
    at: DateTime<Utc>,
    outage: bool,
    deed: Deed,
}

pub(super) enum Deed {
    Post(Vec<Rc<Event>>),
    Tap(ResidentId, String),
    Say(ResidentId, ChannelKind, String),
    Publish(String),
    Rollback,
    Nothing,
}

/// A way to live a story.
pub(super) trait Way {
    /// The clock moves, and what is due on the way is done when it is due.
    async fn advance(&mut self, to: DateTime<Utc>);
    /// The clock moves, and nothing is done.
    async fn sleep(&mut self, to: DateTime<Utc>);
    async fn post(&mut self, events: &[Rc<Event>]);
    async fn tap(&mut self, who: &ResidentId, action: &str);
    async fn say(&mut self, who: &ResidentId, channel: ChannelKind, text: &str);
    async fn publish(&mut self, edition: &str);
    async fn rollback(&mut self);
    /// Called between steps: a place to put the state away and take it out again.
    async fn pause(&mut self) {}
    async fn end(self) -> Told;
}

pub(super) struct Script(Vec<Scene>);

impl Script {
    pub(super) fn of(story: &Story) -> Self {
        let begins = story.begins();
        let joining = story.resident.iter().flat_map(|person| joins(person, begins)).collect();
        let mut scenes = vec![Scene { at: begins, outage: false, deed: Deed::Post(joining) }];
        let mut last = Vec::new();
        for (place, step) in story.step.iter().enumerate() {
            let at = local(&step.at);
            let mut deed = deed(story, step, place as u64 + 1, at, &last);
            if let Some(of) = step.withdraw {
                let event = said(&scenes[of]);
                let data = serde_json::from_str(&event.payload.to_json()).unwrap();
                let payload = Payload::Withdrawn(Withdrawn { kind: event.payload.kind().to_owned(), record: data });
                let id = format!("step-{}", place + 1);
                deed = Deed::Post(vec![Rc::new(self::event(&id, event.subject.clone(), at, payload))]);
            }
            if let Deed::Post(events) = &deed {
                last.clone_from(events);
            }
            scenes.push(Scene { at, outage: step.outage, deed });
        }
        Self(scenes)
    }

    pub(super) async fn play<W: Way>(&self, mut way: W) -> Told {
        for scene in &self.0 {
            if scene.outage {
                way.sleep(scene.at).await;
            }
            way.advance(scene.at).await;
            way.pause().await;
            match &scene.deed {
                Deed::Post(events) => way.post(events).await,
                Deed::Tap(who, action) => way.tap(who, action).await,
                Deed::Say(who, channel, text) => way.say(who, *channel, text).await,
                Deed::Publish(edition) => way.publish(edition).await,
                Deed::Rollback => way.rollback().await,
                Deed::Nothing => {}
            }
            way.advance(scene.at).await;
            way.pause().await;
        }
        way.end().await
    }
}

/// What was said at a step: those who join come first.
fn said(scene: &Scene) -> &Event {
    match &scene.deed {
        Deed::Post(events) => &events[0],
        _ => panic!("nothing was said at the step that is taken back"),
    }
}

/// The address that a resident of a story has.
pub(super) fn address(who: &ResidentId, channel: ChannelKind) -> String {
    match channel {
        ChannelKind::Line => line_user(who.as_str()),
        ChannelKind::Sms => {
            let bits = domain::chance::digest("test/sms", &[who.as_str()]);
            format!("+8190{:08}", bits % 100_000_000)
        }
        ChannelKind::Paper => String::new(),
    }
}

fn joins(person: &Person, at: DateTime<Utc>) -> Vec<Rc<Event>> {
    let who: ResidentId = person.id.parse().unwrap();
    let mut payloads = Vec::new();
    if person.consent {
        payloads.push(Payload::ConsentGiven(consent()));
    }
    for channel in &person.reach {
        payloads.push(Payload::ChannelLinked(ChannelLinked { channel: *channel, address: address(&who, *channel) }));
    }
    payloads.push(Payload::Enrolled(Enrolled {
        birth_year: person.birth_year,
        sex: None,
        district: person.district.clone(),
        language: person.language.clone(),
        reach: person.reach.clone(),
        prefer: None,
    }));
    payloads.extend(person.goal.map(|target| Payload::Goal(goal(target, at))));
    let event = |(place, payload)| Rc::new(event(&format!("{}-{place}", person.id), Some(who.clone()), at, payload));
    payloads.into_iter().enumerate().map(event).collect()
}

fn deed(story: &Story, step: &Step, place: u64, at: DateTime<Utc>, last: &[Rc<Event>]) -> Deed {
    let who = step.who.as_deref().map(|id| id.parse::<ResidentId>().unwrap());
    if let Some(action) = &step.tap {
        return Deed::Tap(who.unwrap(), action.clone());
    }
    if let Some(text) = &step.say {
        let person = story.resident.iter().find(|person| Some(&person.id) == step.who.as_ref()).unwrap();
        let by_line = person.reach.contains(&ChannelKind::Line);
        return Deed::Say(who.unwrap(), if by_line { ChannelKind::Line } else { ChannelKind::Sms }, text.clone());
    }
    match (&step.publish, step.rollback, step.again) {
        (Some(edition), ..) => return Deed::Publish(edition.clone()),
        (_, true, _) => return Deed::Rollback,
        (.., true) => return Deed::Post(last.to_vec()),
        _ => {}
    }
    let payload = payload(step, place, at, who.as_ref());
    let who = who.filter(|_| step.alert.is_none());
    let event = |payload| Rc::new(event(&format!("step-{place}"), who.clone(), at, payload));
    payload.map_or(Deed::Nothing, |payload| Deed::Post(vec![event(payload)]))
}

fn payload(step: &Step, place: u64, at: DateTime<Utc>, who: Option<&ResidentId>) -> Option<Payload> {
    let today = domain::Zone::default().day(at);
    let address = |channel| address(who.unwrap(), channel);
    Some(if let Some(steps) = step.steps {
        let kind = step.source.unwrap_or(SourceKind::Tracker);
        let source = StepSource { id: format!("{kind:?}").to_lowercase(), kind, modality: Modality::Sensed };
        let date = step.date.unwrap_or(today.date());
        Payload::Steps(Steps { date, steps, source, version: step.version.unwrap_or(place), complete: false })
    } else if let Some(target) = step.goal {
        Payload::Goal(goal(target, at))
    } else if let Some(kind) = step.notebook {
        Payload::Notebook(entry(kind, at))
    } else if let Some(ratios) = &step.forecast {
        let prediction = |(condition, ratio): (&_, &f64)| Prediction {
            condition: *condition,
            horizon_years: 4,
            probability_percent: 2.0,
            comparison: Some(Comparison { basis: Basis::LowRiskGroup, ratio_low: *ratio, ratio_high: *ratio }),
        };
        Payload::Forecast(Forecast {
            test_date: today.plus(-20).date(),
            provider: "story".to_owned(),
            predictions: ratios.iter().map(prediction).collect(),
            body_state: Vec::new(),
        })
    } else if let Some(kind) = step.visit {
        Payload::Visit(Visit { kind, place: None, date: step.date.unwrap_or(today.date()) })
    } else if let Some(found) = &step.checkup {
        let items = found.iter().map(|(name, value)| Item::named(name).unwrap().said(value).unwrap());
        Payload::Checkup(Checkup { date: step.date.unwrap_or(today.date()), items: items.collect() })
    } else if let Some(session) = step.guidance {
        Payload::Guidance(Guidance { program: "story".to_owned(), session, by_role: "dietitian".to_owned() })
    } else if let Some(given) = step.consent {
        let ConsentGiven { purpose, categories, text_version, via } = consent();
        match given {
            true => Payload::ConsentGiven(consent()),
            false => Payload::ConsentWithdrawn(ConsentWithdrawn { purpose, categories, text_version, via }),
        }
    } else if let Some(channel) = step.link {
        Payload::ChannelLinked(ChannelLinked { channel, address: address(channel) })
    } else if let Some(channel) = step.unlink {
        Payload::ChannelUnlinked(ChannelUnlinked { channel, address: address(channel), blocked: false })
    } else {
        let until = local(step.until.as_deref().unwrap_or("2099-01-01 00:00"));
        Payload::Alert(Alert { kind: step.alert?, area: ARAO.to_owned(), from: at, until })
    })
}

fn event(id: &str, subject: Option<ResidentId>, time: DateTime<Utc>, payload: Payload) -> Event {
    Event { source: "//story".to_owned(), id: id.to_owned(), subject, time, payload }
}

fn consent() -> ConsentGiven {
    ConsentGiven {
        purpose: Purpose::Engagement,
        categories: vec!["steps".to_owned(), "notebook".to_owned(), "forecast".to_owned()],
        text_version: "2026-04".to_owned(),
        via: "counter".to_owned(),
    }
}

fn goal(target: i64, at: DateTime<Utc>) -> Goal {
    let from: Day = domain::Zone::default().day(at);
    Goal { metric: Metric::StepsPerDay, target, from: from.date(), until: None }
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
        text: matches!(kind, EntryKind::Meal | EntryKind::Symptom | EntryKind::Note).then(|| "散歩した".to_owned()),
    }
}
