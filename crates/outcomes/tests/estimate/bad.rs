//! What is no data for an answer, beside what is said of it. Numbers of rows are those of the table below.

use crate::direct::emee;
use crate::trial::{Chance, Decision, Design, Kind, model, trial, wcls};
use outcomes::estimate::{Missing, Model};
use std::fmt::Write as _;
use std::path::Path;

type Change = fn(&mut Vec<Decision>, &mut Model);

/// Changes to a trial that is in order, and what is wrong then.
const WRONG: [(&str, Change); 28] = [
    ("no rows", |rows, _| rows.clear()),
    ("nobody available", |rows, _| rows.iter_mut().for_each(|row| row.available = false)),
    ("all outcomes missing", |rows, _| rows.iter_mut().for_each(|row| row.outcome = None)),
    ("nobody treated", |rows, _| rows.iter_mut().for_each(|row| row.treated = false)),
    ("everyone treated", |rows, _| rows.iter_mut().for_each(|row| row.treated = true)),
    ("one person", |rows, _| rows.retain(|row| row.person == "p-001")),
    ("as many people as terms", |rows, _| rows.retain(|row| row.person.as_str() < "p-004")),
    ("a probability of 1", |rows, _| available(rows).probability = 1.0),
    ("a probability of 0", |rows, _| available(rows).probability = 0.0),
    ("a probability of 60", |rows, _| available(rows).probability = 60.0),
    ("a probability that is none", |rows, _| available(rows).probability = f64::NAN),
    ("probabilities that vary, without a numerator", |_, model| model.numerator = None),
    ("a numerator of 1", |_, model| model.numerator = Some(1.0)),
    ("a numerator that is none", |_, model| model.numerator = Some(f64::NAN)),
    ("an outcome that is no number", |rows, _| available(rows).outcome = Some(f64::NAN)),
    ("an infinite outcome", |rows, _| available(rows).outcome = Some(f64::INFINITY)),
    ("a missing outcome that stands for no number", |rows, model| {
        available(rows).outcome = None;
        model.missing = Missing::Taken(f64::NAN);
    }),
    ("a control that is no number", |rows, _| available(rows).controls[0] = f64::NAN),
    ("an infinite moderator", |rows, _| available(rows).moderators[0] = f64::NEG_INFINITY),
    ("a weight of 0", |rows, _| available(rows).weight = 0.0),
    ("too many controls", |rows, _| available(rows).controls.push(1.0)),
    ("always the same outcome", |rows, _| rows.iter_mut().for_each(|row| row.outcome = Some(7.0))),
    ("an outcome that is a control", |rows, _| {
        rows.iter_mut().for_each(|row| row.outcome = Some(3.0 + 2.0 * row.controls[0]));
    }),
    ("a control that does not vary", |rows, _| rows.iter_mut().for_each(|row| row.controls[0] = 5.0)),
    ("a control twice", |rows, model| {
        model.controls.push("again".to_owned());
        rows.iter_mut().for_each(|row| row.controls.push(row.controls[0] * 2.0));
    }),
    ("a moderator that does not vary", |rows, _| rows.iter_mut().for_each(|row| row.moderators[0] = 1.0)),
    ("a moderator of one person only", |rows, model| {
        model.moderators[0] = "is p-001".to_owned();
        rows.iter_mut().for_each(|row| row.moderators[0] = f64::from(u8::from(row.person == "p-001")));
    }),
    ("values too large", |rows, _| rows.iter_mut().for_each(|row| row.outcome = row.outcome.map(|y| y * 1e180))),
];

/// The same for outcomes of 0 and 1.
const WRONG_RISK: [(&str, Change); 8] = [
    ("an outcome of 3", |rows, _| available(rows).outcome = Some(3.0)),
    ("a missing outcome taken for a half", |rows, model| {
        available(rows).outcome = None;
        model.missing = Missing::Taken(0.5);
    }),
    ("no event with treatment", |rows, _| without_events(rows, |row| row.treated)),
    ("no event without treatment", |rows, _| without_events(rows, |row| !row.treated)),
    ("always an event", |rows, _| rows.iter_mut().for_each(|row| row.outcome = Some(1.0))),
    ("no event on one side of a control", |rows, _| {
        rows.iter_mut().for_each(|row| row.controls[0] = f64::from(u8::from(row.controls[0] > 0.0)));
        without_events(rows, |row| row.controls[0] == 1.0);
    }),
    ("no event with treatment on one side of a moderator", |rows, _| {
        rows.iter_mut().for_each(|row| row.moderators[0] = f64::from(u8::from(row.moderators[0] > 0.0)));
        without_events(rows, |row| row.treated && row.moderators[0] == 1.0);
    }),
    ("one person", |rows, _| rows.retain(|row| row.person == "p-001")),
];

