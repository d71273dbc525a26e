//! What people do on a channel: they join, leave, tap and write.

use crate::line::ReplyToken;
use chrono::{DateTime, Utc};
use domain::event::{ChannelKind, ChannelLinked, ChannelUnlinked, Event, Payload, Reply, understood};
use domain::id::{MessageId, ResidentId};

/// One thing that someone did, as the provider reports it. It names an address; who lives
/// there is for the caller to find.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// By which way it came.
    pub channel: ChannelKind,
    /// The provider's id of it: a repeated report has the same.
    pub id: String,
    /// When it happened; `None` where the provider does not say.
    pub at: Option<DateTime<Utc>>,
    /// The LINE user id or the telephone number; `None` for what no single person did.
    pub address: Option<String>,
    /// What was done.
    pub what: What,
    /// With what it can be answered once, soon after; LINE alone gives that.
    pub reply: Option<ReplyToken>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// The account was added as a friend, or unblocked.
    Follow,
    /// The account was blocked: the way is gone.
    Unfollow,
    /// The sign-in that ties a LINE user to a resident came back (account link).
    AccountLink {
        /// The number we gave out, by which the resident is found.
        nonce: String,
        /// Whether it went well.
        ok: bool,
    },
    /// An answer was tapped.
    Postback {
        /// The message it belongs to; `None` for a button elsewhere, such as in a menu.
        message: Option<MessageId>,
        /// Its name.
        action: String,
    },
    /// Something was written.
    Text {
        /// The words, 500 characters at most.
        text: String,
        /// What they mean: `stop`, `yes`, `not_now`, or `text` where people have to read them.
        action: &'static str,
        /// The provider's id of it, where its writer can take it back.
        provider_id: Option<String>,
    },
    /// What was written is taken back: nothing of its words may be kept.
    Unsend {
        /// The provider's id of it.
        provider_id: String,
    },
    /// Anything else: nothing follows from it.
    Other {
        /// What the provider calls it.
        kind: String,
    },
}

impl What {
    /// Written words: clipped, and looked at for what they mean.
    pub fn text(text: &str) -> Self {
        Self::Text { text: text.chars().take(500).collect(), action: understood(text), provider_id: None }
    }
}

impl Inbound {
    /// The event that follows from this, or `None` when nothing does. `received` stands in
    /// for a time that the provider does not give.
    ///
    /// Its source is the channel's name and its id the provider's with the resident's, so that
    /// a report that comes twice is stored once, also for each of those who share an address.
    /// It happened now at the latest: a provider's clock may be before ours.
    pub fn into_event(self, resident: ResidentId, received: DateTime<Utc>) -> Option<Event> {
        let channel = self.channel;
        let payload = match self.what {
            What::Follow => Payload::ChannelLinked(ChannelLinked { channel, address: self.address? }),
            What::Unfollow => {
                Payload::ChannelUnlinked(ChannelUnlinked { channel, address: self.address?, blocked: true })
            }
            What::Postback { message, action } => {
                Payload::Reply(Reply { message, action, text: None, provider_id: None })
            }
            What::Text { text, action, provider_id } => {
                Payload::Reply(Reply { message: None, action: action.to_owned(), text: Some(text), provider_id })
            }
            What::AccountLink { .. } | What::Unsend { .. } | What::Other { .. } => return None,
        };
        Some(Event {
            source: channel.as_str().to_owned(),
            id: format!("{}:{resident}", self.id),
            subject: Some(resident),
            time: self.at.map_or(received, |at| at.min(received)),
            payload,
        })
    }
}
