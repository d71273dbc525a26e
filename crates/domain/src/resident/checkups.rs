use super::words::{Parts, Word, Words};
use crate::event::{Checkup, CheckupItem, CheckupValue, Item};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What was said about a resident's checkups lately: of each, the items that rules may ask for. All of
/// it is sensitive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checkups {
    words: Words<Findings>,
}

/// What one checkup found, by the codes of items. In what was stored before single items could be taken
/// back their names stand there, and the first of their codes that said something counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Findings(BTreeMap<String, CheckupValue>);

impl Checkups {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The day of the newest checkup.
    pub fn latest(&self) -> Option<Day> {
        self.words.newest().map(|(day, _)| day)
    }

    /// What the newest checkup says about an item; `None` when it does not say, or there is none.
    pub fn item(&self, name: &str) -> Option<CheckupValue> {
        let (_, findings) = self.words.newest()?;
        let of = |key: &str| findings.0.get(key).cloned();
        Item::named(name)?.codes().iter().find_map(|code| of(code)).or_else(|| of(name))
    }

    pub(super) fn record(&mut self, data: &Checkup, at: DateTime<Utc>) -> bool {
        self.hear(data, at, Some(Findings::of(data)), Vec::new())
    }

    pub(super) fn withdraw(&mut self, data: &Checkup, at: DateTime<Utc>) -> bool {
        let parts = Findings::of(data).0.iter().map(|(code, value)| part(code, value)).collect();
        self.hear(data, at, None, parts)
    }

    /// Takes a word in. Tells whether what rules can ask is another than before.
    fn hear(&mut self, data: &Checkup, at: DateTime<Utc>, says: Option<Findings>, parts: Vec<u32>) -> bool {
        let before = self.facts();
        self.words.hear(Word { day: Day::from_date(data.date), at, hash: content(data), says, parts });
        self.facts() != before
    }

    fn facts(&self) -> Option<(Day, Findings)> {
        self.words.newest().map(|(day, findings)| (day, Cow::into_owned(findings)))
    }
}

impl Findings {
    /// What rules may ask for, as it is read: a choice is the same however its code is written.
    fn of(data: &Checkup) -> Self {
        Self(data.items.iter().filter_map(|item| Some((item.code.clone(), Item::read_of(item)?))).collect())
    }
}

