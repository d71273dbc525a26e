use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Points that stand, by cause: what a revision of a day is compared with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Awards {
    /// The sum of every entry ever made.
    #[serde(default)]
    pub balance: i64,
    /// By `campaign/award`: (the period's first day, points).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    standing: BTreeMap<String, Vec<(Day, i64)>>,
}

/// An entry in a resident's points: never changed, only followed by another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointEntry {
    /// The campaign.
    pub campaign: String,
    /// The award's name in the campaign.
    pub award: String,
    /// The first day of the period it is for.
    pub period: Day,
    /// Points given; negative when a correction takes them back.
    pub points: i64,
}

impl Awards {
    /// Whether no point was ever entered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What stands for a cause.
    pub fn standing(&self, campaign: &str, award: &str, period: Day) -> i64 {
        self.standing
            .get(&key(campaign, award))
            .and_then(|entries| entries.iter().find(|entry| entry.0 == period))
            .map_or(0, |entry| entry.1)
    }

    /// Adds an entry to what stands.
    pub fn enter(&mut self, entry: &PointEntry) {
        self.balance = self.balance.saturating_add(entry.points);
        let entries = self.standing.entry(key(&entry.campaign, &entry.award)).or_default();
        match entries.iter_mut().find(|known| known.0 == entry.period) {
            Some(known) => known.1 = known.1.saturating_add(entry.points),
            None => entries.push((entry.period, entry.points)),
        }
        entries.retain(|known| known.1 != 0);
    }

    pub(super) fn prune(&mut self, first: Day) {
        for entries in self.standing.values_mut() {
            // Day 0 is the period of what is given once for all.
            entries.retain(|entry| entry.0 >= first.month_start() || entry.0 == Day(0));
        }
        self.standing.retain(|_, entries| !entries.is_empty());
    }
}

fn key(campaign: &str, award: &str) -> String {
    format!("{campaign}/{award}")
}
