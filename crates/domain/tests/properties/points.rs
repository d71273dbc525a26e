//! Points follow the facts, in whatever order a day is revised.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::decide::{Effect, Rulesets};
use domain::event::{Steps, VisitKind};
use domain::journey::{Happened, Journey};
use domain::{Day, Payload, Ruleset};
use proptest::prelude::*;

use crate::given::{any_visit, event, joins, noon, notebook, resident, steps, talkative, talkative_but, withdrawn};

/// After so many days a day's points stand.
const CLOSES_AFTER: i32 = 14;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn the_ledger_is_what_the_final_facts_earn(revisions in any_revisions(40)) {
        let mut ledger = Ledger::begin();
        for revision in revisions {
            ledger.post(revision);
        }
        ledger.check(|_, facts| facts >= Some(5_000));
    }

    #[test]
    fn what_is_granted_is_what_the_caps_leave(revisions in any_revisions(40)) {
        let caps = "[points]\nper_day = 7\nper_month = 33\nper_year = 50";
        let mut ledger = Ledger::begin_in(talkative_but("Asia/Tokyo", ("20:00", "8:30"), (2, 5), caps));
        for revision in revisions {
            ledger.post(revision);
        }
        let mut months: BTreeMap<Day, i64> = BTreeMap::new();
        for day in (0..=CLOSES_AFTER).map(|days| ledger.today().plus(-days)) {
            if ledger.facts(day) >= Some(5_000) {
                *months.entry(day.month_start()).or_default() += 7;
            }
        }
        let granted: i64 = months.values().map(|month| *month.min(&33)).sum();
        let snapshot = ledger.journey.resident(&resident()).unwrap();
        prop_assert_eq!(snapshot.awards.balance, granted.min(50));
        prop_assert_eq!(ledger.granted, granted.min(50));
    }

    #[test]
    fn a_day_that_is_closed_keeps_its_points(
        revisions in any_revisions(40),
        hours in prop::collection::vec(0..40_i64, 40),
    ) {
        let mut ledger = Ledger::begin();
        let mut earned: BTreeMap<Day, bool> = BTreeMap::new();
        for (revision, hours) in revisions.into_iter().zip(hours) {
            let _ = ledger.journey.advance(ledger.journey.now() + TimeDelta::hours(hours));
            let day = Day::from_date(revision.date);
            ledger.post(revision);
            if ledger.today().since(day) <= CLOSES_AFTER {
                earned.insert(day, ledger.facts(day) >= Some(5_000));
            }
        }
        ledger.check(|day, _| earned.get(&day).copied().unwrap_or_default());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn points_are_those_of_what_was_not_taken_back(words in any_words(60)) {
        let mut ledger = Ledger::begin();
        for (back, payload) in words {
            ledger.post_of(noon() - TimeDelta::minutes(back), payload);
        }
        let city = talkative_city();
        let snapshot = ledger.journey.resident(&resident()).unwrap();
        // What is said of a closed day earns nothing.
        let first = ledger.today().plus(-CLOSES_AFTER);
        let mut sum = 0;
        for day in (0..=CLOSES_AFTER).map(|days| first.plus(days)) {
            sum += if snapshot.steps.on(day, &city) >= Some(5_000) { 10 } else { 0 };
            sum += 5 * snapshot.visits.days_between(VisitKind::Class, day, day);
            sum += snapshot.notebook.days_between(day, day);
        }
        let earliest = ledger.today().plus(-21);
        if snapshot.visits.days_between(VisitKind::Class, first, ledger.today()) > 0 {
            sum += 100;
        } else if snapshot.visits.days_between(VisitKind::Class, earliest, first) > 0 {
            // One of a closed day would not have earned it, and keeps it from being taken back.
            sum += snapshot.awards.standing("walk", "joined", Day(0));
        }
        prop_assert_eq!(snapshot.awards.balance, sum);
        let entered: i64 = ledger.entries.iter().map(|entry| entry.1).sum();
        prop_assert_eq!(entered, sum);
    }
}

