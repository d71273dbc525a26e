use super::records::Word;
use crate::event::Stamp;
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The stamps of a resident, by campaign, place and day, each with the last word on it.
///
/// ```json
/// {"autumn_stamps": {"四山神社": {"20777": {"at": 1795143000}, "20780": {"at": 1795402200, "withdrawn": true}}}}
/// ```
///
/// Visits are kept for weeks; a rally may take months, and so has a memory of its own. Words are kept and not only
/// what follows from them, so that the order in which they arrive decides nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamps {
    of: BTreeMap<String, BTreeMap<String, BTreeMap<Day, Word>>>,
}

/// How many rallies are remembered, those with the latest days.
const RALLIES: usize = 8;

/// How many places are remembered of each, the first by name: twice as many as a rally has, since places are renamed.
const PLACES: usize = 60;

/// How many days are remembered of each place: the first and the last of them.
const DAYS: usize = 8;

impl Stamps {
    /// Whether there was never any.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The days on which a resident was at a place of a campaign, oldest first.
    pub fn days(&self, campaign: &str, place: &str) -> impl Iterator<Item = Day> + '_ {
        let of = self.of.get(campaign).and_then(|places| places.get(place));
        of.into_iter().flatten().filter(|(_, word)| !word.withdrawn).map(|(day, _)| *day)
    }

    /// The stamps of a day in a campaign.
    pub fn on(&self, campaign: &str, day: Day) -> Vec<Stamp> {
        let places = self.of.get(campaign).into_iter().flatten();
        let of_day = places.filter(|(_, days)| days.get(&day).is_some_and(|word| !word.withdrawn));
        let stamp =
            |(place, _): (&String, _)| Stamp { campaign: campaign.to_owned(), place: place.clone(), date: day.date() };
        of_day.map(stamp).collect()
    }

    pub(super) fn collect(&mut self, data: &Stamp, at: DateTime<Utc>) -> bool {
        self.hear(data, Word::said(at))
    }

    pub(super) fn withdraw(&mut self, data: &Stamp, at: DateTime<Utc>) -> bool {
        self.hear(data, Word::withdrawn(at))
    }

    /// Takes a word in. Tells whether the stamp counts now and did not before, or the other way round.
    fn hear(&mut self, data: &Stamp, word: Word) -> bool {
        let day = Day::from_date(data.date);
        let before = self.counts(data, day);
        let places = self.of.entry(data.campaign.clone()).or_default();
        let days = places.entry(data.place.clone()).or_default();
        let last = days.entry(day).or_insert(word);
        *last = word.max(*last);
        if days.len() > DAYS
            && let Some(second) = days.keys().nth(1).copied()
        {
            days.remove(&second);
        }
        if places.len() > PLACES {
            places.pop_last();
        }
        while self.of.len() > RALLIES {
            let oldest = self.of.iter().min_by_key(|(name, places)| (latest(places), name.as_str()));
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else { break };
            self.of.remove(&oldest);
        }
        self.counts(data, day) != before
    }

    fn counts(&self, data: &Stamp, day: Day) -> bool {
        let days = self.of.get(&data.campaign).and_then(|places| places.get(&data.place));
        days.and_then(|days| days.get(&day)).is_some_and(|word| !word.withdrawn)
    }

    /// Forgets rallies in which nothing happened for long.
    pub(super) fn prune(&mut self, first: Day) {
        self.of.retain(|_, places| latest(places) >= Some(first));
    }
}

fn latest(places: &BTreeMap<String, BTreeMap<Day, Word>>) -> Option<Day> {
    places.values().filter_map(|days| days.keys().next_back().copied()).max()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(second)
    }

    fn stamp(campaign: &str, place: &str, day: i32) -> Stamp {
        Stamp { campaign: campaign.to_owned(), place: place.to_owned(), date: Day(day).date() }
    }

    #[test]
    fn a_day_and_place_counts_once_and_may_be_taken_back() {
        let mut stamps = Stamps::default();
        assert!(stamps.collect(&stamp("rally", "四山神社", 20_777), at(10)));
        assert!(!stamps.collect(&stamp("rally", "四山神社", 20_777), at(20)), "the same day and place");
        assert!(stamps.collect(&stamp("rally", "四山神社", 20_778), at(30)), "another day");
        assert!(stamps.withdraw(&stamp("rally", "四山神社", 20_777), at(20)));
        assert!(!stamps.collect(&stamp("rally", "四山神社", 20_777), at(15)), "said before it was taken back");
        assert_eq!(stamps.days("rally", "四山神社").collect::<Vec<_>>(), [Day(20_778)]);
        assert_eq!(stamps.on("rally", Day(20_778)), [stamp("rally", "四山神社", 20_778)]);
        assert!(stamps.on("other", Day(20_778)).is_empty());
        let json = serde_json::to_string(&stamps).unwrap();
        assert!(json.starts_with(r#"{"rally":{"四山神社":{"20777":{"at":20,"withdrawn":true}"#), "{json}");
        assert_eq!(serde_json::from_str::<Stamps>(&json).unwrap(), stamps);
    }

    #[test]
    fn what_is_kept_has_bounds_and_no_order() {
        let mut words: Vec<Stamp> = (0..70).map(|n| stamp("rally", &format!("p{n:02}"), 20_000 + n)).collect();
        words.extend((0..20).map(|n| stamp("rally", "p00", 20_100 + n)));
        let (mut one, mut other) = (Stamps::default(), Stamps::default());
        for word in &words {
            let _ = one.collect(word, at(1));
        }
        for word in words.iter().rev() {
            let _ = other.collect(word, at(1));
        }
        assert_eq!(one, other);
        let days: Vec<i32> = one.days("rally", "p00").map(|day| day.0).collect();
        assert_eq!(days, [20_000, 20_113, 20_114, 20_115, 20_116, 20_117, 20_118, 20_119]);
        assert_eq!((one.days("rally", "p59").count(), one.days("rally", "p60").count()), (1, 0));
        for n in 0..10 {
            let _ = one.collect(&stamp(&format!("r{n}"), "p", 20_200 + n), at(1));
        }
        assert_eq!((one.of.len(), one.days("rally", "p00").count()), (RALLIES, 0));
        one.prune(Day(20_209));
        assert_eq!(one.of.len(), 1);
    }
}
