//! Whatever comes in, what comes out is numbers or a sentence.

use crate::trial::{Decision, Trial, model, solve};
use outcomes::distal::{Errors, Model, Weighting};
use proptest::prelude::*;

/// Numbers that are hard on sums.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -10.0..10.0f64,
        2 => Just(0.0),
        1 => Just(1.0),
        1 => prop_oneof![
            Just(f64::NAN), Just(f64::INFINITY), Just(1e300), Just(-1e300), Just(1e-300), Just(1e160), Just(5e-324)
        ],
    ]
}

fn decision() -> impl Strategy<Value = Decision> {
    let probability =
        prop_oneof![20 => 0.01..0.99f64, 1 => prop_oneof![Just(0.0), Just(1.0), Just(f64::NAN), Just(1e-300)]];
    (0usize..9, any::<bool>(), any::<bool>(), probability, value(), value()).prop_map(
        |(person, available, treated, probability, control, moderator)| Decision {
            person,
            available,
            treated,
            probability,
            controls: vec![control],
            moderators: vec![moderator],
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_number_is_none(
        rows in prop::collection::vec(decision(), 0..60),
        outcomes in prop::collection::vec(prop::option::weighted(0.9, value()), 9),
        people in any::<bool>(),
        plain in any::<bool>(),
    ) {
        let weighting = if people { Weighting::People } else { Weighting::Points };
        let errors = if plain { Errors::Plain } else { Errors::ManclDeRouen };
        if let Ok(solution) = solve(&Model { weighting, errors, ..model() }, &Trial { rows, outcomes }) {
            for term in solution.fit(0.05).unwrap().terms {
                let numbers = [term.estimate, term.se, term.ci_low, term.ci_high, term.p];
                prop_assert!(numbers.iter().all(|number| number.is_finite()) && term.se > 0.0, "{term:?}");
            }
        }
    }
}
