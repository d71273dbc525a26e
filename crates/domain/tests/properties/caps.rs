//! Nobody gets more than the city allows, however much the rules propose; beside it comes one
//! message at most to each answer.

use std::rc::Rc;

use chrono::TimeDelta;
use domain::decide::{Effect, Rulesets, Verdict};
use domain::journey::{Happened, Journey};
use domain::{Day, Zone};
use proptest::prelude::*;

use crate::given::{any_orders, joins, noon, talkative};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn caps_are_never_exceeded(
        (per_day, per_week) in (1..4_u32, 1..9_u32),
        (events, _) in any_orders(40),
        hours in prop::collection::vec(0..20_i64, 40),
        outage in 0..40_usize,
    ) {
        let ruleset = talkative("Asia/Tokyo", ("20:00", "8:30"), (per_day, per_week));
        let mut journey = Journey::new(Rulesets::new(ruleset), noon());
        for event in joins(noon()) {
            let _ = journey.post(&event);
        }
        let mut left: Vec<Day> = Vec::new();
        for (place, (event, hours)) in events.into_iter().zip(hours).enumerate() {
            let to = journey.now() + TimeDelta::hours(hours);
            if place == outage {
                journey.sleep(to + TimeDelta::days(3));
            }
            while let Some(at) = journey.next().filter(|at| *at <= to.max(journey.now())) {
                let happened = journey.advance(at);
                let today = Zone::default().day(journey.now());
                let unasked =
                    |one: &&Happened| matches!(one, Happened::Left(_, outgoing, _) if !outgoing.is_answer);
                left.extend(std::iter::repeat_n(today, happened.iter().filter(unasked).count()));
            }
            let _ = journey.advance(to);
            let answers = journey.post(&Rc::new(event)).iter().map(answers).sum::<usize>();
            prop_assert!(answers <= 1, "{answers} answers to one event");
        }
        for day in &left {
            let on = |from: Day| left.iter().filter(|other| (from..=*day).contains(other)).count();
            prop_assert!(on(*day) <= per_day as usize, "{} on {day}", on(*day));
            prop_assert!(on(day.plus(-6)) <= per_week as usize, "{} in the week to {day}", on(day.plus(-6)));
        }
    }
}

fn answers(happened: &Happened) -> usize {
    let Happened::Decided(_, decision) = happened else { return 0 };
    let is_answer = |verdict: &&Verdict| matches!(&verdict.outcome, Ok(Effect::Send(outgoing)) if outgoing.is_answer);
    decision.verdicts.iter().filter(is_answer).count()
}
