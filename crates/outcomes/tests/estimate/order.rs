//! Rows in any order, and in any parts, give the same bytes.

use crate::direct::emee;
use crate::heartsteps;
use crate::trial::{Chance, Decision, Design, Kind, model, taken, trial, wcls};
use outcomes::estimate::{Emee, Model, Wcls};

fn bytes(wcls: &Wcls) -> String {
    let solution = wcls.solve().unwrap();
    format!("{}{:?}", serde_json::to_string(&solution.fit(0.05).unwrap()).unwrap(), solution.covariance())
}

fn shuffled(rows: &[Decision], chance: &mut Chance) -> Vec<Decision> {
    let mut rows = rows.to_vec();
    for at in (1..rows.len()).rev() {
        rows.swap(at, chance.below(at + 1));
    }
    rows
}

/// Parts that are kept as JSON in between, as a report over many residents is.
fn in_parts(model: &Model, rows: &[Decision], chance: &mut Chance) -> Wcls {
    let mut all = Wcls::new(model.clone()).unwrap();
    let mut rest = rows;
    while !rest.is_empty() {
        let (part, after) = rest.split_at(1 + chance.below(rest.len()));
        let kept = serde_json::to_string(&taken(model, part).unwrap()).unwrap();
        all.merge(&serde_json::from_str(&kept).unwrap()).unwrap();
        rest = after;
    }
    all
}

#[test]
fn order_and_parts_do_not_show() {
    let model = model(&["weather"], &["weather"], Some(0.4));
    for number in 0..60 {
        let mut chance = Chance::new("order", number);
        let design = Design { people: 8 + chance.below(10), points: (3, 25), effect: (0.2, 0.0), outcome: Kind::Steps };
        let mut rows = trial(design, &mut chance);
        // Values of unlike sizes, as sums of steps are.
        rows.iter_mut().for_each(|row| row.outcome = row.outcome.map(|y| (y * 3.0).exp() * 1000.0));
        let whole = bytes(&taken(&model, &rows).unwrap());
        let rows = shuffled(&rows, &mut chance);
        assert_eq!(bytes(&taken(&model, &rows).unwrap()), whole);
        assert_eq!(bytes(&in_parts(&model, &rows, &mut chance)), whole);
    }
}

#[test]
fn order_does_not_show_in_the_real_trial() {
    let model = model(&["log_steps30_pre"], &["study_day"], None);
    let rows = heartsteps::rows();
    let whole = bytes(&taken(&model, &rows).unwrap());
    let mut chance = Chance::new("order", 1000);
    let rows = shuffled(&rows, &mut chance);
    assert_eq!(bytes(&taken(&model, &rows).unwrap()), whole);
    assert_eq!(bytes(&in_parts(&model, &rows, &mut chance)), whole);
}

#[test]
fn what_is_kept_is_the_same_whatever_the_order() {
    let model = model(&["log_steps30_pre"], &["study_day"], None);
    let rows = heartsteps::rows();
    let kept = serde_json::to_string(&taken(&model, &rows).unwrap()).unwrap();
    let rows = shuffled(&rows, &mut Chance::new("order", 1001));
    assert_eq!(serde_json::to_string(&taken(&model, &rows).unwrap()).unwrap(), kept);
    assert!(kept.len() / 37 < 1000, "{} bytes a person", kept.len() / 37);
}

#[test]
fn order_does_not_show_in_a_relative_risk() {
    let model = model(&["weather"], &[], Some(0.4));
    let mut chance = Chance::new("order of 0 and 1", 0);
    let design = Design { people: 15, points: (10, 30), effect: (0.2, 0.0), outcome: Kind::Acted };
    let mut rows = trial(design, &mut chance);
    rows.iter_mut().for_each(|row| row.moderators.clear());
    let whole = emee(&model, &rows).unwrap();
    let rows = shuffled(&rows, &mut chance);
    assert_eq!(emee(&model, &rows).unwrap(), whole);
    let mut driven = Emee::new(model).unwrap();
    let in_parts = loop {
        let mut all = driven.pass();
        for part in rows.chunks(17) {
            let mut one = driven.pass();
            part.iter().try_for_each(|row| one.add(&row.row())).unwrap();
            all.merge(&one).unwrap();
        }
        if let Some(solution) = driven.step(&all).unwrap() {
            break solution;
        }
    };
    assert_eq!(in_parts, whole);
}

/// Metres or kilometres: the effect is the same distance.
#[test]
fn an_effect_has_the_units_of_its_outcome() {
    let model = model(&["weather"], &["weather"], Some(0.4));
    let mut chance = Chance::new("units", 0);
    let rows = trial(Design { people: 12, points: (10, 20), effect: (0.2, 0.1), outcome: Kind::Steps }, &mut chance);
    let metres = wcls(&model, &rows).unwrap().fit(0.05).unwrap();
    let scaled = rows.iter().map(|row| {
        let weather = vec![row.controls[0] * 1e4];
        Decision {
            outcome: row.outcome.map(|y| y / 1024.0),
            controls: weather.clone(),
            moderators: weather,
            ..row.clone()
        }
    });
    let scaled = wcls(&model, &scaled.collect::<Vec<_>>()).unwrap().fit(0.05).unwrap();
    for (at, (one, other)) in metres.terms.iter().zip(&scaled.terms).enumerate() {
        let unit = if at % 2 == 0 { 1024.0 } else { 1024.0 * 1e4 };
        for (one, other) in [(one.estimate, other.estimate), (one.se, other.se), (one.ci_low, other.ci_low)] {
            assert!((one - other * unit).abs() < 1e-9 * one.abs().max(0.01), "{one} {other}");
        }
        assert!((one.p - other.p).abs() < 1e-9);
    }
}
