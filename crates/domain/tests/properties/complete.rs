//! A day that is whole is not lowered by a part of it that comes later, in whatever order readings come.

use std::rc::Rc;

use domain::event::{Payload, Withdrawn};
use domain::pack::City;
use domain::{Day, Event, Ruleset, Snapshot};
use proptest::prelude::*;

use crate::given::{event, noon, steps, talkative};

/// (days back, source, version, complete or not, taken back).
type Word = (i64, usize, u64, bool, bool);

/// What a version says follows from its number: one version says one thing.
fn count((back, source, version, ..): Word) -> i64 {
    (version * 7_919 + back as u64 * 31 + source as u64 * 17) as i64 % 9_000
}

fn told(word: Word) -> Event {
    let (back, source, version, complete, gone) = word;
    let mut data = steps(back, count(word), source, version);
    data.complete = complete;
    let said = Payload::Steps(data);
    let payload = match gone {
        false => said,
        true => {
            let record = serde_json::from_str(&said.to_json()).unwrap();
            Payload::Withdrawn(Withdrawn { kind: said.kind().to_owned(), record })
        }
    };
    event("1", noon(), payload)
}

fn town() -> Rc<Ruleset> {
    talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5))
}

fn known(words: &[Word], city: &City) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for word in words {
        let _ = snapshot.observe(&told(*word), city, noon());
        // As it is stored and read again.
        let json = serde_json::to_string(&snapshot).unwrap();
        assert_eq!(serde_json::from_str::<Snapshot>(&json).unwrap(), snapshot);
    }
    snapshot
}

/// The rule, as it is told.
fn counts(words: &[Word], back: i64) -> Option<i64> {
    (0..3).find_map(|source| {
        let of = || words.iter().filter(move |word| (word.0, word.1) == (back, source));
        let gone = of().filter(|word| word.4).map(|word| word.2).max();
        let said = |complete: bool| {
            let said = of().filter(move |word| !word.4 && word.3 == complete && Some(word.2) > gone);
            said.max_by_key(|word| word.2).copied()
        };
        match (said(true), said(false)) {
            (None, part) => part.map(count),
            (Some(whole), Some(part)) if part.2 > whole.2 => Some(count(whole).max(count(part))),
            (Some(whole), _) => Some(count(whole)),
        }
    })
}

fn any_words() -> impl Strategy<Value = Vec<Word>> {
    let any = (0..3_i64, 0..3_usize, 0..12_u64, any::<bool>(), prop::bool::weighted(0.15));
    prop::collection::vec(any, 1..40)
}

fn on(snapshot: &Snapshot, back: i64, city: &City) -> Option<i64> {
    let day = Day::from_date((noon() - chrono::TimeDelta::days(back)).date_naive());
    snapshot.steps.on(day, city)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_order_and_repetition_comes_to_the_rule(
        (words, again) in any_words().prop_flat_map(|words| {
            let twice: Vec<Word> = words.iter().chain(words.iter().step_by(2)).copied().collect();
            (Just(words), Just(twice).prop_shuffle())
        }),
    ) {
        let town = town();
        let city = &town.city;
        let (one, other) = (known(&words, city), known(&again, city));
        for back in 0..3 {
            prop_assert_eq!(on(&one, back, city), counts(&words, back));
            prop_assert_eq!(on(&other, back, city), counts(&words, back));
        }
        // Sources are numbered as they come; the bulk is the same.
        let size = |snapshot: &Snapshot| serde_json::to_string(&snapshot.steps).unwrap().len();
        prop_assert_eq!(size(&one), size(&other));
    }

    #[test]
    fn a_later_part_never_lowers_a_whole_day(words in any_words(), source in 0..3_usize) {
        let town = town();
        let city = &town.city;
        let whole = (0, source, 20, true, false);
        let mut words: Vec<Word> = words.into_iter().filter(|word| word.1 == source).collect();
        words.push(whole);
        let before = on(&known(&words, city), 0, city).unwrap();
        prop_assert_eq!(before, count(whole));
        for version in 21..40 {
            words.push((0, source, version, false, false));
            prop_assert!(on(&known(&words, city), 0, city).unwrap() >= before);
        }
        let fewer = (41..99).map(|version| (0, source, version, true, false)).find(|word| count(*word) < before);
        if let Some(fewer) = fewer {
            words.push(fewer);
            prop_assert_eq!(on(&known(&words, city), 0, city), Some(count(fewer)), "a later whole day may");
        }
    }
}
