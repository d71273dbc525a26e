//! What is no data for an answer, beside what is said of it.

use crate::trial::{Decision, Trial, model, solve, taken, trial};
use outcomes::chances::Stream;
use outcomes::distal::{Dcee, Model};
use std::fmt::Write as _;
use std::path::Path;

type Change = fn(&mut Trial, &mut Model);

/// Changes to a trial that is in order, and what is wrong then.
const WRONG: [(&str, Change); 23] = [
    ("no rows", |trial, _| trial.rows.clear()),
    ("no outcome", |trial, _| trial.outcomes.iter_mut().for_each(|outcome| *outcome = None)),
    ("nobody available", |trial, _| trial.rows.iter_mut().for_each(|row| row.available = false)),
    ("nobody treated", |trial, _| trial.rows.iter_mut().for_each(|row| row.treated = false)),
    ("everyone treated", |trial, _| trial.rows.iter_mut().for_each(|row| row.treated = true)),
    ("one person", |trial, _| trial.rows.retain(|row| row.person == 1)),
    ("as many people as terms", |trial, _| trial.rows.retain(|row| row.person < 2)),
    ("treated rows of two people only", |trial, _| {
        trial.rows.iter_mut().filter(|row| row.person > 1).for_each(|row| row.treated = false);
    }),
    ("untreated rows of two people only", |trial, _| {
        trial.rows.iter_mut().filter(|row| row.person > 1).for_each(|row| row.treated = true);
    }),
    ("always the same outcome", |trial, _| trial.outcomes.iter_mut().for_each(|outcome| *outcome = Some(1.0))),
    ("an outcome that is no number", |trial, _| trial.outcomes[4] = Some(f64::NAN)),
    ("an infinite outcome", |trial, _| trial.outcomes[4] = Some(f64::INFINITY)),
    ("a probability of 1", |trial, _| available(trial).probability = 1.0),
    ("a probability of 0", |trial, _| available(trial).probability = 0.0),
    ("a probability that is none", |trial, _| available(trial).probability = f64::NAN),
    ("a control that is no number", |trial, _| available(trial).controls[0] = f64::NAN),
    ("an infinite moderator", |trial, _| trial.rows[0].moderators[0] = f64::INFINITY),
    ("too many controls", |trial, _| available(trial).controls.push(1.0)),
    ("a control that does not vary", |trial, _| trial.rows.iter_mut().for_each(|row| row.controls[0] = 3.0)),
    ("a moderator that does not vary", |trial, _| trial.rows.iter_mut().for_each(|row| row.moderators[0] = 3.0)),
    ("an outcome that is a control", |trial, _| {
        let outcomes = trial.outcomes.clone();
        trial.rows.iter_mut().for_each(|row| row.controls[0] = outcomes[row.person].unwrap());
    }),
    ("everyone treated as often", |trial, model| {
        (model.controls, model.moderators) = (Vec::new(), Vec::new());
        trial.rows.retain(|row| row.available);
        for person in 0..12 {
            // Five rows of each, two of them treated.
            let mut number = 0;
            trial.rows.retain_mut(|row| {
                if row.person != person {
                    return true;
                }
                (row.probability, row.treated) = (0.4, number < 2);
                (row.controls, row.moderators) = (Vec::new(), Vec::new());
                number += 1;
                number <= 5
            });
        }
    }),
    ("values too large", |trial, _| {
        trial.outcomes.iter_mut().for_each(|outcome| *outcome = outcome.map(|y| y * 1e200))
    }),
];

fn available(trial: &mut Trial) -> &mut Decision {
    trial.rows.iter_mut().skip(20).find(|row| row.available).unwrap()
}

fn sound() -> Trial {
    trial(12, (10, 20), (0.3, 0.1), &mut Stream::new("distal", "bad", 0))
}

#[test]
fn what_is_wrong_is_said() {
    let mut said = String::new();
    assert!(solve(&model(), &sound()).is_ok());
    for (name, change) in WRONG {
        let (mut trial, mut model) = (sound(), model());
        change(&mut trial, &mut model);
        match solve(&model, &trial) {
            Err(unfit) => writeln!(said, "# {name}\n{}\n{}\n", unfit.sentence().en, unfit.sentence().ja).unwrap(),
            Ok(solution) => panic!("{name}: {solution:?}"),
        }
    }
    let mut twice = taken(&model(), &sound()).unwrap();
    let unfit = twice.outcome("p-003", Some(77.0)).unwrap_err();
    writeln!(said, "# two outcomes\n{}\n{}\n", unfit.sentence().en, unfit.sentence().ja).unwrap();
    let unfit = twice.merge(&Dcee::new(Model::default())).unwrap_err();
    writeln!(said, "# another model\n{}\n{}\n", unfit.sentence().en, unfit.sentence().ja).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/distal/bad.txt");
    #[allow(clippy::disallowed_methods, reason = "the tests' own switch")]
    let rewrite = std::env::var("AYUMI_REWRITE").is_ok();
    if rewrite {
        std::fs::write(&file, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(said == expected, "not as in {}:\n{said}", file.display());
}
