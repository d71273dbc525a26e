//! What the two versions say differently to one resident.

use super::side::Said;
use super::{Lived, Pair};
use serde::Serialize;
use std::collections::BTreeMap;

/// A message that one of the versions has, or both.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference<'l> {
    /// How the live version says it.
    pub live: Option<&'l Said>,
    /// How the changed one does.
    pub new: Option<&'l Said>,
}

/// How a message differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It does not.
    Same,
    /// Only the changed version has it.
    Added,
    /// Only the live version has it.
    Removed,
    /// Both have it for the same occasion, with another text.
    Text,
    /// With the same text, by another way.
    Channel,
    /// With the same text and by the same way, at another time.
    Time,
}

impl Difference<'_> {
    /// How it differs.
    pub fn change(&self) -> Change {
        match (self.live, self.new) {
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
            (Some(live), Some(new)) if live.channel != new.channel => Change::Channel,
            (Some(live), Some(new)) if live.body != new.body => Change::Text,
            (Some(live), Some(new)) if live.left != new.left => Change::Time,
            _ => Change::Same,
        }
    }

    /// Either, the changed one first.
    pub fn either(&self) -> Option<&Said> {
        self.new.or(self.live)
    }
}

/// Every message of either version, in order of time; those for the same occasion are one.
pub fn differences(lived: &Lived) -> Vec<Difference<'_>> {
    let Pair { live, new } = &lived.led;
    if live.said.is_empty() && new.said.is_empty() {
        return Vec::new();
    }
    let mut all: BTreeMap<(&str, &str), Difference<'_>> = BTreeMap::new();
    let none = Difference { live: None, new: None };
    for said in &live.said {
        all.entry((&said.message, &said.occasion)).or_insert(none).live = Some(said);
    }
    for said in &new.said {
        all.entry((&said.message, &said.occasion)).or_insert(none).new = Some(said);
    }
    let mut all: Vec<Difference<'_>> = all.into_values().collect();
    all.sort_by_key(|one| one.live.or(one.new).map(|said| (said.left, said.decided)));
    all
}
