//! What the phone remembers: messages from the service, deeds of the residents.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::sms_length::Length;
use super::webhook::Delivery;

/// The way a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// LINE Messaging API.
    Line,
    /// Text message, Twilio's shape.
    Sms,
}

/// What became of a message that the service handed over. Refused ones are not messages: see `Phone::refusals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It stands on the resident's screen.
    Shown,
    /// Accepted with 200 but never shown, because the resident blocked the account.
    Blocked,
    /// The retry key had been accepted before: answered 409, shown once only.
    Duplicate,
}

/// One message object for one person.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// Order of arrival, from 1, shared with [`Reply::seq`].
    pub seq: u64,
    /// How it came.
    pub channel: Channel,
    /// LINE user id or phone number.
    pub to: String,
    /// Sender: the SMS `From`, or LINE's `sender.name` when the message had one.
    pub from: Option<String>,
    /// LINE's message type, or `sms`.
    pub kind: String,
    /// The title of a template or card, with which `text` begins.
    pub title: Option<String>,
    /// What the resident reads; for templates and Flex the texts in them, joined by line breaks.
    pub text: String,
    /// Quick replies, which vanish with the next message.
    pub quick_replies: Vec<Choice>,
    /// Buttons of a template or Flex message, which stay.
    pub buttons: Vec<Choice>,
    /// Arrival by the phone's clock.
    pub at: DateTime<Utc>,
    /// `X-Line-Retry-Key` of the request.
    pub retry_key: Option<String>,
    /// `x-line-request-id`, or the SMS sid.
    pub request_id: String,
    /// The provider's message id.
    pub id: String,
    /// SMS only: its length on the air.
    pub length: Option<Length>,
    /// What became of it.
    pub fate: Fate,
}

/// Something to tap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The words on it.
    pub label: String,
    /// What tapping does.
    pub action: Action,
}

/// What tapping does; the phone answers the first two by webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Sends `data` back, unseen; `display_text` appears as the resident's own words.
    Postback {
        /// Up to 300 characters, the service's own.
        data: String,
        /// Shown in the chat.
        display_text: Option<String>,
    },
    /// Sends `text` as if the resident had written it.
    Message {
        /// Up to 300 characters.
        text: String,
    },
    /// Opens a page.
    Uri {
        /// `http`, `https`, `line` or `tel`.
        uri: String,
    },
    /// A kind that this phone shows but cannot perform (camera, date picker, …).
    Other {
        /// LINE's name of it.
        kind: String,
    },
}

/// Something a resident did.
#[derive(Clone, Debug, Serialize)]
pub struct Reply {
    /// Order, shared with [`Message::seq`].
    pub seq: u64,
    /// The way it went.
    pub channel: Channel,
    /// LINE user id or phone number.
    pub from: String,
    /// What was done.
    pub deed: Deed,
    /// What the chat shows.
    pub text: String,
    /// When, by the phone's clock.
    pub at: DateTime<Utc>,
    /// How the service took the webhook; `None` while it is on its way.
    pub delivery: Option<Delivery>,
}

/// What a resident did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Wrote words.
    Said,
    /// Tapped a choice.
    Tapped,
    /// Added the account as a friend.
    Followed,
    /// Blocked the account.
    Blocked,
    /// Took the block back.
    Unblocked,
}

/// One line of a chat.
#[derive(Clone, Debug)]
pub enum Entry {
    /// From the service.
    Message(Arc<Message>),
    /// From the resident.
    Reply(Arc<Reply>),
}

impl Entry {
    /// Its place in the order of arrival.
    #[must_use]
    pub fn seq(&self) -> u64 {
        match self {
            Self::Message(message) => message.seq,
            Self::Reply(reply) => reply.seq,
        }
    }

    /// When it happened, by the phone's clock.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Message(message) => message.at,
            Self::Reply(reply) => reply.at,
        }
    }

    /// The chat it stands in; none for a message that nobody is shown.
    pub(super) fn thread(&self) -> Option<(Channel, &str)> {
        match self {
            Self::Message(message) => (message.fate == Fate::Shown).then_some((message.channel, message.to.as_str())),
            Self::Reply(reply) => Some((reply.channel, reply.from.as_str())),
        }
    }
}
