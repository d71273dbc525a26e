//! Intervals hold what they promise, by simulation: what is true is known here. Every number follows from its seed, so that
//! the table of docs/outcomes-designs.md can be made again: with `RUNS` of 20,000, by
//! `cargo test -p outcomes --test coverage -- --nocapture`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

use outcomes::arms::{Correction, Effect, Errors, Person, Question, Scheme, itt, permute};
use outcomes::chances::Stream;
use outcomes::looks::{Looking, always_valid};
use outcomes::stepped::{self, Row};
use outcomes::{Again, Fit};

const RUNS: u64 = 2_000;

/// Five standard errors of a share of 0.95 in so many runs.
fn is_95_percent(share: f64, runs: u64) -> bool {
    (share - 0.95).abs() < 5.0 * (0.95 * 0.05 / runs as f64).sqrt()
}

/// A standard normal number (Box and Muller).
fn normal(stream: &mut Stream) -> f64 {
    let radius = (-2.0 * (1.0 - stream.number()).ln()).sqrt();
    radius * (std::f64::consts::TAU * stream.number()).cos()
}

fn covers(fit: &Fit, truth: f64) -> bool {
    fit.terms[1].ci_low <= truth && truth <= fit.terms[1].ci_high
}

fn person(n: usize, treated: bool, outcome: f64) -> Person {
    Person { id: n.to_string(), treated, outcome: Some(outcome), cluster: None, controls: Vec::new() }
}

#[test]
fn few_persons_in_arms_that_vary_differently() {
    for (with, without) in [(5, 15), (10, 10), (20, 20)] {
        let (mut covered, mut rejected) = (0, 0);
        for run in 0..RUNS {
            let mut stream = Stream::new("coverage", "persons", run);
            let mut one = |n: usize| {
                let treated = n < with;
                person(n, treated, normal(&mut stream) * if treated { 3.0 } else { 1.0 } + 2.0)
            };
            let people: Vec<Person> = (0..with + without).map(&mut one).collect();
            let fit = itt(&people, &Question::default()).unwrap();
            covered += u64::from(covers(&fit, 0.0));
            rejected += u64::from(fit.terms[1].p < 0.05);
        }
        let share = covered as f64 / RUNS as f64;
        println!("persons {with} and {without}: {share:.3}");
        assert!(is_95_percent(share, RUNS) && covered + rejected == RUNS, "{share}");
    }
}

/// What was known before tells half of the outcome's variance; the treated have a tenth more.
#[test]
fn few_persons_of_whom_something_was_known() {
    for half in [10, 20, 40] {
        let mut covered = [0_u64; 2];
        for run in 0..RUNS {
            let mut stream = Stream::new("coverage", "controls", run);
            let one = |n: usize| {
                let (before, own) = (normal(&mut stream), normal(&mut stream));
                let treated = n < half;
                let outcome = 10.0 + before + own + if treated { 1.0 } else { 0.0 };
                Person { controls: vec![Some(before)], ..person(n, treated, outcome) }
            };
            let people: Vec<Person> = (0..2 * half).map(one).collect();
            for ((effect, truth), covered) in
                [(Effect::Difference, 1.0), (Effect::Relative, 0.1)].into_iter().zip(&mut covered)
            {
                let question = Question { controls: vec!["before".to_owned()], effect, ..Question::default() };
                *covered += u64::from(covers(&itt(&people, &question).unwrap(), truth));
            }
        }
        let shares = covered.map(|covered| covered as f64 / RUNS as f64);
        println!("controls, {half} in each arm, difference and relative: {shares:.3?}");
        assert!(shares.iter().all(|share| is_95_percent(*share, RUNS)), "{shares:?}");
    }
}

/// Clusters of 2 to 30 people, a tenth of the variance between them.
fn districts(count: usize, run: u64) -> Vec<Person> {
    let mut stream = Stream::new("coverage", "clusters", run);
    let mut people = Vec::new();
    for cluster in 0..count {
        let own = normal(&mut stream) * 0.1_f64.sqrt();
        let size = 2 + (stream.number().powi(2) * 29.0) as usize;
        for _ in 0..size {
            let outcome = 5.0 + own + normal(&mut stream) * 0.9_f64.sqrt();
            let cluster_name = Some(format!("{cluster:02}"));
            people.push(Person { cluster: cluster_name, ..person(people.len(), cluster % 2 == 0, outcome) });
        }
    }
    people
}