/// Records of a few days and what takes them back, each said so many minutes ago, in any order.
fn any_words(most: usize) -> impl Strategy<Value = Vec<(i64, Payload)>> {
    let count = prop_oneof![Just(0_i64), Just(4_999), Just(5_000), 0..9_000_i64];
    let record = prop_oneof![
        2 => (0..6_i64, count, 0..3_usize, 1..9_u64)
            .prop_map(|(back, count, source, version)| Payload::Steps(steps(back, count, source, version))),
        1 => any_visit().prop_map(Payload::Visit),
        1 => (0..6_i64, any::<bool>()).prop_map(|(back, mood)| Payload::Notebook(notebook(back, mood))),
    ];
    let word = (0..5_000_i64, record, any::<bool>())
        .prop_map(|(back, record, taken)| (back, if taken { withdrawn(&record) } else { record }));
    prop::collection::vec(word, 1..most)
}

/// Revisions of a few days by three sources, in any order of their versions.
fn any_revisions(most: usize) -> impl Strategy<Value = Vec<Steps>> {
    let one = (0..12_i64, prop_oneof![Just(0_i64), Just(4_999), Just(5_000), 0..9_000_i64], 0..3_usize);
    let versions = Just((1..=most as u64).collect::<Vec<_>>()).prop_shuffle();
    (prop::collection::vec(one, 1..most), versions).prop_map(|(days, versions)| {
        let revision = |((back, count, source), version)| steps(back, count, source, version);
        days.into_iter().zip(versions).map(revision).collect()
    })
}

/// A resident's days and every entry that was made about them.
struct Ledger {
    journey: Journey,
    entries: Vec<(Day, i64)>,
    granted: i64,
    posted: usize,
}

impl Ledger {
    fn begin() -> Self {
        Self::begin_in(talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5)))
    }

    fn begin_in(ruleset: Rc<Ruleset>) -> Self {
        let mut journey = Journey::new(Rulesets::new(ruleset), noon());
        for event in joins(noon()) {
            let _ = journey.post(&event);
        }
        Self { journey, entries: Vec::new(), granted: 0, posted: 0 }
    }

    fn post(&mut self, revision: Steps) {
        self.post_of(self.journey.now(), Payload::Steps(revision));
    }

    fn post_of(&mut self, time: DateTime<Utc>, payload: Payload) {
        self.posted += 1;
        let event = event(&self.posted.to_string(), time, payload);
        for happened in self.journey.post(&Rc::new(event)) {
            let Happened::Decided(_, decision) = happened else { continue };
            for verdict in decision.verdicts {
                if let Ok(Effect::Points { entry, .. }) = verdict.outcome {
                    self.entries.push((entry.period, entry.points));
                    self.granted += entry.granted;
                }
            }
        }
    }

    fn today(&self) -> Day {
        domain::Zone::default().day(self.journey.now())
    }

    fn facts(&self, day: Day) -> Option<i64> {
        let snapshot = self.journey.resident(&resident()).unwrap();
        snapshot.steps.on(day, &talkative_city())
    }

    /// Compares each day's entries with what it has earned, and the balance with their sum.
    fn check(&self, earned: impl Fn(Day, Option<i64>) -> bool) {
        let first = domain::Zone::default().day(noon()).plus(-20);
        for day in (0..22).map(|days| first.plus(days)) {
            let mut entries = self.entries.iter().filter(|entry| entry.0 == day).map(|entry| entry.1);
            let expected = if earned(day, self.facts(day)) { 10 } else { 0 };
            let all: Vec<i64> = entries.by_ref().collect();
            assert_eq!(all.iter().sum::<i64>(), expected, "{day}: {all:?}");
            // Given and taken back in turn, never twice the same.
            assert!(all.chunks(2).all(|pair| pair[0] == 10 && pair.get(1).is_none_or(|back| *back == -10)), "{all:?}");
        }
        let snapshot = self.journey.resident(&resident()).unwrap();
        assert_eq!(snapshot.awards.balance, self.entries.iter().map(|entry| entry.1).sum::<i64>());
    }
}

fn talkative_city() -> domain::pack::City {
    thread_local! {
        static CITY: domain::pack::City = talkative("Asia/Tokyo", ("20:00", "8:30"), (2, 5)).city.as_ref().clone();
    }
    CITY.with(Clone::clone)
}
