//! What is on record of one resident.

use crate::event::Event;
use crate::id::{MessageId, ResidentId};
use crate::resident::{Enrolment, MessageRecord, PointEntry};
use crate::time::Day;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What is on record of one resident.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The resident.
    pub resident: ResidentId,
    /// What happened, in the order in which it was received.
    pub events: Vec<Happened>,
    /// Messages that were let out, by when: of the replayed campaign those before the window, of others all.
    pub messages: Vec<PastMessage>,
    /// Points that were given, by when: as messages.
    pub points: Vec<PastPoints>,
    /// Campaigns that rules took the resident into, at any time.
    pub enrolments: BTreeMap<String, Enrolment>,
}

/// An event, and when it arrived: what was decided because of it was decided then.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// When it arrived.
    pub received: DateTime<Utc>,
    /// What happened.
    pub event: Rc<Event>,
}

/// A message on record.
#[derive(Debug, Clone, PartialEq)]
pub struct PastMessage {
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// How it is remembered; `None` for an SMS that followed, which is remembered with what it follows.
    pub record: Option<MessageRecord>,
    /// The civil day on which it left and since then counts for caps, if it did.
    pub left: Option<Day>,
}

/// Points on record.
#[derive(Debug, Clone, PartialEq)]
pub struct PastPoints {
    /// When they were entered.
    pub at: DateTime<Utc>,
    /// The entry.
    pub entry: PointEntry,
    /// The function that gave them, and the day that it was asked about.
    pub by: (String, Day),
}

impl Past {
    /// Nothing is on record.
    pub fn none(resident: ResidentId) -> Self {
        let (events, messages, points, enrolments) = Default::default();
        Self { resident, events, messages, points, enrolments }
    }

    /// The ids of the messages on record.
    pub(super) fn ids(&self) -> BTreeSet<MessageId> {
        self.messages.iter().filter_map(|message| Some(message.record.as_ref()?.id)).collect()
    }

    /// Whether a resident is known at an instant.
    pub(super) fn is_known(&self, at: DateTime<Utc>) -> bool {
        self.events.first().is_some_and(|first| first.received < at)
    }
}
