//! HeartSteps V1, to the digits of the published result: "+14%, p = .06" (Klasnja et al. 2019, doi 10.1093/abm/kay067).

use crate::trial::{Decision, model, taken, wcls};
use outcomes::{Role, tails};
use std::path::Path;

pub fn rows() -> Vec<Decision> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/heartsteps_v1.csv");
    let mut reader = csv::Reader::from_path(file).unwrap();
    let read = |(at, record): (usize, Result<csv::StringRecord, csv::Error>)| {
        let record = record.unwrap();
        let number = |column: usize| record[column].parse::<f64>().unwrap();
        Decision {
            number: at as u64 + 2,
            person: record[0].to_owned(),
            available: &record[3] == "1",
            treated: &record[4] == "1",
            probability: 0.6,
            outcome: Some(number(6)),
            weight: 1.0,
            controls: vec![number(5)],
            moderators: vec![number(2)],
        }
    };
    reader.records().enumerate().map(read).collect()
}

/// Without moderators.
pub fn marginal() -> Vec<Decision> {
    rows().into_iter().map(|row| Decision { moderators: vec![], ..row }).collect()
}

#[test]
fn the_published_result_is_reproduced() {
    let solution = wcls(&model(&["log_steps30_pre"], &[], Some(0.6)), &marginal()).unwrap();
    let fit = solution.fit(0.05).unwrap();
    let digits = |value: f64| format!("{value:.5}");
    let found: Vec<[String; 2]> = fit.terms.iter().map(|term| [term.estimate, term.se].map(digits)).collect();
    assert_eq!(found, [["1.78314", "0.12096"], ["0.41360", "0.03072"], ["0.13120", "0.06739"]]);
    let effect = fit.terms.last().unwrap();
    assert_eq!((effect.name.as_str(), effect.role), ("effect", Role::Effect));
    assert_eq!([effect.ci_low, effect.ci_high].map(digits), ["-0.00576", "0.26815"]);
    assert_eq!(format!("{:.4}", effect.p), "0.0599");
    let joint = fit.joint.unwrap();
    assert_eq!([joint.t2, joint.f].map(digits), ["3.78979", "3.78979"]);
    assert!((joint.p - effect.p).abs() < 1e-12, "one effect: the tests are the same");
    assert_eq!((fit.df, fit.people, fit.rows), (34.0, 37, 6061));
}

/// As many suggestions were sent as a probability of 0.6 gives.
#[test]
fn the_allocation_is_as_it_was_logged() {
    let counts = taken(&model(&["log_steps30_pre"], &[], None), &marginal()).unwrap().counts();
    assert_eq!((counts.rows, counts.unavailable, counts.counted(), counts.treated), (7540, 1479, 6061, 3594));
    let (treated, all) = (counts.treated as f64, counts.counted() as f64);
    let z = (treated - 0.6 * all) / (all * 0.6 * 0.4).sqrt();
    assert_eq!(format!("{z:.7} {:.8}", tails::normal_two_sided(z)), "-1.1169451 0.26401779");
}

/// Taken from what was logged, the numerator is the same.
#[test]
fn a_constant_probability_is_its_own_numerator() {
    let said = wcls(&model(&["log_steps30_pre"], &[], Some(0.6)), &marginal()).unwrap();
    let logged = wcls(&model(&["log_steps30_pre"], &[], None), &marginal()).unwrap();
    assert_eq!(said, logged);
}

/// The effect by day in the trial: at the first day, at the last, and how it changes.
#[test]
fn the_effect_is_told_for_a_day() {
    let solution = wcls(&model(&["log_steps30_pre"], &["study_day"], None), &rows()).unwrap();
    let fit = solution.fit(0.05).unwrap();
    let [.., effect, by_day] = fit.terms.as_slice() else { panic!("{fit:?}") };
    let digits = |value: f64| format!("{value:.8}");
    // By GEE of statsmodels 0.15.0, with its covariance `bias_reduced`.
    assert_eq!([effect.estimate, effect.se].map(digits), ["0.50432252", "0.15137507"]);
    assert_eq!([by_day.estimate, by_day.se].map(digits), ["-0.01831126", "0.00609286"]);
    let first = solution.effect_at("day 0", &[0.0], 0.05).unwrap();
    assert!((first.estimate - effect.estimate).abs() < 1e-12 && (first.se - effect.se).abs() < 1e-12);
    let last = solution.effect_at("day 41", &[41.0], 0.05).unwrap();
    assert!((last.estimate - effect.estimate - 41.0 * by_day.estimate).abs() < 1e-12);
    assert!(by_day.estimate < 0.0, "the effect wears off: {by_day:?}");
    let joint = solution.joint_of(&[vec![0.0, 1.0]]).unwrap().unwrap();
    assert!((joint.p - by_day.p).abs() < 1e-12, "one combination: the tests are the same");
    assert!(fit.joint.unwrap().p < 0.05);
}
