//! What reports say, and do not say.

use super::city::{City, START, plan};
use domain::Sentence;
use domain::pack::{Estimator, Outcome, Proximal, Transform};
use outcomes::report::{DesignKind, Report};

fn city(kind: DesignKind, estimator: Estimator, outcome: Outcome, alpha: f64) -> City {
    let mut plan = plan(estimator, START.plus(100));
    plan.alpha = alpha;
    City { kind, outcome, plan: Some(plan), people: 120, ..City::default() }
}

fn says(report: &Report) -> Vec<&Sentence> {
    let parts = [&report.summary, &report.effect.says, &report.contrast.says, &report.looks.says, &report.limits];
    parts.into_iter().flatten().collect()
}

/// Wherever the level of an interval is told, it is that of the plan.
#[test]
fn intervals_are_told_with_the_level_of_the_plan() {
    let steps = City::default().outcome;
    let log = Outcome { proximal: Proximal::StepsNextDay, cap: None, transform: Transform::Log };
    let (points, people) = (DesignKind::DecisionPoints, DesignKind::People);
    for (kind, estimator, outcome) in
        [(points, Estimator::Wcls, steps), (points, Estimator::Wcls, log), (people, Estimator::Itt, steps)]
    {
        for (alpha, level) in [(0.1, "90%"), (0.001, "99.9%")] {
            let report = city(kind, estimator, outcome, alpha).report();
            let intervals: Vec<&Sentence> =
                says(&report).into_iter().filter(|said| said.en.contains("interval ")).collect();
            assert!(intervals.len() >= 4, "{intervals:?}");
            for Sentence { en, ja } in intervals {
                let has_level = en.contains(&format!("{level} interval ")) && ja.contains(&format!("{level}区間 "));
                assert!(has_level || en.ends_with("agree with the data."), "{en} {ja}");
            }
        }
    }
}

/// The rows do not tell whether a device was worn.
#[test]
fn days_of_few_steps_may_be_days_without_the_device() {
    let report = City { people: 200, ..City::default() }.report();
    let says = &report.distribution.says;
    assert!(says.iter().any(|said| said.en.contains("There may be days among them")), "{says:?}");
}

#[test]
fn what_a_sentence_is_about_is_in_it() {
    let report = City::default().report();
    let naive = report.summary.iter().find(|said| said.en.starts_with("Before and after alone")).unwrap();
    assert!(naive.en.contains("on days without a message there was one of"), "{naive:?}");
    let deviations = City { people: 12, points: 3, ..City::default() }.report().integrity;
    assert!(deviations.deviations.is_empty());
    let last = deviations.says.last().unwrap();
    assert_eq!(last.en, "Nothing is recorded that happened otherwise than drawn.");
}
