use crate::chance;
use crate::id::MessageId;
use crate::pack::{IfQuiet, Link, Priority, Style, Text, leads_to_own_page, with_own_page};
use crate::resident::{MessageRecord, Snapshot};
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
    /// What it is about, by the city's name for it: a resident may want no messages of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The texts, one for each channel the message can go by.
    pub bodies: Bodies,
    /// The SMS that follows the message by LINE, where nothing is heard of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// What it follows, where it is such an SMS itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Follows>,
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
    /// Whether the resident set it off by answering: then caps neither hold it back nor count it, and what the
    /// resident chose for messages is not asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_answer: bool,
    /// The arm that the resident is in, or that the draw gave: providers count each on its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arm: Option<String>,
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
    /// For the resident's own page alone, in place of the one for LINE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

impl Bodies {
    /// Whether there is a text for a way that reaches the resident.
    pub fn reach_anybody(&self) -> bool {
        self.line.is_some() || self.sms.is_some()
    }
}

/// An SMS that follows a message by LINE. It says that it is the same message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// How many hours after LINE took the message.
    pub hours: u32,
    /// The text.
    pub text: String,
}

/// The message by LINE that an SMS follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follows {
    /// That message.
    pub message: MessageId,
    /// When LINE took it. Whatever is heard of the resident from then on is an answer.
    pub taken: DateTime<Utc>,
}

/// What LINE shows. A row of the outbox from before there were styles is plain words.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LineBody {
    /// The text.
    pub text: String,
    /// What can be tapped: label and action.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<(String, String)>,
    /// How it is shown.
    #[serde(default, skip_serializing_if = "Style::is_text")]
    pub style: Style,
    /// What stands above the text, where the style has a place for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What opens with a tap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

impl LineBody {
    /// Words, and nothing to tap.
    pub fn words(text: &str) -> Self {
        Self { text: text.to_owned(), replies: Vec::new(), style: Style::default(), title: None, link: None }
    }

    /// With the address of the resident's own pages, where it leads there.
    pub fn with_page(self, address: &str) -> Self {
        let link = self.link.map(|link| Link { url: with_own_page(&link.url, address), ..link });
        Self { text: with_own_page(&self.text, address), link, ..self }
    }

    /// Whether it leads to the resident's own pages, and so says something else to each.
    pub fn leads_to_own_page(&self) -> bool {
        let is_linked = self.link.as_ref().is_some_and(|link| link.page().is_some());
        is_linked || leads_to_own_page(&self.text)
    }
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

impl LineBody {
    /// A text whose values are filled in, in a style in which it fits.
    pub fn new(text: &Text, title: Option<String>, said: String) -> Self {
        let (style, title, said) = text.shape(title, said);
        let replies = text.replies.iter().map(|reply| (reply.label.clone(), reply.action.clone())).collect();
        Self { text: said, replies, style, title, link: text.link.clone() }
    }
}

impl Outgoing {
    /// Whether it is about something of which the resident wants no messages.
    pub fn is_unwanted(&self, snapshot: &Snapshot) -> bool {
        !self.is_answer && self.topic.as_deref().is_some_and(|topic| snapshot.is_off(topic))
    }

    /// What it says, by whichever way: enough to see that it says the same as another.
    pub fn said(&self) -> &str {
        let line = self.bodies.line.as_ref().map(|body| body.text.as_str());
        line.or(self.bodies.sms.as_deref()).unwrap_or_default()
    }

    /// The SMS that follows, unless something is heard until it leaves. LINE took the message at `taken`: it tells of
    /// no reading, so an answer is all that can be heard. `None` where none follows, or it would come too late, or
    /// the message answers somebody: who just wrote has read it.
    pub fn followed_by(&self, taken: DateTime<Utc>) -> Option<Self> {
        let FollowUp { hours, text } = self.follow_up.as_ref().filter(|_| !self.is_answer)?;
        let at = taken + TimeDelta::hours((*hours).into());
        let bits = chance::digest("follow_up", &[&self.id.to_string()]);
        let id = MessageId(ulid::Ulid::from_parts(u64::try_from(at.timestamp_millis()).ok()?, bits));
        let followed = Self {
            id,
            occasion: format!("{}+sms", self.occasion),
            bodies: Bodies { line: None, sms: Some(text.clone()), page: None },
            follow_up: None,
            follows: Some(Follows { message: self.id, taken }),
            not_before: at,
            ..self.clone()
        };
        Some(followed).filter(|followed| followed.not_before < followed.expires_at)
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
