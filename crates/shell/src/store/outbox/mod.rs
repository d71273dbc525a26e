//! Messages that wait to leave, and what becomes of them.

mod claim;
mod left;
mod mark;
mod own;
mod waiting;

pub use own::OwnMessage;
pub use waiting::Waiting;

use crate::Error;
use crate::sql::{Columns, Row};
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::event::ChannelKind;
use domain::{Day, MessageId, ResidentId};

/// A message that a worker has taken to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// The message.
    pub message: Outgoing,
    /// Whom it is for.
    pub resident: ResidentId,
    /// How often it was about to leave. A try counts also where no call was made of it, since a
    /// setting was missing or its worker died.
    pub attempts: i64,
    /// The way of the call that may have been taken, if there was one.
    pub channel: Option<String>,
    /// The hash of its address.
    pub recipient: Option<String>,
    /// When the provider first saw the message's key.
    pub first_try: Option<DateTime<Utc>>,
    /// The call by which it may have left with others: only the same call for all of them again tells.
    pub call: Option<MessageId>,
    /// Whether a call with others was refused, so that it goes alone.
    pub alone: bool,
    /// Whether it was leaving as a reply, which has no key.
    pub by_reply: bool,
    /// How often it was counted among what left, or may have.
    pub counted: i64,
    /// The civil day of that call.
    pub left_day: Option<Day>,
    /// Whether a worker died while calling: then nobody knows whether it was sent.
    pub interrupted: bool,
    /// When it is to leave again, where a worker died while calling and the provider reported that it took the message
    /// and could not reach the handset.
    pub unreachable: Option<DateTime<Utc>>,
    /// Until when it is this worker's.
    pub until: DateTime<Utc>,
}

/// What a worker has taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claims {
    /// The messages, in the order in which they were to leave.
    pub messages: Vec<Claimed>,
    /// The ids of rows that this program cannot read.
    pub unreadable: Vec<String>,
}

/// A message that counts for caps.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    /// The message.
    pub message: MessageId,
    /// The civil day on which it left.
    pub day: Day,
    /// Its campaign, and what it said.
    pub said: (String, String),
    /// Whether that is settled: while its provider is called, it may turn out that it did not leave.
    pub settled: bool,
}

/// A message that a provider is about to be called with.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// The message.
    pub id: MessageId,
    /// The way it goes.
    pub channel: ChannelKind,
    /// The hash of the address.
    pub recipient: String,
    /// The call by which it leaves with others.
    pub call: Option<MessageId>,
    /// Whether it leaves as a reply, which has no key.
    pub reply: bool,
    /// The civil day on which it leaves.
    pub day: Day,
    /// When the provider first saw the message's key, this call included.
    pub first_try: DateTime<Utc>,
    /// Until when the worker may hold it: the mark of its claim.
    pub until: DateTime<Utc>,
}

/// What becomes of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The message.
    pub id: MessageId,
    /// Until when the worker may hold it: the mark of its claim.
    pub until: DateTime<Utc>,
    /// `waiting`, `accepted`, `dead` or `withheld`.
    pub state: &'static str,
    /// When it is next to be looked at; where it never is, when that was known.
    pub at: DateTime<Utc>,
    /// Why, where there is a reason.
    pub reason: Option<String>,
    /// Whether it left, or may have: only then it counts for caps, and is bound to its address.
    pub left: bool,
    /// Whether the provider has seen its key.
    pub seen: bool,
    /// Whether it is to go alone from now on.
    pub alone: bool,
    /// How often it is counted with this among what left, or may have.
    pub counted: i64,
}

/// How a message stands after it was marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its campaign.
    pub campaign: String,
    /// Its state: what its provider reported may be later than the mark.
    pub state: String,
    /// Why, where there is a reason.
    pub reason: Option<String>,
    /// The civil day on which it left, or may have.
    pub left_day: Option<Day>,
}

/// One step of a message's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The message.
    pub id: MessageId,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// `accepted`, `retry`, `waiting`, `dead` or `withheld`.
    pub step: &'static str,
    /// The way it went.
    pub channel: Option<&'static str>,
    /// Which try, from 1; at a look that led to none, how many there were before.
    pub attempt: i64,
    /// The provider's code, or the reason.
    pub code: Option<String>,
    /// The provider's request id.
    pub request: Option<String>,
}

fn id(row: &Row) -> Result<MessageId, Error> {
    row.text(0).parse().map_err(|_| Error::corrupt("outbox.id"))
}
