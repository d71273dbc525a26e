//! What residents' own pages show: a goal that is one step up, and the records that stand.

use chrono::TimeDelta;
use domain::event::Steps;
use domain::resident::{SuggestedGoal, standing};
use domain::{Payload, Snapshot};
use proptest::prelude::*;

use crate::given::{any_orders, enrolled, event, noon, notebook, steps, talkative, withdrawn};

/// What is suggested to somebody of an age who walked so, the latest day first, today being the first of them.
fn suggested(birth_year: i32, walked: &[i64]) -> Option<SuggestedGoal> {
    let ruleset = talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5));
    let mut snapshot = Snapshot::default();
    let _ = snapshot.observe(&event("e", noon(), Payload::Enrolled(enrolled(birth_year))), &ruleset.city, noon());
    for (back, walked) in walked.iter().enumerate() {
        let read = Payload::Steps(steps(back as i64, *walked, 0, 1));
        let _ = snapshot.observe(&event(&format!("s-{back}"), noon(), read), &ruleset.city, noon());
    }
    snapshot.suggested_goal(&ruleset.city, ruleset.city.zone.day(noon()))
}

fn goals(birth_year: i32, walked: i64) -> (i64, i64) {
    let suggested = suggested(birth_year, &[walked; 10]).unwrap();
    assert_eq!(suggested.walks, walked);
    (suggested.less, suggested.target)
}

#[test]
fn the_next_step_is_about_a_tenth_more_up_to_what_is_recommended() {
    assert_eq!(goals(1952, 4_000), (4_200, 4_400));
    assert_eq!(goals(1952, 1_000), (1_200, 1_300));
    assert_eq!(goals(1952, 5_800), (5_900, 6_000));
    assert_eq!(goals(1990, 5_800), (6_100, 6_400));
    assert_eq!(goals(1990, 7_900), (8_000, 8_000));
    // Who walks as much already keeps it.
    assert_eq!(goals(1952, 9_030), (8_100, 9_000));
    assert_eq!(goals(1952, 0), (500, 500));
}

#[test]
fn with_less_than_three_days_nothing_is_suggested() {
    // Today, which is not over, is none of them.
    assert_eq!(suggested(1952, &[9_000, 4_000, 4_000]), None);
    assert_eq!(suggested(1952, &[9_000, 4_000, 4_000, 4_000]).unwrap().walks, 4_000);
}

#[test]
fn what_was_taken_back_does_not_stand_and_what_was_said_again_does() {
    let entry = |mood| Payload::Notebook(notebook(1, mood));
    let later = |minutes| noon() + TimeDelta::minutes(minutes);
    let mut events = vec![
        event("1", noon(), entry(true)),
        event("2", noon(), entry(false)),
        event("3", later(1), withdrawn(&entry(true))),
    ];
    let ids = |events: &[_]| standing(events).into_iter().map(|event| event.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&events), ["2"]);
    events.push(event("4", later(2), entry(true)));
    assert_eq!(ids(&events), ["2", "4"]);
}

proptest! {
    #[test]
    fn a_suggestion_is_never_a_leap(age in 20..100, walked in prop::collection::vec(0..30_000_i64, 4..30)) {
        let SuggestedGoal { walks, target, less } = suggested(2026 - age, &walked).unwrap();
        let recommended = if age < 65 { 8_000 } else { 6_000 };
        prop_assert!(target % 100 == 0 && less % 100 == 0 && less <= target && less >= 500);
        prop_assert!(target <= (walks + 1_500).max(500));
        prop_assert!(target <= recommended || target <= walks + 50);
        prop_assert!(target >= walks.min(recommended) - 50);
    }

    #[test]
    fn what_stands_does_not_hang_on_the_order((one, other) in any_orders(30)) {
        prop_assert_eq!(standing(&one), standing(&other));
    }

    /// The same steps stand as count for those who look at the snapshot.
    #[test]
    fn the_steps_that_stand_are_those_that_count(
        words in prop::collection::vec((0..3_i64, 1..5_u64, 0..9_000_i64, any::<bool>(), any::<bool>()), 1..20),
    ) {
        let ruleset = talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5));
        let events: Vec<_> = words.iter().enumerate().map(|(place, (back, version, walked, complete, is_back))| {
            // Of one version two that differ would hang on which came first.
            let walked = walked / 5 * 5 + *version as i64;
            let read = Payload::Steps(Steps { complete: *complete && version % 2 == 0, ..steps(*back, walked, 0, *version) });
            event(&place.to_string(), noon(), if *is_back && place % 3 == 0 { withdrawn(&read) } else { read })
        }).collect();
        let mut snapshot = Snapshot::default();
        let mut known = std::collections::BTreeSet::new();
        let events: Vec<_> = events.into_iter().filter(|event| match &event.payload {
            Payload::Steps(data) => known.insert((data.date, data.version)),
            _ => true,
        }).collect();
        for event in &events {
            let _ = snapshot.observe(event, &ruleset.city, noon());
        }
        let today = ruleset.city.zone.day(noon());
        let counts: Vec<_> = (0..3).filter_map(|back| snapshot.steps.on(today.plus(-back), &ruleset.city)).collect();
        let mut stands: Vec<_> = standing(&events).into_iter().filter_map(|event| match &event.payload {
            Payload::Steps(data) => Some((std::cmp::Reverse(data.date), data.steps)),
            _ => None,
        }).collect();
        stands.sort_unstable();
        prop_assert_eq!(stands.into_iter().map(|one| one.1).collect::<Vec<_>>(), counts);
    }
}
