//! Made-up trials in which each day's probabilities follow from the days before, and whose truth is known.

use outcomes::chances::Stream;
use outcomes::estimate::{Model, Row, Solution, Wcls};
use outcomes::policy::{Better, Policy, SoFar};

const DAYS: u64 = 30;

/// Of the standard normal distribution (Box and Muller 1958).
fn normal(stream: &mut Stream) -> f64 {
    let radius = (-2.0 * (1.0 - stream.number()).ln()).sqrt();
    radius * (std::f64::consts::TAU * stream.number()).cos()
}

/// What a trial comes to: the fit at the end, and with which probabilities the last day was drawn in both classes.
struct Ended {
    solution: Solution,
    last: [f64; 2],
}

/// People who differ in level and in how they take nudges, whose days hang together; two classes of decision points,
/// dry days and rainy ones, each with a probability of its own; one decision point a day, at which four in five are
/// available.
fn trial(people: usize, effect: (f64, f64), policy: &Policy, stream: &mut Stream) -> Ended {
    let names = |name: &str| vec![name.to_owned()];
    let numerator = Some(policy.start);
    let model = Model { controls: names("rain"), moderators: names("rain"), numerator, ..Model::default() };
    let mut wcls = Wcls::new(model).unwrap();
    let ids: Vec<String> = (0..people).map(|person| format!("p-{person:03}")).collect();
    let mut each: Vec<[f64; 3]> = ids.iter().map(|_| [normal(stream), 0.2 * normal(stream), normal(stream)]).collect();
    let mut last = [policy.start; 2];
    for day in 0..DAYS {
        let so_far = wcls.solve();
        last = [0.0, 1.0].map(|rain| {
            let so_far = so_far.clone().and_then(|solution| SoFar::at(&solution, &[rain]));
            policy.probability(&so_far).unwrap().probability
        });
        for (person, [level, taking, noise]) in ids.iter().zip(&mut each) {
            *noise = 0.5 * *noise + normal(stream);
            let is_rainy = stream.number() < 0.4;
            let rain = f64::from(u8::from(is_rainy));
            let (available, probability) = (stream.number() < 0.8, last[usize::from(is_rainy)]);
            let treated = available && stream.number() < probability;
            let by = if treated { effect.0 + effect.1 * rain + *taking } else { 0.0 };
            wcls.add(&Row {
                number: day,
                person,
                available,
                treated,
                probability,
                outcome: Some(*level - 0.5 * rain + by + *noise),
                weight: 1.0,
                controls: &[rain],
                moderators: &[rain],
            })
            .unwrap();
        }
    }
    Ended { solution: wcls.solve().unwrap(), last }
}

fn policy() -> Policy {
    Policy { low: 0.2, start: 0.5, high: 0.8, better: Better::Higher, prior_sd: 1.0, least_people: 20 }
}

/// In how many of so many trials the intervals hold the truth on dry days, on rainy ones, and of their difference; and
/// the mean probabilities of the last day.
fn covered(people: usize, effect: (f64, f64), trials: u32) -> ([u32; 3], [f64; 2]) {
    let (mut found, mut last) = ([0; 3], [0.0; 2]);
    for number in 0..trials {
        let seed = format!("{people} people, effects {effect:?}");
        let ended = trial(people, effect, &policy(), &mut Stream::new("policy", &seed, u64::from(number)));
        let asked = [([1.0, 0.0], effect.0), ([1.0, 1.0], effect.0 + effect.1), ([0.0, 1.0], effect.1)];
        for (count, (combination, truth)) in found.iter_mut().zip(asked) {
            let term = ended.solution.contrast("c", &combination, 0.05).unwrap();
            *count += u32::from(term.ci_low <= truth && truth <= term.ci_high);
        }
        last.iter_mut().zip(ended.last).for_each(|(sum, own)| *sum += own / f64::from(trials));
    }
    (found, last)
}

/// Nothing helps; and nudges help on dry days and not on rainy ones, where they are soon drawn less often.
#[test]
fn intervals_cover_where_probabilities_follow_the_data() {
    let trials = 200;
    for effect in [(0.0, 0.0), (0.25, -0.4)] {
        let (found, last) = covered(100, effect, trials);
        for count in found {
            let share = f64::from(count) / f64::from(trials);
            // 3.3 Monte Carlo errors.
            assert!((share - 0.95).abs() < 3.3 * (0.95 * 0.05 / f64::from(trials)).sqrt(), "{count} of {trials}");
        }
        if effect.0 > 0.0 {
            assert!(last[0] > 0.75 && last[1] < 0.3, "{last:?}");
        }
    }
}

#[test]
fn the_same_data_give_the_same_probabilities() {
    let ended = || trial(30, (0.25, -0.4), &policy(), &mut Stream::new("policy", "again", 1));
    assert_eq!((ended().last, ended().solution), (ended().last, ended().solution));
}

#[test]
#[ignore = "minutes; it prints the table of docs/outcomes.md"]
fn table() {
    for people in [20, 40, 100] {
        for effect in [(0.0, 0.0), (0.25, -0.4)] {
            let (found, last) = covered(people, effect, 4_000);
            println!("{people} people, effects {effect:?}: {found:?} of 4,000; last {last:?}");
        }
    }
}
