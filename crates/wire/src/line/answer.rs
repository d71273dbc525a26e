//! LINE's JSON answers, read as far as they are that.

use crate::echo::{clip, clip_to};
use serde_json::Value;

/// LINE's JSON, or `null`. Members are looked at one by one, so that an odd one hides no other.
pub(super) struct Answer(Value);

impl Answer {
    pub(super) fn read(body: &[u8]) -> Self {
        Self(serde_json::from_slice(body).unwrap_or_default())
    }

    pub(super) fn says(&self, words: &str) -> bool {
        self.text("/message").is_some_and(|message| message.to_ascii_lowercase().contains(words))
    }

    /// Whom LINE blames: see [`Blamed`].
    pub(super) fn blamed_address(&self) -> Option<Blamed> {
        let properties = self.details().filter_map(|detail| detail.get("property")).filter_map(Value::as_str);
        self.named_property().into_iter().chain(properties).find_map(Blamed::of)
    }

    /// The property in "The property, to[1], in the request body is invalid", which LINE writes with
    /// and without quotation marks.
    fn named_property(&self) -> Option<&str> {
        let (_, rest) = self.text("/message")?.split_once("property, ")?;
        rest.split_once(',').map(|(name, _)| name.trim_matches('\''))
    }

    pub(super) fn provider_id(&self) -> Option<String> {
        self.text("/sentMessages/0/id").map(clip)
    }

    /// The status, and the property that LINE blames.
    pub(super) fn code(&self, status: u16) -> String {
        let blamed = self.text("/details/0/property");
        blamed.map_or_else(|| status.to_string(), |property| clip_to(&format!("{status} {property}"), 50))
    }

    /// The list of errors.
    pub(super) fn details(&self) -> impl Iterator<Item = &Value> {
        self.0.get("details").and_then(Value::as_array).into_iter().flatten()
    }

    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.0.pointer(pointer).and_then(Value::as_str)
    }

    /// A count that is 0 or more.
    pub(super) fn number(&self, pointer: &str) -> Option<u64> {
        self.0.pointer(pointer).and_then(Value::as_u64)
    }

    pub(super) fn list(&self, pointer: &str) -> Option<&Vec<Value>> {
        self.0.pointer(pointer).and_then(Value::as_array)
    }
}

/// Which address LINE blames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blamed {
    /// The only one there is: `to`.
    All,
    /// One of many: `to[1]`, from 0.
    One(usize),
}

impl Blamed {
    fn of(property: &str) -> Option<Self> {
        let rest = property.strip_prefix("to")?;
        if rest.is_empty() {
            return Some(Self::All);
        }
        rest.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(Self::One)
    }
}