#[test]
fn few_clusters_of_unequal_size() {
    let corrections = [Correction::BellMcCaffrey, Correction::ManclDeRouen, Correction::Cr1];
    for count in [6, 10, 20] {
        let mut covered = [0_u64; 3];
        for run in 0..RUNS {
            let people = districts(count, run);
            for (correction, covered) in corrections.into_iter().zip(&mut covered) {
                let question = Question { errors: Errors::Clusters(correction), ..Question::default() };
                *covered += u64::from(covers(&itt(&people, &question).unwrap(), 0.0));
            }
        }
        let shares = covered.map(|covered| covered as f64 / RUNS as f64);
        println!("{count} clusters: {shares:.3?}");
        assert!(is_95_percent(shares[0], RUNS), "{count} {shares:?}");
    }
}

#[test]
fn arms_drawn_again_reject_as_often_as_they_say() {
    let runs = 400;
    let question = Question { errors: Errors::Clusters(Correction::default()), ..Question::default() };
    let (mut exact, mut coins) = (0, 0);
    for run in 0..runs {
        let people = districts(8, run);
        let again = Again { draws: 200, seed: &run.to_string() };
        exact += u64::from(permute(&people, &question, Scheme::Count, again).unwrap().p <= 0.1);
        coins += u64::from(permute(&people, &question, Scheme::Coins(0.5), again).unwrap().p <= 0.1);
    }
    let shares = [exact, coins].map(|rejected| rejected as f64 / runs as f64);
    println!("permutation at 10%: {shares:.3?}");
    // Five standard errors of a tenth.
    assert!(shares.iter().all(|share| (share - 0.1).abs() < 0.075), "{shares:?}");
}

/// Eighty days of ten new people a day, looked at each day from the second on.
#[test]
fn looks_every_day_err_no_more_often_than_once() {
    for (name, skewed) in [("normal", false), ("skewed", true)] {
        let runs = 2_000;
        let looking = Looking { alpha: 0.05, decide_at: Some(400.0) };
        let (mut ever, mut fixed) = (0_u64, 0_u64);
        for run in 0..runs {
            let mut stream = Stream::new("coverage", name, run);
            let mut arms = [[0.0_f64; 3]; 2];
            let (mut has, mut had) = (false, false);
            for day in 1..=80 {
                for n in 0..10 {
                    let drawn = normal(&mut stream);
                    let outcome = if skewed { drawn.exp() } else { drawn };
                    let arm = &mut arms[n % 2];
                    arm[0] += 1.0;
                    arm[1] += outcome;
                    arm[2] += outcome * outcome;
                }
                if day < 2 {
                    continue;
                }
                let moments = arms.map(|[n, sum, squares]| (sum / n, (squares - sum * sum / n) / (n - 1.0) / n));
                let [(m0, v0), (m1, v1)] = moments;
                let (difference, se) = (m1 - m0, (v0 + v1).sqrt());
                has |= always_valid(difference, se, day * 10, &looking).unwrap().p < 0.05;
                had |= difference.abs() > 1.96 * se;
            }
            ever += u64::from(has);
            fixed += u64::from(had);
        }
        let shares = [ever, fixed].map(|wrong| wrong as f64 / runs as f64);
        println!("looks every day, {name}: {shares:.3?}");
        assert!(shares[0] <= 0.05 && shares[1] > 0.2, "{shares:?}");
    }
}

#[test]
fn a_roll_out_of_nine_clusters() {
    let runs = 300;
    let (mut covered, mut rejected) = (0, 0);
    for run in 0..runs {
        let mut stream = Stream::new("coverage", "stepped", run);
        let mut rows = Vec::new();
        for cluster in 0..9 {
            let own = normal(&mut stream) * 0.3;
            for period in 0..4 {
                let passing = normal(&mut stream) * 0.1;
                for _ in 0..3 + (cluster * 5) % 7 {
                    let outcome = own + passing + 0.5 * f64::from(period) + normal(&mut stream);
                    let treated = period > cluster / 3;
                    let cluster = cluster.to_string();
                    rows.push(Row { cluster, period: i64::from(period), treated, outcome: Some(outcome) });
                }
            }
        }
        let question = stepped::Question::default();
        let fit = stepped::stepped(&rows, &question).unwrap().fit;
        let effect = fit.terms.last().unwrap();
        covered += u64::from(effect.ci_low <= 0.0 && 0.0 <= effect.ci_high);
        let again = Again { draws: 39, seed: &run.to_string() };
        rejected += u64::from(stepped::order(&rows, &question, again).unwrap().p <= 0.1);
    }
    let shares = [covered, rejected].map(|count| count as f64 / runs as f64);
    println!("stepped: {shares:.3?}");
    assert!(is_95_percent(shares[0], runs) && (shares[1] - 0.1).abs() < 0.087, "{shares:?}");
}