fn available(rows: &mut [Decision]) -> &mut Decision {
    rows.iter_mut().skip(20).find(|row| row.available).unwrap()
}

fn without_events(rows: &mut [Decision], which: fn(&Decision) -> bool) {
    rows.iter_mut().filter(|row| which(row)).for_each(|row| row.outcome = Some(0.0));
}

#[test]
fn what_is_wrong_is_said() {
    let mut said = String::new();
    let mut tell = |name: &str, (rows, model): (&[Decision], &Model), outcome: Kind| {
        let found = if outcome == Kind::Steps { wcls(model, rows) } else { emee(model, rows) };
        let unfit = match found {
            Err(unfit) => unfit,
            Ok(solution) => panic!("{name}: {solution:?}"),
        };
        writeln!(said, "# {name}\n{}\n{}\n", unfit.sentence().en, unfit.sentence().ja).unwrap();
    };
    for (outcome, changes) in [(Kind::Steps, WRONG.as_slice()), (Kind::Acted, &WRONG_RISK)] {
        let design = Design { people: 12, points: (10, 20), effect: (0.3, 0.0), outcome };
        let rows = trial(design, &mut Chance::new("bad", 0));
        for (name, change) in changes {
            let (mut rows, mut model) = (rows.clone(), model(&["weather"], &["weather"], Some(0.4)));
            change(&mut rows, &mut model);
            tell(name, (&rows, &model), outcome);
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/estimate/bad.txt");
    if std::env::var_os("AYUMI_REWRITE").is_some() {
        std::fs::write(&file, &said).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(said == expected, "not as in {}:\n{said}", file.display());
}

/// What is wrong with a row that is not available is nobody's business: it counts for nothing.
#[test]
fn rows_that_are_not_available_leave_no_trace() {
    let model = model(&["weather"], &["weather"], Some(0.4));
    let design = Design { people: 12, points: (10, 20), effect: (0.3, 0.0), outcome: Kind::Steps };
    let rows = trial(design, &mut Chance::new("bad", 0));
    let found = wcls(&model, &rows).unwrap();
    let counting: Vec<Decision> = rows.iter().filter(|row| row.available).cloned().collect();
    assert_eq!(wcls(&model, &counting).unwrap(), found);
    let mut spoilt = rows.clone();
    for row in spoilt.iter_mut().filter(|row| !row.available) {
        (row.probability, row.outcome, row.weight) = (1.0, Some(f64::NAN), f64::NAN);
        (row.controls, row.moderators) = (vec![f64::NAN], vec![1e300]);
    }
    spoilt.push(Decision { person: "never there".to_owned(), available: false, ..spoilt[0].clone() });
    assert_eq!(wcls(&model, &spoilt).unwrap(), found);
}

#[test]
fn no_answer_has_a_level_or_a_contrast_that_is_none() {
    let model = model(&["weather"], &["weather"], Some(0.4));
    let design = Design { people: 12, points: (10, 20), effect: (0.3, 0.0), outcome: Kind::Steps };
    let found = wcls(&model, &trial(design, &mut Chance::new("bad", 0))).unwrap();
    for alpha in [0.0, 1.0, -0.05, 95.0, f64::NAN] {
        assert!(found.fit(alpha).unwrap_err().to_string().contains("no level of a test"));
    }
    for combination in [&[][..], &[1.0], &[0.0, 0.0], &[1.0, f64::NAN], &[1.0, 2.0, 3.0]] {
        let unfit = found.contrast("c", combination, 0.05).unwrap_err();
        assert!(unfit.to_string().contains("a finite number for each of 2"), "{unfit}");
        assert!(found.joint_of(&[combination.to_vec()]).is_err());
    }
}
