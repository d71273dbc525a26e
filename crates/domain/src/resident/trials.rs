use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Trials in which a resident takes part, by campaign: since when, and by which seeds.
///
/// ```json
/// {"walk": {"seeds": "arao-walk-2026\n\n", "since": 20777}}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trials {
    of: BTreeMap<String, Since>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Since {
    seeds: String,
    since: Day,
}

impl Trials {
    /// Whether the resident takes part in none.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Since when the resident takes part in a campaign's trial of these seeds.
    pub fn since(&self, campaign: &str, seeds: &str) -> Option<Day> {
        self.of.get(campaign).filter(|known| known.seeds == seeds).map(|known| known.since)
    }

    /// Notes the first day, unless one is noted. Other seeds are another trial.
    pub(super) fn enter(&mut self, campaign: &str, seeds: &str, since: Day) {
        if self.since(campaign, seeds).is_none() {
            self.of.insert(campaign.to_owned(), Since { seeds: seeds.to_owned(), since });
        }
    }
}
