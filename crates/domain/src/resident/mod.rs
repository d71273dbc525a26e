//! What is known of one resident: the facts that rules read and guards check.
//!
//! A [`Snapshot`] is the whole of it, stored as one document. It is a function of the
//! resident's events and decisions, so that it can be rebuilt from them, and the order in
//! which events arrive does not matter.

mod applied;
mod awards;
mod challenges;
mod checkups;
mod choices;
mod clusters;
mod contact;
mod forecasts;
mod goals;
mod messages;
mod notebook;
mod records;
mod stamps;
mod standing;
mod steps;
mod streak;
mod suggestion;
mod trials;
mod visits;
mod withdrawals;
mod withdrawn;
mod words;

pub use awards::{Awards, Expiring, Grant, Lasting, PointEntry, Standing};
pub use challenges::{Challenges, Membership, Stay};
pub use checkups::Checkups;
pub use choices::Chosen;
pub use clusters::Clusters;
pub use contact::{Channel, Contact};
pub use forecasts::Forecasts;
pub use goals::{GoalPeriod, Goals};
pub use messages::MessageRecord;
pub use notebook::Notebook;
pub use stamps::Stamps;
pub use standing::standing;
pub(crate) use steps::TIMES;
pub use steps::{DayStanding, StepDays};
pub use streak::{Badge, Streak, WalkedDay};
pub use suggestion::SuggestedGoal;
pub use trials::Trials;
pub use visits::Visits;
pub use withdrawals::Withdrawals;

use crate::chance;
use crate::event::{ChannelKind, Enrolled, Event, Payload, Purpose, Reply};
use crate::pack::City;
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many days back facts are kept ready for rules. Older ones stay in the event log.
pub const WINDOW_DAYS: i32 = 35;

/// What is known of one resident.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Who takes part, since when; absent until the enrolment has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
    /// What was agreed to, the latest word for each purpose.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub consents: BTreeMap<Purpose, Consent>,
    /// How to reach the resident, and whether one may.
    #[serde(default, skip_serializing_if = "Contact::is_empty")]
    pub contact: Contact,
    /// Goals, by what they count.
    #[serde(default, skip_serializing_if = "Goals::is_empty")]
    pub goals: Goals,
    /// Steps of the last days.
    #[serde(default, skip_serializing_if = "StepDays::is_empty")]
    pub steps: StepDays,
    /// Which days have entries in the notebook.
    #[serde(default, skip_serializing_if = "Notebook::is_empty")]
    pub notebook: Notebook,
    /// What the resident came to in the last days.
    #[serde(default, skip_serializing_if = "Visits::is_empty")]
    pub visits: Visits,
    /// Stamps of rallies.
    #[serde(default, skip_serializing_if = "Stamps::is_empty")]
    pub stamps: Stamps,
    /// What was found at checkups, as far as rules may ask. Sensitive.
    #[serde(default, skip_serializing_if = "Checkups::is_empty")]
    pub checkups: Checkups,
    /// When the latest session of health guidance was held. Sensitive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guidance: Option<DateTime<Utc>>,
    /// The latest forecasts. Sensitive.
    #[serde(rename = "forecast", default, skip_serializing_if = "Forecasts::is_empty")]
    pub forecasts: Forecasts,
    /// When the resident last answered, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<LastReply>,
    /// When the resident last answered a message that a sensitive fact led to: that there was one
    /// tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitive_reply: Option<LastReply>,
    /// Messages that were let out, for caps and to say nothing twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageRecord>,
    /// Points that stand, by cause.
    #[serde(default, skip_serializing_if = "Awards::is_empty")]
    pub awards: Awards,
    /// Campaigns joined through `enrol`, with the version that then held.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub enrolments: BTreeMap<String, Enrolment>,
    /// When the resident no longer agreed to engagement, and when they had before.
    #[serde(default, skip_serializing_if = "Withdrawals::is_empty")]
    pub withdrawals: Withdrawals,
    /// Walking challenges that the resident takes part in, or did.
    #[serde(default, skip_serializing_if = "Challenges::is_empty")]
    pub challenges: Challenges,
    /// What the resident chose on their own page; absent until they chose anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Chosen>,
    /// The clusters with which the resident was assigned to arms and steps.
    #[serde(default, skip_serializing_if = "Clusters::is_empty")]
    pub clusters: Clusters,
    /// Trials in which the resident takes part.
    #[serde(default, skip_serializing_if = "Trials::is_empty")]
    pub trials: Trials,
}

/// Who takes part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// As enrolled; the latest word by time.
    #[serde(flatten)]
    pub enrolled: Enrolled,
    /// When that was said.
    pub since: DateTime<Utc>,
    /// When the first enrolment was said, where it is another than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<DateTime<Utc>>,
}

