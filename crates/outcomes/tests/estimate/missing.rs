//! Outcomes that are not known, under assumptions that are said.

use crate::trial::{Chance, Decision, Design, Kind, model, trial, wcls};
use outcomes::estimate::{Missing, Model};

#[test]
fn a_value_that_is_taken_is_as_if_it_was_there() {
    let mut chance = Chance::new("missing", 0);
    let design = Design { people: 12, points: (10, 20), effect: (0.3, 0.0), outcome: Kind::Steps };
    let mut rows = trial(design, &mut chance);
    rows.iter_mut().filter(|_| chance.happens(0.3)).for_each(|row| row.outcome = None);
    let model = model(&["weather"], &["weather"], Some(0.4));
    let zeros: Vec<Decision> =
        rows.iter().map(|row| Decision { outcome: Some(row.outcome.unwrap_or(0.0)), ..row.clone() }).collect();
    let taken = Model { missing: Missing::Taken(0.0), ..model.clone() };
    assert_eq!(wcls(&taken, &rows).unwrap(), wcls(&model, &zeros).unwrap());
    let known: Vec<Decision> = rows.iter().filter(|row| row.outcome.is_some()).cloned().collect();
    assert_eq!(wcls(&model, &rows).unwrap(), wcls(&model, &known).unwrap());
}

/// Half of the people gain 1, the others nothing, and of those who gain more outcomes are known: available cases tell too
/// much, and rows that count for the inverse of their probability of being known do not.
#[test]
fn weights_stand_for_those_who_are_not_seen() {
    let mut chance = Chance::new("missing", 1);
    let mut rows = Vec::new();
    for number in 0..6000 {
        let (gains, treated) = (number % 2 == 0, chance.happens(0.5));
        let known = if gains { 0.9 } else { 0.3 };
        let outcome = f64::from(u8::from(gains && treated)) + chance.normal();
        rows.push(Decision {
            number,
            person: format!("p-{}", number % 300),
            available: true,
            treated,
            probability: 0.5,
            outcome: chance.happens(known).then_some(outcome),
            weight: 1.0,
            controls: vec![],
            moderators: vec![],
        });
    }
    let effect = |rows: &[Decision]| {
        let fit = wcls(&model(&[], &[], None), rows).unwrap().fit(0.05).unwrap();
        let effect = fit.terms.last().unwrap();
        (effect.ci_low, effect.ci_high)
    };
    let (low, high) = effect(&rows);
    assert!(low < 0.75 && 0.75 < high && low > 0.5, "available cases: {low} to {high}");
    rows.iter_mut().for_each(|row| row.weight = if row.number % 2 == 0 { 1.0 / 0.9 } else { 1.0 / 0.3 });
    let (low, high) = effect(&rows);
    assert!(low < 0.5 && 0.5 < high && high < 0.75, "weighted: {low} to {high}");
}
