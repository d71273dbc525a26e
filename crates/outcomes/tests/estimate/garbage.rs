//! Whatever comes in, what goes out is a sentence or finite numbers.

use crate::direct::emee;
use crate::trial::{Chance, Decision, model, wcls};
use outcomes::estimate::Solution;

const VALUES: [f64; 16] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    0.25,
    0.75,
    2.0,
    3.0,
    1e-300,
    1e-9,
    1e9,
    1e160,
    -1e300,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];

fn finite(solution: &Solution) {
    let fit = solution.fit(0.05).unwrap();
    for term in &fit.terms {
        let numbers = [term.estimate, term.se, term.ci_low, term.ci_high, term.p];
        assert!(numbers.iter().all(|number| number.is_finite()) && term.se > 0.0, "{fit:?}");
    }
    if let Some(joint) = &fit.joint {
        assert!([joint.t2, joint.f, joint.p].iter().all(|number| number.is_finite()), "{fit:?}");
    }
}

#[test]
fn garbage_gives_no_garbage() {
    let (mut answered, model) = (0, model(&["x"], &["x"], Some(0.5)));
    for number in 0..6000 {
        let mut chance = Chance::new("garbage", number);
        // From tame to wild: how many of the values are drawn from.
        let (people, wild) = (2 + chance.below(9), 3 + chance.below(VALUES.len() - 2));
        let mut value = || VALUES[chance.below(wild)];
        let mut rows = Vec::new();
        for number in 0..people * 6 {
            let (outcome, control) = (value(), value());
            rows.push(Decision {
                number: number as u64,
                person: format!("p-{}", number % people),
                available: value() != 1.0,
                treated: value() > 0.1,
                probability: if wild > 12 { value() } else { 0.5 },
                outcome: (value() != 3.0).then_some(outcome),
                weight: if wild > 13 { value() } else { 1.0 },
                controls: vec![control],
                moderators: vec![control],
            });
        }
        for solution in [wcls(&model, &rows), emee(&model, &rows)].into_iter().flatten() {
            answered += 1;
            finite(&solution);
        }
    }
    assert!(answered > 1000, "{answered}: too much was refused for this to tell anything");
}
