//! The ledger of consent: everything a resident said about what their data may be used for, in
//! the order in which it arrived. It is only ever added to; what holds now, the snapshot knows.
//!
//! | what | follows from |
//! |---|---|
//! | `given` | `ayumi.consent.given.v1` |
//! | `withdrawn` | `ayumi.consent.withdrawn.v1` |
//! | `stopped` | a reply with the action `stop`: no more messages, while the consent stays |
//! | `blocked` | the LINE account was blocked: nothing more by LINE, while the consent stays |
//!
//! Source: APPI articles 20 and 27, and the PHR basic guideline of April 2025: who agreed to which
//! purpose and which data, by which wording, how and when, to be shown to the person on request.

mod shown;
mod words;

pub use shown::{Holds, Place, ShownEntry, ShownLedger, ShownWay, Wording, show};

use crate::event::{Event, Payload, Purpose, Reply};
use chrono::{DateTime, Utc};

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What was said.
    pub what: What,
    /// About which use of the data.
    pub purpose: Purpose,
    /// Which kinds of data; for a withdrawal, none means all.
    pub categories: Vec<String>,
    /// Which wording had been seen; none for a stop or a block, which show no wording.
    pub text_version: Option<String>,
    /// How: `counter`, `paper`, `line`, …
    pub via: String,
    /// When it was said.
    pub at: DateTime<Utc>,
}

/// What was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Agreed.
    Given,
    /// No longer agreed.
    Withdrawn,
    /// No more messages are wanted.
    Stopped,
    /// The LINE account was blocked.
    Blocked,
}

impl What {
    /// The name in the ledger and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Withdrawn => "withdrawn",
            Self::Stopped => "stopped",
            Self::Blocked => "blocked",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Given, Self::Withdrawn, Self::Stopped, Self::Blocked].into_iter().find(|one| one.as_str() == name)
    }
}

/// The line that an event adds to the ledger, if it does.
pub fn entry(event: &Event) -> Option<Entry> {
    let stays = |what, via: &str| Entry {
        what,
        purpose: Purpose::Engagement,
        categories: Vec::new(),
        text_version: None,
        via: via.to_owned(),
        at: event.time,
    };
    Some(match &event.payload {
        Payload::ConsentGiven(data) => Entry {
            what: What::Given,
            purpose: data.purpose,
            categories: data.categories.clone(),
            text_version: Some(data.text_version.clone()),
            via: data.via.clone(),
            at: event.time,
        },
        Payload::ConsentWithdrawn(data) => Entry {
            what: What::Withdrawn,
            purpose: data.purpose,
            categories: data.categories.clone(),
            text_version: Some(data.text_version.clone()),
            via: data.via.clone(),
            at: event.time,
        },
        // What a provider reports has its channel's name as source, and what a resident says on their own page
        // has `page`; who else sends a stop is named by the source that the ledger keeps beside.
        Payload::Reply(data) if data.action == Reply::STOP => stays(
            What::Stopped,
            match event.source.as_str() {
                channel @ ("line" | "sms" | "page") => channel,
                _ => "other",
            },
        ),
        Payload::ChannelUnlinked(data) if data.blocked => stays(What::Blocked, data.channel.as_str()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn event(source: &str, kind: &str, data: &str) -> Event {
        Event {
            source: source.to_owned(),
            id: "e-1".to_owned(),
            subject: "p-1".parse().ok(),
            time: DateTime::from_timestamp_millis(1_000).unwrap(),
            payload: Payload::parse(kind, data).unwrap(),
        }
    }

    #[test]
    fn what_is_said_about_consent_is_entered_and_nothing_else() {
        let said = |source, kind, data| entry(&event(source, kind, data)).map(|one| (one.what, one.via));
        let consent = r#"{"purpose": "research", "categories": ["steps"], "text_version": "2026-04", "via": "paper"}"#;
        assert_eq!(said("/x", "ayumi.consent.given.v1", consent), Some((What::Given, "paper".to_owned())));
        assert_eq!(said("/x", "ayumi.consent.withdrawn.v1", consent), Some((What::Withdrawn, "paper".to_owned())));
        let stop = r#"{"action": "stop"}"#;
        assert_eq!(said("sms", "ayumi.reply.received.v1", stop), Some((What::Stopped, "sms".to_owned())));
        assert_eq!(said("/desk", "ayumi.reply.received.v1", stop), Some((What::Stopped, "other".to_owned())));
        assert_eq!(said("line", "ayumi.reply.received.v1", r#"{"action": "yes"}"#), None);
        let gone = r#"{"channel": "line", "address": "U8189cf6745fc0d808977bdb0b9f22995", "blocked": true}"#;
        assert_eq!(said("line", "ayumi.channel.unlinked.v1", gone), Some((What::Blocked, "line".to_owned())));
        // The city let an address go: nobody said anything.
        let gone = gone.replace("true", "false");
        assert_eq!(said("line", "ayumi.channel.unlinked.v1", &gone), None);
    }
}
