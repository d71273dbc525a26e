use crate::id::MessageId;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// A message that was let out, as caps and duplicates need it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MessageRecord {
    /// Its id.
    pub id: MessageId,
    /// The campaign.
    #[serde(rename = "c")]
    pub campaign: String,
    /// The message's name in the campaign.
    #[serde(rename = "m")]
    pub message: String,
    /// What it was for: a day, a week, a month, or `once`.
    #[serde(rename = "o")]
    pub occasion: String,
    /// The civil day on which it was to leave: the day it counts for in caps.
    #[serde(rename = "d")]
    pub day: Day,
    /// Remembered for good, since the message may come once only.
    #[serde(rename = "l", default, skip_serializing_if = "std::ops::Not::not")]
    pub lasting: bool,
    /// A sensitive fact led to it.
    #[serde(rename = "s", default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// The resident set it off by answering: it does not count for caps.
    #[serde(rename = "a", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_answer: bool,
    /// The actions with which it can be answered.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<String>,
}

impl MessageRecord {
    /// Whether this is the same message for the same occasion.
    pub fn is(&self, campaign: &str, message: &str, occasion: &str) -> bool {
        self.campaign == campaign && self.message == message && self.occasion == occasion
    }
}
