//! Chance can be redone by anyone who has the log.

use std::rc::Rc;

use chrono::TimeDelta;
use domain::chance;
use domain::decide::{Decision, Rulesets};
use domain::journey::{Happened, Journey};
use proptest::prelude::*;

use crate::given::{any_orders, joins, noon, resident, talkative};

proptest! {
    #[test]
    fn a_draw_says_all_it_takes_to_draw_again(
        experiment in ".{1,20}", person in ".{1,20}", point in ".{1,20}", shares in prop::collection::vec(1..100_u32, 2..5),
    ) {
        let sum: u32 = shares.iter().sum();
        let arm = |(place, share): (usize, &u32)| (place.to_string(), f64::from(*share) / f64::from(sum));
        let arms: Vec<(String, f64)> = shares.iter().enumerate().map(arm).collect();
        let draw = chance::draw(&experiment, &person, &point, &arms).unwrap();
        prop_assert!((0.0..1.0).contains(&draw.number));
        prop_assert_eq!(draw.number, chance::number(&draw.experiment, &person, &draw.point));
        let below: f64 = arms.iter().take_while(|arm| arm.0 != draw.arm).map(|arm| arm.1).sum();
        prop_assert!(below - 1e-9 <= draw.number && draw.number < below + draw.probability + 1e-9);
        prop_assert_eq!(draw.clone(), chance::draw(&experiment, &person, &point, &arms).unwrap());
        // What is stored is read back to the last bit.
        let stored = serde_json::to_string(&draw).unwrap();
        prop_assert_eq!(serde_json::from_str::<chance::Draw>(&stored).unwrap(), draw);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn every_decision_comes_out_again((events, _) in any_orders(25), hours in prop::collection::vec(0..30_i64, 25)) {
        let live = || {
            let ruleset = talkative("Asia/Tokyo", ("20:00", "8:30"), (3, 9));
            let mut journey = Journey::new(Rulesets::new(ruleset), noon());
            let mut decided: Vec<Decision> = Vec::new();
            let begin = joins(noon()).into_iter().map(|event| (event, 0));
            let rest = events.iter().map(|event| Rc::new(event.clone())).zip(hours.iter().copied());
            for (event, hours) in begin.chain(rest) {
                let happened = journey.advance(journey.now() + TimeDelta::hours(hours));
                for one in happened.into_iter().chain(journey.post(&event)) {
                    if let Happened::Decided(_, decision) = one {
                        decided.push(decision);
                    }
                }
            }
            decided
        };
        let decided = live();
        prop_assert_eq!(&decided, &live());
        for verdict in decided.iter().flat_map(|decision| &decision.verdicts) {
            for draw in [&verdict.trace.draw, &verdict.trace.chosen].into_iter().flatten() {
                let again = chance::number(&draw.experiment, resident().as_str(), &draw.point);
                prop_assert_eq!(draw.number, again);
                prop_assert!(draw.probability > 0.0 && draw.probability < 1.0);
            }
        }
    }
}
