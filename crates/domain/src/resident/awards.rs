use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Points that stand, by cause: what a revision of a day is compared with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Awards {
    /// The sum of every entry ever made.
    #[serde(default)]
    pub balance: i64,
    /// By `campaign/award/function`: (the period's first day, points).
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

    /// What stands for an award and a period, whichever function gave it.
    pub fn standing(&self, campaign: &str, award: &str, period: Day) -> i64 {
        let prefix = format!("{campaign}/{award}/");
        self.standing
            .range(prefix.clone()..)
            .take_while(|(key, _)| key.starts_with(&prefix))
            .flat_map(|(_, entries)| entries)
            .filter(|entry| entry.0 == period)
            .map(|entry| entry.1)
            .sum()
    }

    /// What a campaign's function gave for one day and still stands: awards and points.
    pub fn given_by(&self, campaign: &str, hook: &str, day: Day) -> Vec<(String, i64)> {
        let prefix = format!("{campaign}/");
        self.standing
            .range(prefix.clone()..)
            .take_while(|(key, _)| key.starts_with(&prefix))
            .filter_map(|(key, entries)| {
                let (award, by) = key.strip_prefix(&prefix)?.split_once('/')?;
                let entry = entries.iter().find(|entry| entry.0 == day).filter(|_| by == hook)?;
                Some((award.to_owned(), entry.1))
            })
            .collect()
    }

    /// Adds an entry that a function gave to what stands.
    pub fn enter(&mut self, entry: &PointEntry, hook: &str) {
        self.balance = self.balance.saturating_add(entry.points);
        let key = format!("{}/{}/{hook}", entry.campaign, entry.award);
        let entries = self.standing.entry(key).or_default();
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
