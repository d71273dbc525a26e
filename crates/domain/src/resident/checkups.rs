use crate::event::{Checkup, CheckupItem, CheckupValue, Item};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was said about a resident's checkups lately: of each, the items that rules may ask for. All of
/// it is sensitive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checkups {
    /// By (day, when it was said, hash), oldest first.
    words: Vec<Word>,
}

/// What was said last about one checkup's results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Word {
    #[serde(rename = "d")]
    day: Day,
    at: DateTime<Utc>,
    /// Of all it says: what is taken back is found by it.
    #[serde(rename = "h")]
    hash: u32,
    /// The items that rules may ask for; absent when it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    items: Option<BTreeMap<String, CheckupValue>>,
}

/// How many are kept: this year's with a correction or two, and the one before, which stands again when
/// the newest is taken back.
const KEPT: usize = 4;

impl Checkups {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The day of the newest checkup.
    pub fn latest(&self) -> Option<Day> {
        self.newest().map(|word| word.day)
    }

    /// What the newest checkup says about an item; `None` when it does not say, or there is none.
    pub fn item(&self, name: &str) -> Option<&CheckupValue> {
        self.newest()?.items.as_ref()?.get(name)
    }

    /// Of the newest day, what was said last.
    fn newest(&self) -> Option<&Word> {
        self.words.iter().rev().find(|word| word.items.is_some())
    }

    pub(super) fn record(&mut self, data: &Checkup, at: DateTime<Utc>) -> bool {
        let named = Item::ALL.iter().filter_map(|item| Some((item.name.to_owned(), item.of(data)?))).collect();
        self.hear(data, at, Some(named))
    }

    pub(super) fn withdraw(&mut self, data: &Checkup, at: DateTime<Utc>) -> bool {
        self.hear(data, at, None)
    }

    /// Takes a word in. Tells whether what rules can ask is another than before.
    fn hear(&mut self, data: &Checkup, at: DateTime<Utc>, items: Option<BTreeMap<String, CheckupValue>>) -> bool {
        let facts = |word: Option<&Word>| word.map(|word| (word.day, word.items.clone()));
        let before = facts(self.newest());
        let word = Word { day: Day::from_date(data.date), at, hash: content(data), items };
        match self.words.iter_mut().find(|known| (known.day, known.hash) == (word.day, word.hash)) {
            Some(known) if known.order() >= word.order() => return false,
            Some(known) => *known = word,
            None => self.words.push(word),
        }
        self.words.sort_unstable_by_key(Word::order);
        // The oldest go, whichever came first.
        self.words.drain(..self.words.len().saturating_sub(KEPT));
        facts(self.newest()) != before
    }
}

impl Word {
    /// The newest day last, then the word said last; at the same instant, what was taken back.
    fn order(&self) -> (Day, DateTime<Utc>, bool, u32) {
        (self.day, self.at, self.items.is_none(), self.hash)
    }
}

/// The hash of what a checkup says, in whatever order it says it.
fn content(data: &Checkup) -> u32 {
    let mut items: Vec<&CheckupItem> = data.items.iter().collect();
    items.sort_unstable_by(|one, other| one.code.cmp(&other.code));
    super::hash(&items)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn checkup(date: &str, weight: f64) -> Checkup {
        let item = Item::named("weight").unwrap().said(&CheckupValue::Number(weight)).unwrap();
        Checkup { date: date.parse().unwrap(), items: vec![item] }
    }

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-20T{hour:02}:00:00Z").parse().unwrap()
    }

    fn weight(checkups: &Checkups) -> Option<f64> {
        match checkups.item("weight") {
            Some(CheckupValue::Number(weight)) => Some(*weight),
            _ => None,
        }
    }

    #[test]
    fn the_newest_date_holds_and_of_it_the_last_word() {
        let mut checkups = Checkups::default();
        assert!(checkups.record(&checkup("2026-06-12", 61.0), at(9)));
        assert!(!checkups.record(&checkup("2025-06-10", 64.0), at(10)), "an older one is no news");
        assert!(checkups.record(&checkup("2026-06-12", 60.0), at(11)));
        assert!(!checkups.record(&checkup("2026-06-12", 59.0), at(8)), "neither is an older word");
        assert_eq!(weight(&checkups), Some(60.0));
        let json = serde_json::to_string(&checkups).unwrap();
        assert_eq!(serde_json::from_str::<Checkups>(&json).unwrap(), checkups);
    }

    #[test]
    fn one_that_is_taken_back_falls_away_and_stays_away() {
        let mut checkups = Checkups::default();
        let (last_year, wrong) = (checkup("2025-06-10", 64.0), checkup("2026-06-12", 6.1));
        assert!(checkups.record(&last_year, at(8)));
        assert!(checkups.record(&wrong, at(9)));
        assert!(!checkups.withdraw(&checkup("2026-06-12", 61.0), at(10)), "another result is not this one");
        assert!(checkups.withdraw(&wrong, at(10)));
        assert_eq!(weight(&checkups), Some(64.0));
        assert!(!checkups.record(&wrong, at(9)), "it arrives once more");
        assert!(checkups.record(&wrong, at(11)), "it is said anew");
    }
}
