use crate::id::MessageId;
use crate::pack::{IfQuiet, Link, Style, Text};
use crate::resident::MessageRecord;
use crate::time::Day;
use chrono::{DateTime, Utc};
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
    /// The actions with which it can be answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<String>,
    /// Whether it calls people outdoors.
    pub outdoor: bool,
    /// What becomes of it in quiet hours.
    #[serde(default)]
    pub if_quiet: IfQuiet,
    /// Whether the resident set it off by answering: then caps neither hold it back nor count it.
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
    /// What it says, by whichever way: enough to see that it says the same as another.
    pub fn said(&self) -> &str {
        let line = self.bodies.line.as_ref().map(|body| body.text.as_str());
        line.or(self.bodies.sms.as_deref()).unwrap_or_default()
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
