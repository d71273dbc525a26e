//! How often intervals hold the truth, in made-up trials whose truth is known.
//!
//! The table of docs/outcomes.md: `cargo test --release -p outcomes --test estimate -- --ignored --nocapture table`.

use crate::direct::emee;
use crate::trial::{Chance, Design, Kind, model, trial, wcls};

/// How often, of so many trials.
struct Covered {
    trials: u32,
    refused: u32,
    /// The intervals of the effect where the moderator is 0, of its change with the moderator, and at 1.
    effect: u32,
    change: u32,
    at_one: u32,
    /// Rejections of "there is no effect of any kind" at 5%, where there is none.
    rejected: u32,
}

fn cover(outcome: Kind, people: usize, trials: u32) -> Covered {
    let truth = if outcome == Kind::Steps { (0.3, 0.2) } else { (0.25, 0.1) };
    let mut covered = Covered { trials, refused: 0, effect: 0, change: 0, at_one: 0, rejected: 0 };
    let points = if outcome == Kind::Steps { (10, 30) } else { (40, 80) };
    let model = model(&["weather"], &["weather"], Some(0.45));
    let solved = |effect, seed: &str, number: u32| {
        let design = Design { people, points, effect, outcome };
        let rows = trial(design, &mut Chance::new(&format!("{seed} of {people}"), u64::from(number)));
        if outcome == Kind::Steps { wcls(&model, &rows) } else { emee(&model, &rows) }
    };
    for number in 0..trials {
        let (Ok(with), Ok(without)) = (solved(truth, "coverage", number), solved((0.0, 0.0), "nothing", number)) else {
            covered.refused += 1;
            continue;
        };
        let holds = |values: &[f64], truth: f64| {
            let term = with.contrast("c", values, 0.05).unwrap();
            u32::from(term.ci_low <= truth && truth <= term.ci_high)
        };
        covered.effect += holds(&[1.0, 0.0], truth.0);
        covered.change += holds(&[0.0, 1.0], truth.1);
        covered.at_one += holds(&[1.0, 1.0], truth.0 + truth.1);
        covered.rejected += u32::from(without.joint().unwrap().p < 0.05);
    }
    covered
}

/// Within so many Monte Carlo errors of what it should be.
fn near(found: u32, of: u32, share: f64, errors: f64) {
    let (found, error) = (f64::from(found) / f64::from(of), (share * (1.0 - share) / f64::from(of)).sqrt());
    assert!((found - share).abs() < errors * error, "{found} of {of} trials, and not {share} ± {}", errors * error);
}

#[test]
fn intervals_cover_as_often_as_they_say() {
    for people in [10, 20, 40] {
        let covered = cover(Kind::Steps, people, 300);
        assert_eq!(covered.refused, 0);
        for found in [covered.effect, covered.change, covered.at_one] {
            near(found, covered.trials, 0.95, 3.3);
        }
        near(covered.rejected, covered.trials, 0.05, 3.3);
    }
}

#[test]
fn intervals_of_relative_risks_cover_too() {
    let covered = cover(Kind::Acted, 20, 100);
    assert_eq!(covered.refused, 0);
    near(covered.effect, covered.trials, 0.95, 3.3);
    near(covered.rejected, covered.trials, 0.05, 3.3);
}

#[test]
#[ignore = "minutes; it prints rows of the table of docs/outcomes.md"]
fn table_of_numbers() {
    [10, 20, 40].into_iter().for_each(|people| print(Kind::Steps, "continuous (WCLS)", people));
}

#[test]
#[ignore = "minutes; it prints rows of the table of docs/outcomes.md"]
fn table_of_risks() {
    [10, 20].into_iter().for_each(|people| print(Kind::Acted, "0 or 1 (EMEE)", people));
}

#[test]
#[ignore = "many minutes; it prints a row of the table of docs/outcomes.md"]
fn table_of_risks_of_forty() {
    print(Kind::Acted, "0 or 1 (EMEE)", 40);
}

#[allow(clippy::print_stdout, reason = "what it is for")]
fn print(outcome: Kind, name: &str, people: usize) {
    let trials = 10_000;
    let covered = cover(outcome, people, trials);
    let answered = covered.trials - covered.refused;
    let share = |count: u32| format!("{:.1}%", 100.0 * f64::from(count) / f64::from(answered));
    let [effect, change, at_one, rejected] =
        [covered.effect, covered.change, covered.at_one, covered.rejected].map(share);
    let refused = covered.refused;
    println!("| {name} | {people} | {trials} | {effect} | {change} | {at_one} | {rejected} | {refused} |");
}
