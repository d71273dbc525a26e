//! How often intervals hold the truth, in made-up trials whose truth is known.

use crate::trial::{AVAILABLE, Trial, model, trial};
use outcomes::chances::Stream;
use outcomes::distal::{Errors, Model};

/// How many of so many trials the intervals of the effect and of its change hold the truth in.
fn covered(people: usize, trials: u64, errors: Errors) -> [u64; 2] {
    let (effect, model) = ((0.2, 0.1), Model { errors, ..model() });
    let mut found = [0, 0];
    for number in 0..trials {
        let made: Trial = trial(people, (20, 30), effect, &mut Stream::new("distal", "coverage", number));
        let fit = crate::trial::solve(&model, &made).unwrap().fit(0.05).unwrap();
        for ((count, term), truth) in found.iter_mut().zip(&fit.terms).zip([effect.0, effect.1]) {
            *count += u64::from(term.ci_low <= AVAILABLE * truth && AVAILABLE * truth <= term.ci_high);
        }
    }
    found
}

#[test]
fn intervals_of_forty_people_cover() {
    let trials = 400;
    for count in covered(40, trials, Errors::ManclDeRouen) {
        let share = count as f64 / trials as f64;
        // 3.3 Monte Carlo errors.
        assert!((share - 0.95).abs() < 3.3 * (0.95 * 0.05 / trials as f64).sqrt(), "{count} of {trials}");
    }
}

#[test]
#[ignore = "minutes; it prints the table of docs/outcomes.md"]
fn table() {
    for people in [10, 20, 40, 100, 400] {
        for errors in [Errors::ManclDeRouen, Errors::Plain] {
            println!("{people} people, {errors:?}: {:?} of 10,000", covered(people, 10_000, errors));
        }
    }
}
