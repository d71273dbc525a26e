//! gbstats and statsmodels (PyPI): what they make of experiments with persons and clusters, `outcomes` makes too.

use outcomes::arms::{Correction, Effect, Errors, Person, Question, itt};
use outcomes::chances::Stream;
use outcomes::looks::{Looking, always_valid};
use outcomes::stepped::{self, Row, Variances, stepped};
use outcomes::{Fit, checks, several};
use serde_json::{Value, json};

use super::present;
use super::python::{judge, python};

/// How many data sets of each kind are made up.
const SETS: u64 = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_make_the_same_of_experiments() {
    let Some(python) = present("gbstats", python()) else { return };
    let of = |set| [persons(set), clusters(set), roll_out(set), numbers(set)];
    let sets: Vec<Value> = (0..SETS).flat_map(of).collect();
    let good = judge(python, "experiments.py", json!({ "sets": sets })).await;
    assert!(good > SETS * 42, "{good}");
}

/// The effect's estimate, error, interval, p-value and degrees of freedom.
fn told(fit: &Fit) -> [f64; 6] {
    let effect = fit.terms.last().unwrap();
    [effect.estimate, effect.se, effect.ci_low, effect.ci_high, effect.p, fit.df]
}

fn persons(set: u64) -> Value {
    let mut stream = Stream::new("experiments", "persons", set);
    let count = 12 + (stream.number() * 150.0) as usize;
    let share = 0.3 + 0.4 * stream.number();
    let person = |n: usize| {
        let before = 4.0 * stream.number();
        // Two of each arm at least.
        let treated = n < 2 || (n >= 4 && stream.number() < share);
        let outcome = 3.0 + before + 5.0 * stream.number() * if treated { 1.5 } else { 1.0 };
        Person { id: n.to_string(), treated, outcome: Some(outcome), cluster: None, controls: vec![Some(before)] }
    };
    let people: Vec<Person> = (0..count).map(person).collect();
    let without: Vec<Person> = people.iter().map(|one| Person { controls: vec![], ..one.clone() }).collect();
    let fit = |people: &[Person], controls: &[&str], effect| {
        let controls = controls.iter().map(|&name| name.to_owned()).collect();
        itt(people, &Question { controls, effect, ..Question::default() }).unwrap()
    };
    let welch = fit(&without, &[], Effect::Difference);
    let decide_at = 20.0 + 400.0 * stream.number();
    let effect = welch.terms.last().unwrap();
    let looking = Looking { alpha: 0.05, decide_at: Some(decide_at) };
    let always = always_valid(effect.estimate, effect.se, count as u64, &looking).unwrap();
    json!({
        "kind": "persons",
        "treated": people.iter().map(|one| one.treated).collect::<Vec<_>>(),
        "outcome": people.iter().map(|one| one.outcome).collect::<Vec<_>>(),
        "before": people.iter().map(|one| one.controls[0]).collect::<Vec<_>>(),
        "decide_at": decide_at,
        "welch": told(&welch),
        "relative": told(&fit(&without, &[], Effect::Relative)),
        "cuped": told(&fit(&people, &["before"], Effect::Difference)),
        "cuped_relative": told(&fit(&people, &["before"], Effect::Relative)),
        "sequential": [always.ci_low, always.ci_high, always.p],
    })
}

fn clusters(set: u64) -> Value {
    let mut stream = Stream::new("experiments", "clusters", set);
    let count = 6 + (stream.number() * 20.0) as usize;
    let mut people = Vec::new();
    for cluster in 0..count {
        let own = 2.0 * stream.number();
        for _ in 0..2 + (stream.number() * 20.0) as usize {
            let before = stream.number();
            people.push(Person {
                id: people.len().to_string(),
                treated: cluster % 2 == 0,
                outcome: Some(1.0 + own + before + 3.0 * stream.number()),
                cluster: Some(format!("{cluster:02}")),
                controls: vec![Some(before)],
            });
        }
    }
    let fit = |correction| {
        let (controls, errors) = (vec!["before".to_owned()], Errors::Clusters(correction));
        told(&itt(&people, &Question { controls, errors, ..Question::default() }).unwrap())
    };
    json!({
        "kind": "clusters",
        "treated": people.iter().map(|one| one.treated).collect::<Vec<_>>(),
        "outcome": people.iter().map(|one| one.outcome).collect::<Vec<_>>(),
        "before": people.iter().map(|one| one.controls[0]).collect::<Vec<_>>(),
        "cluster": people.iter().map(|one| one.cluster.clone()).collect::<Vec<_>>(),
        "cr1": fit(Correction::Cr1),
        "mancl_derouen": fit(Correction::ManclDeRouen),
        "cr2": fit(Correction::BellMcCaffrey),
    })
}

/// A roll-out whose clusters begin in an order, each with people of its own in each period.
fn roll_out(set: u64) -> Value {
    let mut stream = Stream::new("experiments", "stepped", set);
    let clusters = 5 + (stream.number() * 6.0) as i64;
    let mut rows = Vec::new();
    for cluster in 0..clusters {
        let own = 2.0 * stream.number();
        for period in 0..4 {
            for _ in 0..1 + (stream.number() * 6.0) as usize {
                let outcome = own + 0.5 * period as f64 + 3.0 * stream.number();
                rows.push(Row {
                    cluster: format!("{cluster:02}"),
                    period,
                    treated: period > cluster % 3,
                    outcome: Some(outcome),
                });
            }
        }
    }
    let found = |variances| {
        let found = stepped(&rows, &stepped::Question { variances, ..stepped::Question::default() }).unwrap();
        json!({
            "within": found.within,
            "between": found.between,
            "estimates": found.fit.terms.iter().map(|term| term.estimate).collect::<Vec<_>>(),
            "effect": told(&found.fit),
        })
    };
    json!({
        "kind": "stepped",
        "cluster": rows.iter().map(|row| &row.cluster).collect::<Vec<_>>(),
        "period": rows.iter().map(|row| row.period).collect::<Vec<_>>(),
        "treated": rows.iter().map(|row| row.treated).collect::<Vec<_>>(),
        "outcome": rows.iter().map(|row| row.outcome).collect::<Vec<_>>(),
        "given": found(Variances::Given { within: 0.5 + stream.number(), between: stream.number() }),
        "estimated": found(Variances::Estimated),
    })
}

/// Numbers in arms, and p-values of several questions.
fn numbers(set: u64) -> Value {
    let mut stream = Stream::new("experiments", "numbers", set);
    let arms = 2 + (stream.number() * 3.0) as usize;
    let shares: Vec<f64> = (0..arms).map(|_| 0.2 + stream.number()).collect();
    let counts: Vec<u64> = shares.iter().map(|share| (share * 900.0 + 60.0 * stream.number()) as u64).collect();
    let p: Vec<f64> = (0..3 + set % 9).map(|_| stream.number().powi(3)).collect();
    json!({
        "kind": "numbers",
        "counts": counts,
        "shares": shares,
        "ratio": checks::persons(&counts, &shares).unwrap().p,
        "p": p,
        "holm": several::holm(&p).unwrap(),
        "benjamini_hochberg": several::benjamini_hochberg(&p).unwrap(),
    })
}