impl Profile {
    /// Since when the resident takes part.
    pub fn joined(&self) -> DateTime<Utc> {
        self.joined.unwrap_or(self.since)
    }
}

/// The latest word on one purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// Given, or withdrawn.
    pub given: bool,
    /// When it was said.
    pub at: DateTime<Utc>,
    /// The wording that was seen.
    pub text_version: String,
}

/// The latest answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastReply {
    /// When.
    pub at: DateTime<Utc>,
    /// What was chosen.
    pub action: String,
}

/// A campaign that a rule enrolled the resident in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The hash of the pack that held then, and holds for this resident.
    pub version: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Whether a sensitive fact led to it: then all that follows from it is sensitive.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
}

/// What an event changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Observed {
    /// Facts that rules may act on.
    Changed,
    /// Nothing: a stale revision, or an older word than the one known.
    Unchanged,
}

impl Snapshot {
    /// Takes an event's facts in. The result does not depend on the order of events: the
    /// latest word by the time it was said holds, and the highest version of a day's steps; of two
    /// goals that begin on the same day and were agreed at the same instant, the last to arrive.
    pub fn observe(&mut self, event: &Event, city: &City, now: DateTime<Utc>) -> Observed {
        let today = city.zone.day(now);
        let changed = match &event.payload {
            Payload::Enrolled(data) => self.enrol(data, event.time),
            Payload::ConsentGiven(data) => self.consent(data.purpose, true, &data.text_version, event.time),
            Payload::ConsentWithdrawn(data) => {
                if data.purpose == Purpose::Engagement {
                    self.withdrawals.withdraw(city.zone.day(event.time), event.time);
                }
                self.consent(data.purpose, false, &data.text_version, event.time)
            }
            Payload::ChannelLinked(data) => self.contact.link(data, event.time),
            Payload::ChannelUnlinked(data) => self.contact.unlink(data, event.time),
            Payload::Steps(data) => self.steps.record(data, event.time, city, today),
            Payload::Goal(data) => self.goals.set(data, event.time),
            Payload::Notebook(data) => self.notebook.record(data, event.time, city.zone.day(data.at), today),
            Payload::Forecast(data) => self.forecasts.record(data, event.time),
            Payload::Reply(data) => self.take_reply(data, city.zone.day(event.time), event.time),
            Payload::Delivery(data) => self.contact.delivered(data, event.time),
            Payload::Checkup(data) => self.checkups.record(data, event.time),
            Payload::Guidance(_) => self.take_guidance(event.time),
            Payload::Visit(data) => self.visits.record(data, event.time, today),
            Payload::Stamp(data) => self.stamps.collect(data, event.time),
            Payload::Withdrawn(data) => self.withdraw(data, event.time, city, today),
            Payload::Joined(data) => self.challenges.join(data, city.zone.day(event.time), event.time),
            Payload::Left(data) => self.challenges.leave(data, city.zone.day(event.time), event.time),
            Payload::Paused(data) => self.challenges.pause(data, event.time),
            Payload::Choices(data) => self.choose(data, event.time),
            Payload::Alert(_) => false,
        };
        if changed { Observed::Changed } else { Observed::Unchanged }
    }

    /// Whether the latest word on a purpose is yes.
    pub fn consents_to(&self, purpose: Purpose) -> bool {
        self.consents.get(&purpose).is_some_and(|consent| consent.given)
    }

    /// The address of a way that reaches the resident: linked, not refused, and wished for.
    pub fn way(&self, kind: ChannelKind) -> Option<&str> {
        self.contact.address(kind).filter(|_| self.wishes(kind))
    }

    /// The district, where it is known.
    pub fn district(&self) -> Option<&str> {
        self.profile.as_ref().and_then(|profile| profile.enrolled.district.as_deref())
    }

    /// Whole years of age on a day. Only the year of birth is known, so this is the age
    /// reached in that calendar year.
    pub fn age(&self, on: Day) -> Option<i32> {
        use chrono::Datelike;
        self.profile.as_ref().map(|profile| on.date().year() - profile.enrolled.birth_year)
    }

    /// The message that a reply answers. A tap names it; written words are taken to answer the
    /// latest message of the last week that offers such an answer, or else the latest.
    pub fn answered(&self, reply: &Reply, day: Day) -> Option<&MessageRecord> {
        match reply.message {
            Some(id) => self.messages.iter().find(|record| record.id == id),
            None => {
                let recent = self.messages.iter().filter(|record| (day.plus(-7)..=day).contains(&record.day));
                recent.max_by_key(|record| (record.offers.contains(&reply.action), record.day, record.id))
            }
        }
    }

