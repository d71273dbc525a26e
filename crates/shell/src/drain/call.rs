use chrono::{DateTime, Utc};
use domain::decide::LineBody;
use domain::event::ChannelKind;
use domain::{CityCode, MessageId, chance};
use wire::line::ReplyToken;

/// A call to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The provider's retry key: the message's id, or of a call for several its own.
    pub key: MessageId,
    /// Where it goes and what it says.
    pub letter: Letter,
    /// The name under which the provider counts it.
    pub unit: String,
}

/// Where a call goes, and what it says there.
#[derive(Debug, Clone, PartialEq)]
pub enum Letter {
    /// By LINE to one person.
    Push {
        /// LINE user id.
        to: String,
        /// What it shows.
        body: LineBody,
    },
    /// By LINE, in answer to what a person just did.
    Reply {
        /// What LINE gave to answer with.
        token: ReplyToken,
        /// What it shows.
        body: LineBody,
    },
    /// By LINE, the same to several.
    Multicast {
        /// LINE user ids, 500 at the most.
        to: Vec<String>,
        /// What it shows.
        body: LineBody,
    },
    /// By SMS.
    Sms {
        /// Telephone number.
        to: String,
        /// The text.
        text: String,
        /// Until when the provider may keep it.
        until: DateTime<Utc>,
    },
}

impl Letter {
    /// Whether the provider knows no key of it, so that what is unclear is never repeated.
    pub fn is_keyless(&self) -> bool {
        matches!(self, Self::Reply { .. } | Self::Sms { .. })
    }

    /// The way it goes.
    pub fn channel(&self) -> ChannelKind {
        match self {
            Self::Push { .. } | Self::Reply { .. } | Self::Multicast { .. } => ChannelKind::Line,
            Self::Sms { .. } => ChannelKind::Sms,
        }
    }
}

/// The key of a call for several messages: of them alone, so that another set is another call.
pub(super) fn key_of(city: &CityCode, messages: &[MessageId], at: DateTime<Utc>) -> MessageId {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    MessageId(ulid::Ulid::from_parts(millis, digest(city, messages)))
}

/// Whether a call was for these messages and no others.
pub(super) fn is_for(key: MessageId, city: &CityCode, messages: &[MessageId]) -> bool {
    // A ULID keeps 80 bits of it.
    key.0.random() == ulid::Ulid::from_parts(0, digest(city, messages)).random()
}

fn digest(city: &CityCode, messages: &[MessageId]) -> u128 {
    let mut ids: Vec<String> = messages.iter().map(ToString::to_string).collect();
    ids.sort_unstable();
    let mut fields = vec!["call"];
    fields.extend(ids.iter().map(String::as_str));
    chance::digest(city.as_str(), &fields)
}
