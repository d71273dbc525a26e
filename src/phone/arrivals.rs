//! What came in by other doors than the one for events, and what followed for whom: whoever shows the demo
//! tells the phone, and the page says it.

use chrono::{DateTime, Utc};

/// Words in both languages of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// A document that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// What it is, such as 「都市OSの通知」.
    pub what: Both,
    /// Where a copy of it can be read.
    pub file: String,
    /// The door that took it, such as `POST /v1/432041/fhir`.
    pub door: String,
    /// When it came.
    pub at: DateTime<Utc>,
    /// What was taken of it, and what was not.
    pub taken: Both,
    /// What followed, for each resident in it.
    pub people: Vec<Followed>,
}

/// What followed for one resident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Whose phone: a place in [`super::Options::residents`].
    pub resident: usize,
    /// What was said of them.
    pub said: Both,
    /// What came of it.
    pub outcomes: Vec<Outcome>,
}

/// One thing that came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// These words reached the phone.
    Reached(Words),
    /// A message was proposed and withheld, for this reason.
    Withheld(Both),
    /// Something else was done, or nothing was to be done.
    Noted(Both),
}

/// Words of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// How the message begins.
    pub begins: String,
    /// Why these words and no others; nothing where that is plain.
    pub why: Option<Both>,
}

impl Both {
    /// In both languages.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }
}
