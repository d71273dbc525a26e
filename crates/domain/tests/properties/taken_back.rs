//! Of checkups single items may be taken back: what is left does not hang on the order of arrival, and is
//! what one would find who has everything before them.

use std::collections::BTreeSet;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::event::{Checkup, CheckupItem, CheckupValue};
use domain::{Event, Payload, Ruleset, Snapshot};
use proptest::prelude::*;

use crate::given::{checkup, event, noon, talkative, withdrawn};

const WAIST: &str = "9N016160100000001";

/// The checkups that are said: no more than are kept, which share some of their items.
fn said() -> [Checkup; 4] {
    [checkup(0, Some(60.0), 85.0), checkup(0, Some(60.0), 86.0), checkup(0, None, 85.0), checkup(1, Some(60.0), 85.0)]
}

/// What is taken back: one of these, or an item or two that nobody said together.
fn any_back() -> impl Strategy<Value = Checkup> {
    let weight = (0..2_i64).prop_map(|years| {
        let mut record = checkup(years, Some(60.0), 85.0);
        record.items.retain(|item| item.code != WAIST);
        record
    });
    let any = (0..2_i64, prop::option::of(Just(60.0)), 85..87_u8)
        .prop_map(|(years, weight, waist)| checkup(years, weight, waist.into()));
    prop_oneof![weight, any]
}

fn any_words() -> impl Strategy<Value = Vec<Event>> {
    let word = prop_oneof![
        prop::sample::select(said().to_vec()).prop_map(Payload::Checkup),
        any_back().prop_map(|record| withdrawn(&Payload::Checkup(record))),
    ];
    prop::collection::vec(word, 1..12).prop_map(|words| {
        let at = |place| noon() - TimeDelta::days(1) + TimeDelta::minutes(place as i64);
        words.into_iter().enumerate().map(|(place, word)| event(&place.to_string(), at(place), word)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_left_of_checkups_is_what_nobody_took_back(
        (words, arrived) in any_words().prop_flat_map(|words| (Just(words.clone()), Just(words).prop_shuffle())),
    ) {
        let ruleset = ruleset();
        let mut snapshot = Snapshot::default();
        for word in &arrived {
            let _ = snapshot.observe(word, &ruleset.city, noon());
        }
        let number = |name: &str| match snapshot.checkups.item(name) {
            Some(CheckupValue::Number(number)) => Some(number),
            _ => None,
        };
        let known = snapshot.checkups.latest().map(|day| (day.date(), number("weight"), number("waist")));
        prop_assert_eq!(known, left(&words));
    }
}

fn ruleset() -> Rc<Ruleset> {
    thread_local! {
        static RULESET: Rc<Ruleset> = talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5));
    }
    RULESET.with(Rc::clone)
}

/// The newest checkup of which anything is left, found by looking at all that was said.
fn left(words: &[Event]) -> Option<(NaiveDate, Option<f64>, Option<f64>)> {
    let mut said: Vec<(DateTime<Utc>, Checkup)> = Vec::new();
    let mut backs: Vec<(DateTime<Utc>, Checkup)> = Vec::new();
    for word in words {
        match &word.payload {
            Payload::Checkup(data) => said.push((word.time, data.clone())),
            Payload::Withdrawn(data) => match data.record() {
                Ok(Payload::Checkup(record)) => backs.push((word.time, record)),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
    // Of the same words the last time counts, of what is said as of what is taken back.
    for all in [&mut said, &mut backs] {
        all.sort_by_key(|(at, data)| (data.date, *at));
        let later = all.clone();
        all.retain(|(at, data)| !later.iter().any(|(other, same)| same == data && other > at));
    }
    let is_whole = |back: &(DateTime<Utc>, Checkup)| {
        back.1.items.len() > 1 && said.iter().any(|(at, data)| *at <= back.0 && *data == back.1)
    };
    said.iter().rev().find_map(|(at, data)| {
        let about: Vec<_> = backs.iter().filter(|back| back.1.date == data.date && back.0 >= *at).collect();
        if about.iter().any(|back| back.1 == *data) {
            return None;
        }
        let gone: BTreeSet<String> = about
            .iter()
            .filter(|back| !is_whole(back))
            .flat_map(|back| &back.1.items)
            .filter(|item| data.items.contains(item))
            .map(|item| item.code.clone())
            .collect();
        let items: Vec<&CheckupItem> = data.items.iter().filter(|item| !gone.contains(&item.code)).collect();
        let of = |is_waist: bool| {
            items.iter().find(|item| (item.code == WAIST) == is_waist).map(|item| match item.value {
                CheckupValue::Number(number) => number,
                CheckupValue::Word(_) => f64::NAN,
            })
        };
        (!items.is_empty()).then(|| (data.date, of(false), of(true)))
    })
}
