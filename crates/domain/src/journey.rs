//! A city without a database: the same observing, deciding and releasing, in memory, with a
//! clock that is moved by hand. Cases, replay, simulation and tests run weeks of a city on it.

use crate::city::CityState;
use crate::decide::{Cause, Context, Decision, Due, Effect, Fixed, Outgoing, Reason, Rulesets, decide};
use crate::event::{ChannelKind, Event, Payload};
use crate::id::ResidentId;
use crate::pack::Priority;
use crate::release::{Exit, Others, Release, release};
use crate::resident::{Observed, Snapshot};
use crate::time::Day;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

mod saved;

pub use saved::Saved;

/// A city in memory.
#[derive(Debug)]
pub struct Journey {
    rulesets: Rulesets,
    city: CityState,
    residents: BTreeMap<ResidentId, Rc<Snapshot>>,
    seen: BTreeSet<(String, String)>,
    due: BTreeMap<DueKey, Due>,
    due_at: BTreeMap<PointKey, DateTime<Utc>>,
    waiting: BTreeMap<WaitingKey, (ResidentId, Outgoing)>,
    left: BTreeMap<ResidentId, Vec<Day>>,
    now: DateTime<Utc>,
    fixed: Fixed,
}

/// What makes a decision point of a resident one and the same: campaign, point, scheduled or not.
type PointKey = (ResidentId, String, String, bool);

/// Order of time first.
type DueKey = (DateTime<Utc>, PointKey);

/// Order of time first, then of what cannot wait.
type WaitingKey = (DateTime<Utc>, Priority, crate::MessageId);

/// Something that came of a step of the journey.
#[derive(Debug, Clone, PartialEq)]
pub enum Happened {
    /// Rules were asked and guards answered.
    Decided(ResidentId, Decision),
    /// A message left.
    Left(ResidentId, Outgoing, ChannelKind),
    /// A message that had been allowed was held back as it left.
    HeldBack(ResidentId, Outgoing, Reason),
}

/// What came next as the clock moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Came {
    /// When.
    pub at: DateTime<Utc>,
    /// Why rules were asked; nothing where a message was to leave.
    pub cause: Option<Cause>,
    /// What came of it; nothing where a message waits on.
    pub happened: Option<Happened>,
}

impl Journey {
    /// A city with these rules and no residents.
    pub fn new(rulesets: Rulesets, now: DateTime<Utc>) -> Self {
        Self {
            rulesets,
            city: CityState::default(),
            residents: BTreeMap::new(),
            seen: BTreeSet::new(),
            due: BTreeMap::new(),
            due_at: BTreeMap::new(),
            waiting: BTreeMap::new(),
            left: BTreeMap::new(),
            now,
            fixed: Fixed::default(),
        }
    }

    /// Lets chance say the same each time.
    #[must_use]
    pub fn with_fixed(mut self, fixed: Fixed) -> Self {
        self.fixed = fixed;
        self
    }

    /// The journey's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// What is known of a resident.
    pub fn resident(&self, id: &ResidentId) -> Option<&Snapshot> {
        self.residents.get(id).map(Rc::as_ref)
    }

    /// Everyone, in order of id.
    pub fn residents(&self) -> impl Iterator<Item = (&ResidentId, &Snapshot)> {
        self.residents.iter().map(|(id, snapshot)| (id, snapshot.as_ref()))
    }

    /// Publishes new rules: they hold from the next event on.
    pub fn publish(&mut self, rulesets: Rulesets) {
        self.rulesets = rulesets;
        for due in self.rulesets.current.first_occurrences(self.now) {
            let ids: Vec<ResidentId> = self.residents.keys().cloned().collect();
            for id in ids {
                // What has come already and was not asked yet is made up, whatever the new rules say.
                if self.due_at.get(&point_key(&id, &due)).is_none_or(|at| *at > self.now) {
                    self.put_due(&id, due.clone());
                }
            }
        }
    }

    /// Lets the clock run on with nobody looking, as in an outage: what comes meanwhile is
    /// asked, and leaves, with the next [`Journey::advance`].
    pub fn sleep(&mut self, until: DateTime<Utc>) {
        self.now = self.now.max(until);
    }

    /// Takes an event, as the door does. The event has passed [`Event::check`].
    pub fn post(&mut self, event: &Rc<Event>) -> Vec<Happened> {
        if !self.seen.insert((event.source.clone(), event.id.clone())) {
            return Vec::new();
        }
        if let Payload::Alert(alert) = &event.payload {
            let _ = self.city.observe(alert, self.now);
            return Vec::new();
        }
        let Some(id) = event.subject.clone() else {
            return Vec::new();
        };
        let city = Rc::clone(&self.rulesets.current.city);
        let now = self.now;
        let snapshot = Rc::make_mut(self.residents.entry(id.clone()).or_default());
        if snapshot.observe(event, &city, now) == Observed::Unchanged {
            return Vec::new();
        }
        let decision = self.decide(&Cause::Event(Rc::clone(event)), &id);
        vec![Happened::Decided(id, decision)]
    }