impl Parts for Findings {
    fn without(&self, gone: &BTreeSet<u32>) -> Option<Self> {
        let is_gone = |key: &str, value: &CheckupValue| match Item::named(key) {
            Some(item) => item.codes().iter().any(|code| gone.contains(&part(code, value))),
            None => gone.contains(&part(key, value)),
        };
        let left: BTreeMap<_, _> = self
            .0
            .iter()
            .filter(|(key, value)| !is_gone(key, value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        // One that never said anything rules ask for still is the newest checkup.
        (!left.is_empty() || self.0.is_empty()).then_some(Self(left))
    }
}

/// The hash of one finding.
fn part(code: &str, value: &CheckupValue) -> u32 {
    super::hash(&(code, value))
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
            Some(CheckupValue::Number(weight)) => Some(weight),
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
    /// Items by name, as a checkup says them.
    fn found(date: &str, items: &[(&str, f64)]) -> Checkup {
        let item =
            |(name, value): &(&str, f64)| Item::named(name).unwrap().said(&CheckupValue::Number(*value)).unwrap();
        Checkup { date: date.parse().unwrap(), items: items.iter().map(item).collect() }
    }

    #[test]
    fn an_item_is_taken_back_alone_and_the_last_takes_the_checkup_along() {
        let mut checkups = Checkups::default();
        let number = |checkups: &Checkups, name: &str| checkups.item(name);
        assert!(checkups.record(&checkup("2025-06-10", 64.0), at(8)));
        assert!(checkups.record(&found("2026-06-12", &[("weight", 6.1), ("waist", 85.0)]), at(9)));
        assert!(!checkups.withdraw(&found("2026-06-12", &[("weight", 61.0)]), at(10)), "another weight");
        assert!(!checkups.withdraw(&found("2026-06-12", &[("weight", 6.1)]), at(8)), "before it was said");
        assert!(checkups.withdraw(&found("2026-06-12", &[("weight", 6.1)]), at(9)), "at the same instant");
        assert_eq!((number(&checkups, "weight"), number(&checkups, "waist")), (None, Some(CheckupValue::Number(85.0))));
        assert!(checkups.withdraw(&found("2026-06-12", &[("waist", 85.0)]), at(10)));
        assert_eq!(weight(&checkups), Some(64.0), "the one before stands again");
        assert!(checkups.record(&found("2026-06-12", &[("weight", 6.1), ("waist", 85.0)]), at(11)), "said anew");
        assert_eq!(weight(&checkups), Some(6.1));
    }

    #[test]
    fn what_was_one_word_goes_as_one_and_what_shares_some_of_it_stands() {
        let mut checkups = Checkups::default();
        assert!(checkups.record(&found("2026-06-12", &[("weight", 61.0), ("waist", 85.0)]), at(8)));
        assert!(checkups.record(&found("2026-06-12", &[("weight", 61.0), ("waist", 90.0)]), at(9)));
        assert!(checkups.withdraw(&found("2026-06-12", &[("weight", 61.0), ("waist", 90.0)]), at(10)));
        assert_eq!(weight(&checkups), Some(61.0));
        assert_eq!(checkups.item("waist"), Some(CheckupValue::Number(85.0)));
    }

    #[test]
    fn of_several_codes_the_next_counts_when_the_first_is_taken_back() {
        let of = |items: &[(&str, f64)]| Checkup {
            date: "2026-06-12".parse().unwrap(),
            items: items
                .iter()
                .map(|(code, value)| CheckupItem {
                    code: (*code).to_owned(),
                    value: CheckupValue::Number(*value),
                    unit: Some("mm[Hg]".to_owned()),
                })
                .collect(),
        };
        let mut checkups = Checkups::default();
        assert!(checkups.record(&of(&[("9A751000000000001", 141.0), ("9A755000000000001", 373.0)]), at(9)));
        assert_eq!(checkups.item("systolic"), Some(CheckupValue::Number(373.0)));
        assert!(checkups.withdraw(&of(&[("9A755000000000001", 373.0)]), at(10)));
        assert_eq!(checkups.item("systolic"), Some(CheckupValue::Number(141.0)));
    }

    #[test]
    fn what_is_taken_back_puts_aside_nothing_that_was_said() {
        let mut checkups = Checkups::default();
        assert!(checkups.record(&checkup("2025-06-10", 64.0), at(8)));
        let items: Vec<(&str, f64)> = Item::ALL
            .iter()
            .filter(|item| item.said(&CheckupValue::Number(1.0)).is_ok())
            .map(|item| (item.name, 1.0))
            .collect();
        assert!(checkups.record(&found("2026-06-12", &items), at(9)));
        // One by one, and more of them than are said to be kept.
        for item in &items {
            assert!(checkups.withdraw(&found("2026-06-12", &[*item]), at(10)), "{}", item.0);
        }
        for other in 0..40 {
            assert!(!checkups.withdraw(&checkup("2026-06-12", 100.0 + f64::from(other)), at(9)));
        }
        assert_eq!(weight(&checkups), Some(64.0));
        assert!(serde_json::to_string(&checkups).unwrap().len() < 4_000);
    }

    #[test]
    fn what_was_stored_by_names_is_read_and_taken_back() {
        let stored = r#"[
            {"d": 20616, "at": "2026-11-20T09:00:00Z", "h": 7, "items": {"weight": 61.0, "systolic": 141.0}},
            {"d": 20617, "at": "2026-11-20T09:00:00Z", "h": 8}]"#;
        let mut checkups: Checkups = serde_json::from_str(stored).unwrap();
        assert_eq!(weight(&checkups), Some(61.0));
        assert_eq!(checkups.item("systolic"), Some(CheckupValue::Number(141.0)));
        assert!(checkups.withdraw(&checkup("2026-06-12", 61.0), at(10)));
        assert_eq!(weight(&checkups), None);
        let of_another_code = Checkup {
            items: vec![CheckupItem {
                code: "9A751000000000001".to_owned(),
                value: CheckupValue::Number(141.0),
                unit: None,
            }],
            ..checkup("2026-06-12", 1.0)
        };
        assert!(checkups.withdraw(&of_another_code, at(10)));
        assert_eq!(checkups.latest(), None);
    }
}
