//! One of the two versions, as one resident lives through it.

use super::plan::Plan;
use crate::city::CityState;
use crate::decide::{Bodies, Decision, Detail, Due, Effect, Outgoing, Reason, Rulesets, Verdict};
use crate::event::ChannelKind;
use crate::pack::{Cap, sms_parts, with_sample_page};
use crate::release::{Departure, Exit, Others, Release, release};
use crate::resident::{PointEntry, Snapshot};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a version led to for one resident.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Led {
    /// Messages that would have left, in order of time.
    pub said: Vec<Said>,
    /// What was proposed and withheld, messages and points and rules that stopped, in order of time.
    pub withheld: Vec<Withheld>,
    /// Points that would have been entered.
    pub entered: Vec<Entered>,
    /// Goals, enrolments and notes for staff, by kind.
    pub others: BTreeMap<&'static str, u64>,
    /// How many messages waited for the end of quiet hours or closed days.
    pub waited: u64,
    /// How many replies were left out, as what they answer would not have been sent.
    pub unanswered: u64,
}

/// A message that would have left.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Said {
    /// The message's name.
    pub message: String,
    /// What it is for.
    pub occasion: String,
    /// When it was decided.
    pub decided: DateTime<Utc>,
    /// When it left.
    pub left: DateTime<Utc>,
    /// By which way.
    pub channel: ChannelKind,
    /// What it says there.
    pub body: Bodies,
    /// How many SMS it is; 0 by LINE.
    pub parts: u64,
}

/// Something that was proposed and withheld.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Withheld {
    /// When.
    pub at: DateTime<Utc>,
    /// What was proposed: `nudge`, `invite`, `award`, …, and `rule` where the script stopped.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Why not.
    pub reason: Reason,
    /// The cap, where it is one: the city's, or the campaign's own.
    pub cap: Option<(&'static str, Cap)>,
}

/// Points that would have been entered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entered {
    /// When.
    pub at: DateTime<Utc>,
    /// The award.
    pub award: String,
    /// The first day of the period that they are for.
    pub period: Day,
    /// How many; negative where they are taken back.
    pub points: i64,
}

pub(super) struct Side<'p> {
    pub(super) rules: &'p Rulesets,
    pub(super) led: Led,
    /// The civil days on which messages left that count for caps.
    pub(super) left: Vec<Day>,
    due: Vec<Due>,
    waiting: Vec<Waiting>,
}

/// A message that waits to leave.
struct Waiting {
    at: DateTime<Utc>,
    decided: DateTime<Utc>,
    message: Outgoing,
}

/// What makes a decision point of a resident one and the same, order of time first.
pub(super) type PointKey<'d> = (DateTime<Utc>, &'d str, bool);

impl<'p> Side<'p> {
    pub(super) fn new(rules: &'p Rulesets) -> Self {
        Self { rules, led: Led::default(), left: Vec::new(), due: Vec::new(), waiting: Vec::new() }
    }

    /// Whether any version that may hold for a resident has a function.
    pub(super) fn hears(&self, plan: &Plan, hook: &str) -> bool {
        let versions = self.rules.pinned.values().chain([&self.rules.current]);
        versions.into_iter().any(|version| version.rules.has(&plan.campaign, hook))
    }

    /// The decision point that comes next.
    pub(super) fn next_point(&self) -> Option<PointKey<'_>> {
        self.due.iter().map(key).min()
    }

    /// Takes the decision point of a key out, if there is one.
    pub(super) fn take_point(&mut self, wanted: PointKey<'_>) -> Option<Due> {
        let place = self.due.iter().position(|due| key(due) == wanted)?;
        Some(self.due.swap_remove(place))
    }

    /// A resident has each decision point once. What a rule schedules replaces what it scheduled before; one of the
    /// campaign stays until it was asked.
    pub(super) fn enter_due(&mut self, due: Due) {
        match self.due.iter_mut().find(|known| known.point == due.point && known.once == due.once) {
            Some(known) if due.once => *known = due,
            Some(_) => {}
            None => self.due.push(due),
        }
    }

    /// When a message leaves next.
    pub(super) fn next_departure(&self) -> Option<DateTime<Utc>> {
        self.waiting.iter().map(|waiting| waiting.at).min()
    }

    /// Notes what was decided.
    pub(super) fn note(&mut self, decision: Decision, plan: &Plan, now: DateTime<Utc>) {
        for due in decision.due {
            if due.campaign == plan.campaign {
                self.enter_due(due);
            }
        }
        for Verdict { outcome, kind, name, trace, .. } in decision.verdicts {
            match outcome {
                Ok(Effect::Send(message)) => {
                    self.led.waited += u64::from(message.not_before > now);
                    self.waiting.push(Waiting { at: message.not_before, decided: now, message: *message });
                }
                Ok(Effect::Points { entry: PointEntry { award, period, granted: points, .. }, .. }) => {
                    self.led.entered.push(Entered { at: now, award, period, points });
                }
                Ok(Effect::Schedule) => {}
                Ok(Effect::Goal(..) | Effect::Enrol(..) | Effect::Join(..) | Effect::Flag) => {
                    *self.led.others.entry(kind).or_default() += 1;
                }
                Err(reason) => {
                    let cap = match trace.detail {
                        Some(Detail::CityCap(cap)) => Some(("city", cap)),
                        Some(Detail::CampaignCap(cap)) => Some(("campaign", cap)),
                        _ => None,
                    };
                    self.led.withheld.push(Withheld { at: now, kind, name, reason, cap });
                }
            }
        }
    }

    /// Has the messages leave whose time has come at an instant, the urgent ones first.
    pub(super) fn leave(&mut self, snapshot: &Snapshot, city: &CityState, now: DateTime<Utc>) {
        let order = |waiting: &Waiting| (waiting.at, waiting.message.priority, waiting.message.id);
        while let Some((place, _)) =
            self.waiting.iter().enumerate().filter(|(_, one)| one.at <= now).min_by_key(|(_, one)| order(one))
        {
            let Waiting { decided, message, .. } = self.waiting.swap_remove(place);
            let current = &self.rules.current;
            let exit = Exit { code: &current.code, settings: &current.city, state: city, now };
            match release(&message, snapshot, &Others { left: &self.left, leaving: &[] }, &exit) {
                Release::Send(departure) => self.depart(message, departure, decided, now),
                Release::Withhold(reason) => {
                    let (kind, name) = ("nudge", message.message);
                    self.led.withheld.push(Withheld { at: now, kind, name, reason, cap: None });
                }
                Release::Wait(at, _) => self.waiting.push(Waiting { at, decided, message }),
            }
        }
    }

    fn depart(&mut self, message: Outgoing, departure: Departure, decided: DateTime<Utc>, now: DateTime<Utc>) {
        if !message.is_answer {
            self.left.push(self.rules.current.city.zone.day(now));
        }
        let channel = departure.channel();
        if channel == ChannelKind::Line
            && let Some(next) = message.followed_by(now)
        {
            self.waiting.push(Waiting { at: next.not_before, decided, message: next });
        }
        let (body, parts) = match departure {
            Departure::Line { body, .. } => (Bodies { line: Some(body), ..Bodies::default() }, 0),
            Departure::Sms { text, .. } => {
                let parts = sms_parts(&with_sample_page(&text)) as u64;
                (Bodies { sms: Some(text), ..Bodies::default() }, parts)
            }
        };
        let (message, occasion) = (message.message, message.occasion);
        self.led.said.push(Said { message, occasion, decided, left: now, channel, body, parts });
    }
}

fn key(due: &Due) -> PointKey<'_> {
    (due.at, &due.point, due.once)
}