    /// When something is to be done next: a decision point, or a message that leaves.
    pub fn next(&self) -> Option<DateTime<Utc>> {
        let due = self.due.first_key_value().map(|(key, _)| key.0);
        let waiting = self.waiting.first_key_value().map(|(key, _)| key.0);
        due.into_iter().chain(waiting).min()
    }

    /// Moves the clock: decision points on the way are asked, and messages leave.
    pub fn advance(&mut self, to: DateTime<Utc>) -> Vec<Happened> {
        let came = std::iter::from_fn(|| self.move_on(to));
        let happened = came.filter_map(|came| came.happened).collect();
        self.now = self.now.max(to);
        happened
    }

    /// Moves the clock to what comes next, if it comes by an instant; once nothing does, `None`, and the clock stays.
    pub fn move_on(&mut self, to: DateTime<Utc>) -> Option<Came> {
        let due = self.due.first_key_value().map(|(key, _)| key.0).filter(|at| *at <= to);
        let waiting = self.waiting.first_key_value().map(|(key, _)| key.0).filter(|at| *at <= to);
        match (due, waiting) {
            (Some(at), other) if other.is_none_or(|other| at <= other) => {
                self.now = self.now.max(at);
                let ((_, point), due) = self.due.pop_first()?;
                self.due_at.remove(&point);
                let cause = Cause::Point(due);
                let happened = Some(Happened::Decided(point.0.clone(), self.decide(&cause, &point.0)));
                Some(Came { at: self.now, cause: Some(cause), happened })
            }
            (_, Some(at)) => {
                self.now = self.now.max(at);
                let (_, (id, message)) = self.waiting.pop_first()?;
                Some(Came { at: self.now, cause: None, happened: self.leave(id, message) })
            }
            _ => None,
        }
    }

    fn decide(&mut self, cause: &Cause, id: &ResidentId) -> Decision {
        let snapshot = self.residents.entry(id.clone()).or_default();
        let context = Context { rulesets: &self.rulesets, city: &self.city, now: self.now, fixed: &self.fixed };
        let decision = decide(cause, id, snapshot, &context);
        let snapshot = Rc::make_mut(snapshot);
        let city = &self.rulesets.current.city;
        snapshot.apply(&decision, city);
        snapshot.prune(city.zone.day(self.now));
        for due in decision.due.clone() {
            self.enter_due(id, due);
        }
        for verdict in &decision.verdicts {
            if let Ok(Effect::Send(outgoing)) = &verdict.outcome {
                let key = (outgoing.not_before, outgoing.priority, outgoing.id);
                self.waiting.insert(key, (id.clone(), outgoing.as_ref().clone()));
            }
        }
        decision
    }

    /// A resident has each decision point once. What a rule schedules replaces what it scheduled
    /// before; one of the campaign stays until it was asked.
    fn enter_due(&mut self, id: &ResidentId, due: Due) {
        if due.once || !self.due_at.contains_key(&point_key(id, &due)) {
            self.put_due(id, due);
        }
    }

    fn put_due(&mut self, id: &ResidentId, due: Due) {
        let point = point_key(id, &due);
        if let Some(at) = self.due_at.insert(point.clone(), due.at) {
            self.due.remove(&(at, point.clone()));
        }
        self.due.insert((due.at, point), due);
    }

    fn leave(&mut self, id: ResidentId, message: Outgoing) -> Option<Happened> {
        let current = &self.rulesets.current;
        let exit = Exit { code: &current.code, settings: &current.city, state: &self.city, now: self.now };
        let snapshot = self.residents.get(&id)?;
        let left = self.left.entry(id.clone()).or_default();
        match release(&message, snapshot, &Others { left, leaving: &[] }, &exit) {
            Release::Send(departure) => {
                if !message.is_answer {
                    left.push(current.city.zone.day(self.now));
                }
                // The provider takes it at once.
                let by_line = departure.channel() == ChannelKind::Line;
                if let Some(next) = message.followed_by(self.now).filter(|_| by_line) {
                    self.waiting.insert((next.not_before, next.priority, next.id), (id.clone(), next));
                }
                Some(Happened::Left(id, message, departure.channel()))
            }
            Release::Withhold(reason) => Some(Happened::HeldBack(id, message, reason)),
            Release::Wait(until, _) => {
                self.waiting.insert((until, message.priority, message.id), (id, message));
                None
            }
        }
    }
}

fn point_key(id: &ResidentId, due: &Due) -> PointKey {
    (id.clone(), due.campaign.clone(), due.point.clone(), due.once)
}