    /// Whether a reply may tell of what led to a sensitive message. One to a message that is no
    /// longer known may, and so may words that no message of the week offers: nobody knows which
    /// they are about, be it one that offered them before.
    pub fn is_answer_sensitive(&self, reply: &Reply, day: Day) -> bool {
        let offers = |record: &MessageRecord| record.offers.contains(&reply.action);
        match self.answered(reply, day) {
            Some(record) if reply.message.is_some() || offers(record) => record.sensitive,
            None if reply.message.is_some() => true,
            _ => {
                let may_be_meant =
                    |record: &MessageRecord| record.day <= day && (record.day >= day.plus(-7) || offers(record));
                self.messages.iter().any(|record| record.sensitive && may_be_meant(record))
            }
        }
    }

    /// Forgets what no rule or guard can ask about any more.
    pub fn prune(&mut self, today: Day) {
        let first = today.plus(-WINDOW_DAYS);
        self.steps.prune(first, today);
        self.notebook.prune(first);
        self.visits.prune(first);
        self.goals.prune(first);
        self.awards.prune(first);
        self.challenges.prune(today);
        self.stamps.prune(today.plus(-challenges::REMEMBERED));
        self.withdrawals.prune(today.plus(-challenges::REMEMBERED));
        self.clusters.prune(today.plus(-challenges::REMEMBERED));
        self.prune_messages(first);
    }

    /// Forgets messages before a day, but for those that come once only and the latest of each
    /// that can be answered: a tap may come late.
    fn prune_messages(&mut self, first: Day) {
        if self.messages.iter().all(|record| record.lasting || record.day >= first) {
            return;
        }
        let mut latest: BTreeMap<(String, String), Day> = BTreeMap::new();
        for record in self.messages.iter().filter(|record| !record.offers.is_empty()) {
            let day = latest.entry((record.campaign.clone(), record.message.clone())).or_insert(record.day);
            *day = record.day.max(*day);
        }
        let is_latest = |record: &MessageRecord| {
            latest.get(&(record.campaign.clone(), record.message.clone())) == Some(&record.day)
        };
        self.messages.retain(|record| record.lasting || record.day >= first || is_latest(record));
    }

    fn enrol(&mut self, data: &Enrolled, at: DateTime<Utc>) -> bool {
        let Some(known) = &mut self.profile else {
            self.profile = Some(Profile { enrolled: data.clone(), since: at, joined: None });
            return true;
        };
        let joined = known.joined().min(at);
        let newer = (known.since, content(&known.enrolled)) < (at, content(data));
        if newer {
            (known.enrolled, known.since) = (data.clone(), at);
        }
        known.joined = (joined != known.since).then_some(joined);
        newer
    }

    fn consent(&mut self, purpose: Purpose, given: bool, text_version: &str, at: DateTime<Utc>) -> bool {
        if purpose == Purpose::Engagement && given {
            self.withdrawals.agree(at, self.contact.agreed);
            self.contact.welcome_back(at);
        }
        // Where yes and no were said at the same instant, no holds.
        let newer =
            |known: &Consent| (known.at, !known.given, known.text_version.as_str()) < (at, !given, text_version);
        if !self.consents.get(&purpose).is_none_or(newer) {
            return false;
        }
        self.consents.insert(purpose, Consent { given, at, text_version: text_version.to_owned() });
        true
    }

    fn take_guidance(&mut self, held: DateTime<Utc>) -> bool {
        let is_latest = self.guidance.is_none_or(|known| known <= held);
        self.guidance = self.guidance.max(Some(held));
        is_latest
    }

    fn take_reply(&mut self, reply: &Reply, day: Day, at: DateTime<Utc>) -> bool {
        if reply.action == Reply::STOP {
            self.contact.stop(at);
        }
        let place = match self.is_answer_sensitive(reply, day) {
            true => &mut self.sensitive_reply,
            false => &mut self.reply,
        };
        if place.as_ref().is_none_or(|known| (known.at, known.action.as_str()) < (at, reply.action.as_str())) {
            *place = Some(LastReply { at, action: reply.action.clone() });
        }
        // Every answer is worth a rule's attention, also one that arrives late.
        true
    }
}

/// Whether a day is one whose facts are kept. A day ahead of the city's calendar comes from a sender in
/// another zone; days before the window stay in the log only.
fn in_window(day: Day, today: Day) -> bool {
    (today.plus(-WINDOW_DAYS)..=today.plus(1)).contains(&day)
}

/// What tells two records of the same day apart.
fn hash(said: &impl Serialize) -> u32 {
    (chance::digest("record", &[&content(said)]) >> 96) as u32
}

/// What orders two words said at the same instant, whichever came first.
fn content(said: &impl Serialize) -> String {
    serde_json::to_string(said).unwrap_or_default()
}
