use super::{Kind, Refusal, short};
use serde::{Deserialize, Serialize};

/// A resident agrees to a purpose.
///
/// ```json
/// {"purpose": "engagement", "categories": ["steps", "forecast"], "text_version": "2026-04", "via": "line"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentGiven {
    /// What for.
    pub purpose: Purpose,
    /// Which kinds of data it covers.
    pub categories: Vec<String>,
    /// Which wording the resident saw.
    pub text_version: String,
    /// How it was given: `line`, `paper`, `counter`, …
    pub via: String,
}

/// A resident no longer agrees to a purpose.
///
/// ```json
/// {"purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentWithdrawn {
    /// What for.
    pub purpose: Purpose,
    /// Which kinds of data; empty means all.
    pub categories: Vec<String>,
    /// Which wording had been seen.
    pub text_version: String,
    /// How it was withdrawn.
    pub via: String,
}

/// What personal data is used for, each agreed to on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Being helped: rules, messages, points.
    Engagement,
    /// Research.
    Research,
    /// Sharing outcomes with the partner who is paid by them.
    OutcomesSharing,
}

impl Kind for ConsentGiven {
    fn check(&self) -> Result<(), Refusal> {
        check(&self.categories, &self.text_version, &self.via)
    }
}

impl Kind for ConsentWithdrawn {
    fn check(&self) -> Result<(), Refusal> {
        check(&self.categories, &self.text_version, &self.via)
    }
}

fn check(categories: &[String], text_version: &str, via: &str) -> Result<(), Refusal> {
    if categories.len() > 20 {
        return Err(Refusal::data("`categories` names more than 20 kinds of data"));
    }
    for category in categories {
        short("categories", category, 50)?;
    }
    short("text_version", text_version, 50)?;
    short("via", via, 50)
}
