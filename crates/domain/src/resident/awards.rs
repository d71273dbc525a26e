mod expiry;

pub use expiry::{Expiring, Lasting};

use crate::points::{Holding, PointCap, PointCaps, fiscal_year};
use crate::time::Day;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// Points that stand, by cause: what a revision of a day is compared with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Awards {
    /// What was granted of every entry ever made.
    #[serde(default)]
    pub balance: i64,
    /// What went out again, less what came back.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub spent: i64,
    /// What was not used in time.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub expired: i64,
    /// The last month whose points have ended, by its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ended: Option<Day>,
    /// What had been spent when a month's points ended, of those of which some were left.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    over: BTreeMap<Day, i64>,
    /// What each month grants, by its first day, whatever its year has left.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    months: BTreeMap<Day, i64>,
    /// By `campaign/award/function`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    standing: BTreeMap<String, Vec<Standing>>,
}

/// What stands for a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The period's first day; day 0 where it is given once for all.
    pub period: Day,
    /// The points.
    pub points: i64,
    /// The day on which it was earned.
    pub day: Day,
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
    /// Points earned; negative when a correction takes them back.
    pub points: i64,
    /// What of it is granted, within the city's caps: this moves between accounts.
    pub granted: i64,
}

/// What becomes of points that are earned, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// What is granted of them.
    pub granted: i64,
    /// The cap that kept some of them from being granted, or all.
    pub capped: Option<PointCap>,
    /// By how much more or less their month grants, whatever its year has left.
    month: i64,
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
            .filter(|entry| entry.period == period)
            .map(|entry| entry.points)
            .sum()
    }

    /// What a campaign's function gave and still stands, by award, each for the period that is asked for.
    pub fn given_by(
        &self,
        campaign: &str,
        hook: &str,
        period: impl Fn(&str) -> Option<Day>,
    ) -> Vec<(String, Standing)> {
        let prefix = format!("{campaign}/");
        self.standing
            .range(prefix.clone()..)
            .take_while(|(key, _)| key.starts_with(&prefix))
            .filter_map(|(key, entries)| {
                let (award, by) = key.strip_prefix(&prefix)?.split_once('/')?;
                let period = period(award).filter(|_| by == hook)?;
                let entry = entries.iter().find(|entry| entry.period == period)?;
                Some((award.to_owned(), *entry))
            })
            .collect()
    }

    /// What a resident has left: to spend, or owed.
    pub fn left(&self) -> Holding {
        Holding::of(self.balance.saturating_sub(self.spent).saturating_sub(self.expired))
    }

    /// Spends points, or has them back where there are fewer than none.
    pub fn spend(&mut self, points: i64) {
        self.spent = self.spent.saturating_add(points);
    }

    /// What of an entry is granted: by how much more, or less, the caps grant with it than without. In which order
    /// entries come makes no difference to the sum.
    pub fn grant(&self, entry: &PointEntry, hook: &str, day: Day, caps: &PointCaps) -> Grant {
        if caps.are_open() {
            return Grant { granted: entry.points, capped: None, month: entry.points };
        }
        let standing = self.standing.get(&key(entry, hook)).into_iter().flatten();
        let day = standing.clone().find(|known| known.period == entry.period).map_or(day, |known| known.day);
        let month = day.month_start();
        let mut earned: BTreeMap<Day, i64> = BTreeMap::from([(day, 0)]);
        for known in self.standing.values().flatten().filter(|known| known.day.month_start() == month) {
            *earned.entry(known.day).or_default() += known.points;
        }
        let before = caps.of_month(earned.values().copied());
        *earned.entry(day).or_default() += entry.points;
        let change = caps.of_month(earned.values().copied()) - before;
        let year = fiscal_year(month);
        let months: i64 =
            self.months.iter().filter(|(month, _)| fiscal_year(**month) == year).map(|known| known.1).sum();
        let granted = caps.of_year(months + change) - caps.of_year(months);
        let capped = (granted < entry.points).then(|| caps.reached(earned.get(&day).copied(), change < entry.points));
        Grant { granted, capped: capped.flatten(), month: change }
    }

    /// Adds an entry that a function gave for something on a day to what stands.
    pub fn enter(&mut self, entry: &PointEntry, hook: &str, day: Day, caps: &PointCaps) {
        let grant = self.grant(entry, hook, day, caps);
        self.balance = self.balance.saturating_add(entry.granted);
        let entries = self.standing.entry(key(entry, hook)).or_default();
        let day = entries.iter().find(|known| known.period == entry.period).map_or(day, |known| known.day);
        let month = self.months.entry(day.month_start()).or_default();
        *month = month.saturating_add(grant.month);
        match entries.iter_mut().find(|known| known.period == entry.period) {
            Some(known) => known.points = known.points.saturating_add(entry.points),
            None => entries.push(Standing { period: entry.period, points: entry.points, day }),
        }
        entries.retain(|known| known.points != 0);
    }

    pub(super) fn prune(&mut self, first: Day) {
        for entries in self.standing.values_mut() {
            // Day 0 is the period of what is given once for all.
            entries.retain(|entry| entry.period >= first.month_start() || entry.period == Day(0));
        }
        self.standing.retain(|_, entries| !entries.is_empty());
    }
}

fn key(entry: &PointEntry, hook: &str) -> String {
    format!("{}/{}/{hook}", entry.campaign, entry.award)
}

fn is_nothing(points: &i64) -> bool {
    *points == 0
}

/// As `[period, points]`, with the day behind it where that is another.
impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.day == self.period {
            true => (self.period, self.points).serialize(serializer),
            false => (self.period, self.points, self.day).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Standing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Standing;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a period, points, and the day they are for")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Standing, A::Error> {
        let cut = || A::Error::custom("what stands of an award is cut off");
        let period = row.next_element()?.ok_or_else(cut)?;
        let points = row.next_element()?.ok_or_else(cut)?;
        Ok(Standing { period, points, day: row.next_element()?.unwrap_or(period) })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_older_versions_stored_is_read_and_stored_as_it_was() {
        let json = r#"{"balance":31,"standing":{"walk/goal_day/on_steps":[[20778,10],[20779,10]],"walk/once/on_steps":[[0,11]]}}"#;
        let mut awards: Awards = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&awards).unwrap(), json);
        assert_eq!(awards.standing("walk", "goal_day", Day(20_779)), 10);
        let (campaign, award) = ("walk".to_owned(), "week".to_owned());
        let entry = PointEntry { campaign, award, period: Day(20_776), points: 3, granted: 3 };
        awards.enter(&entry, "on_visit", Day(20_779), &PointCaps::default());
        let json = serde_json::to_string(&awards).unwrap();
        assert!(json.contains(r#""walk/week/on_visit":[[20776,3,20779]]"#), "{json}");
        assert_eq!(serde_json::from_str::<Awards>(&json).unwrap(), awards);
        assert!(serde_json::from_str::<Awards>(r#"{"standing":{"walk/a/on_steps":[[20778]]}}"#).is_err());
    }
}
