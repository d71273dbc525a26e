//! An effect of decision points that is looked at every day: the interval that holds at every look does, of few people too.

use crate::trial::{Chance, Decision, model};
use outcomes::estimate::Wcls;
use outcomes::looks::{Looking, always_valid, always_valid_of_few};

/// How often in so many trials without any effect one of sixty daily looks errs: by the sequence as it is, and as it is
/// for few. Everyone is there from the first day on, so that what is learnt from day to day is more of the same people.
fn erred(people: usize, trials: u64) -> [f64; 2] {
    let model = model(&[], &[], Some(0.5));
    let looking = Looking { alpha: 0.05, decide_at: Some(people as f64) };
    let mut erred = [0_u64; 2];
    for trial in 0..trials {
        let mut chance = Chance::new(&format!("looked at, {people}"), trial);
        let level: Vec<f64> = (0..people).map(|_| chance.normal()).collect();
        let mut wcls = Wcls::new(model.clone()).unwrap();
        let mut has = [false; 2];
        for day in 0..60 {
            for (person, level) in level.iter().enumerate() {
                let treated = chance.happens(0.5);
                let row = Decision {
                    number: (day * people + person) as u64 + 1,
                    person: format!("p-{person:03}"),
                    available: true,
                    treated,
                    probability: 0.5,
                    outcome: Some(level + chance.normal()),
                    weight: 1.0,
                    controls: Vec::new(),
                    moderators: Vec::new(),
                };
                wcls.add(&row.row()).unwrap();
            }
            if day < 2 {
                continue;
            }
            let solution = wcls.solve().unwrap();
            let (effect, df) = (solution.effect_at("effect", &[], 0.05).unwrap(), solution.df());
            let plain = always_valid(effect.estimate, effect.se, people as u64, &looking).unwrap();
            let of_few = always_valid_of_few(effect.estimate, effect.se, (people as u64, df), &looking).unwrap();
            for (has, always) in has.iter_mut().zip([plain, of_few]) {
                let leaves_out = always.ci_low > 0.0 || always.ci_high < 0.0;
                assert_eq!(leaves_out, always.p < 0.05, "interval and p say the same: {always:?}");
                *has |= leaves_out;
            }
        }
        for (erred, has) in erred.iter_mut().zip(has) {
            *erred += u64::from(has);
        }
    }
    erred.map(|erred| erred as f64 / trials as f64)
}

#[test]
#[allow(clippy::print_stdout, reason = "the numbers of docs/outcomes-designs.md")]
fn daily_looks_at_few_people_err_no_more_often_than_once() {
    for people in [10, 20, 40] {
        let [plain, of_few] = erred(people, 400);
        println!("daily looks at {people} people: {plain:.4} as it is, {of_few:.4} as for few");
        assert!(of_few <= 0.05 && of_few <= plain, "{people}: {of_few}, {plain}");
    }
}
