//! A campaign as one file, to be used in another city: its texts with the city's own words taken out of them, the
//! shared functions that its rules call, and what has to be said anew elsewhere.

mod fill;
mod read;
mod take;

pub use fill::{Asked, Filled};

use super::PartFiles;
use crate::sentence::Sentence;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the file that this program writes, and the newest that it reads.
pub const FORMAT: i64 = 1;

/// The most that such a file has, in bytes.
pub const MAX_SHARED_BYTES: usize = 1024 * 1024;

/// A campaign that can be taken from one city to another.
///
/// ```toml
/// format = 1
/// name = "step_goal"
/// title = "あと少しの一歩"
/// from = "荒尾市"
/// written = "2026-11-30"
///
/// [[parameter]]
/// name = "city"
/// kind = "city"
/// was = "荒尾市"
///
/// [files]
/// "campaign.toml" = '''…'''
/// "messages.toml" = '''… <<city>> …'''
///
/// [shared]
/// is_active = '''fn is_active(me) { … }'''
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// Which form the file has: [`FORMAT`].
    pub format: i64,
    /// The name of the campaign's folder.
    pub name: String,
    /// What staff call it.
    pub title: String,
    /// The city from which it comes.
    pub from: String,
    /// The day on which the file was written, such as `2026-11-30`.
    pub written: String,
    /// What is said anew in each city. In the files, `<<name>>` stands in its place.
    #[serde(default, rename = "parameter")]
    pub parameters: Vec<Parameter>,
    /// The campaign's files.
    pub files: PartFiles,
    /// The shared functions that its rules call, by name.
    #[serde(default)]
    pub shared: BTreeMap<String, String>,
}

/// Something that is another in each city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The name by which the files have it.
    pub name: String,
    /// What it is.
    pub kind: ParameterKind,
    /// What it was where it comes from.
    pub was: String,
}

/// What is another in each city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// The city's name.
    City,
    /// From whom messages say that they are.
    Sender,
    /// Another name by which residents know who writes.
    KnownAs,
    /// A page to which a text leads.
    Link,
    /// A telephone number in a text.
    Phone,
    /// A district for which it is, or of which its rules tell.
    District,
    /// The key by which chance assigns; another is another experiment.
    Seed,
}

/// Why a file cannot be taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", .0.en)]
pub struct Unusable(pub Sentence);

impl Parameter {
    /// What stands in its place.
    fn mark(&self) -> String {
        format!("<<{}>>", self.name)
    }
}

#[cfg(test)]
mod tests;
