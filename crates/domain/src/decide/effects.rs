use crate::id::MessageId;
use crate::pack::{IfQuiet, Priority};
use crate::resident::MessageRecord;
use crate::time::Day;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A message that was allowed and waits to leave. Its texts are fixed here, in the version
/// that was approved; the address is looked up when it leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Its id, and the provider's retry key.
    pub id: MessageId,
    /// The campaign.
    pub campaign: String,
    /// The message's name.
    pub message: String,
    /// What it is for.
    pub occasion: String,
    /// The texts, one for each channel the message can go by.
    pub bodies: Bodies,
    /// The SMS that follows the message by LINE, where nothing is heard of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// The actions with which it can be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<String>,
    /// Whether it calls people outdoors.
    pub outdoor: bool,
    /// Whether it leaves before others, and on closed days.
    #[serde(default, skip_serializing_if = "Priority::is_normal")]
    pub priority: Priority,
    /// What becomes of it in quiet hours and on closed days.
    #[serde(default)]
    pub if_quiet: IfQuiet,
    /// Whether the resident set it off by answering: then caps neither hold it back nor count it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_answer: bool,
    /// Whether a sensitive fact led to it: then what follows from an answer is sensitive too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// It may leave from here on…
    pub not_before: DateTime<Utc>,
    /// …and is worthless from here on.
    pub expires_at: DateTime<Utc>,
}

/// A message's texts, values filled in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bodies {
    /// For LINE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineBody>,
    /// For SMS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<String>,
}

/// An SMS that follows a message by LINE. It says that it is the same message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// How many hours after LINE took the message.
    pub hours: u32,
    /// The text.
    pub text: String,
}

/// What LINE shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineBody {
    /// The text.
    pub text: String,
    /// What can be tapped: label and action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<(String, String)>,
}

/// A decision point that will come for a resident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Due {
    /// The campaign.
    pub campaign: String,
    /// The point's name: `at_<point>` is asked.
    pub point: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The civil day it is about.
    pub day: Day,
    /// Asked once, because a rule scheduled it; otherwise it comes again.
    pub once: bool,
    /// Whether a sensitive fact led to it.
    pub sensitive: bool,
}

impl Outgoing {
    /// When an SMS follows, if nothing is heard of the message until then. LINE took it at `accepted`: it tells of
    /// no reading, so an answer is all that can be heard. `None` where none follows, or it would come too late.
    pub fn fallback_at(&self, accepted: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = accepted + TimeDelta::hours(self.follow_up.as_ref()?.hours.into());
        Some(at).filter(|at| *at < self.expires_at)
    }

    /// How the message is remembered, for caps and duplicates.
    pub fn record(&self, day: Day) -> MessageRecord {
        MessageRecord {
            id: self.id,
            campaign: self.campaign.clone(),
            message: self.message.clone(),
            occasion: self.occasion.clone(),
            day,
            lasting: self.occasion == "once",
            sensitive: self.sensitive,
            is_answer: self.is_answer,
            offers: self.offers.clone(),
        }
    }
}
