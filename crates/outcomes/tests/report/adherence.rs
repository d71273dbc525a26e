//! Days at goal: each once, by the plan's denominator, and by arm not before their time.

use super::city::{City, START, gathered, plan, told};
use domain::pack::{Denominator, Estimator, Outcome, Proximal, Transform};
use outcomes::record::Missing;
use outcomes::report::{Answer, Planned, Point, Rate, Report, Share};

fn goal() -> City {
    let outcome = Outcome { proximal: Proximal::GoalReachedSameDay, cap: None, transform: Transform::None };
    City { outcome, people: 30, missing: 0, ..City::default() }
}

fn rate<'r>(report: &'r Report, key: &str) -> &'r Rate {
    report.adherence.shares.iter().find(|rate| rate.key == key).unwrap()
}

fn total(report: &Report, key: &str) -> Share {
    let total = rate(report, key).total.as_ref().unwrap();
    *total.known().unwrap_or_else(|| panic!("{total:?}"))
}

/// Five days of each of thirty people: two at goal, one missed, one of which nothing is known, one without a goal; and a
/// second decision point on the first day.
fn people(city: &City) -> Vec<Vec<Point>> {
    let mut people = city.points();
    for points in &mut people {
        points.truncate(5);
        let told = [Ok(1.0), Ok(1.0), Ok(0.0), Err(Missing::NoData), Err(Missing::NoGoal)];
        for (point, outcome) in points.iter_mut().zip(told) {
            point.outcome = outcome;
        }
        let again = Point { number: 6, ..points[0].clone() };
        points.push(again);
    }
    people
}

#[test]
fn a_day_counts_once_and_one_without_a_goal_not_at_all() {
    let city = goal();
    let report = gathered(city.asked(), &people(&city)).finish(&told());
    assert_eq!(total(&report, "goal_of_days"), Share { part: 60, of: 120 });
    assert_eq!(total(&report, "goal_of_known"), Share { part: 60, of: 90 });
}

#[test]
fn who_is_adherent_follows_the_denominator_of_the_plan() {
    let city = City { people: 60, ..goal() };
    let mut people = people(&city);
    // Without the missed day forty are at goal on all days with data, and on two of three.
    people.iter_mut().skip(20).for_each(|points| drop(points.remove(2)));
    for (by, adherent, said) in [
        (Denominator::DaysInPeriod, 0, "by all days of the period"),
        (Denominator::DaysWithData, 40, "by days with data"),
    ] {
        let plan = Planned { adherence: by, ..plan(Estimator::Wcls, START.plus(100)) };
        let city = City { plan: Some(plan), people: 60, ..goal() };
        let report = gathered(city.asked(), &people).finish(&told());
        assert_eq!(total(&report, "adherent"), Share { part: adherent, of: 60 });
        assert!(report.adherence.says.iter().any(|says| says.en.contains(said)), "{:?}", report.adherence.says);
    }
}

/// Before the last look of a plan without N* nobody reads the primary outcome by arm, in whatever section.
#[test]
fn what_tells_of_the_effect_waits_for_the_last_look() {
    for (proximal, keys) in [
        (Proximal::GoalReachedSameDay, vec!["goal_of_days", "goal_of_known"]),
        (Proximal::ReplyWithinHours { hours: 24 }, vec!["responded"]),
    ] {
        let outcome = Outcome { proximal, ..goal().outcome };
        for (last, is_shown) in [(START.plus(300), false), (START.plus(100), true)] {
            let city = City { outcome, people: 60, plan: Some(plan(Estimator::Wcls, last)), ..City::default() };
            let report = city.report();
            assert_eq!(report.effect.primary.known().is_some(), is_shown);
            for key in &keys {
                let arms = &rate(&report, key).arms;
                assert_eq!(arms.len(), 2, "{key}");
                assert!(arms.iter().all(|arm| matches!(arm, Answer::Known(_)) == is_shown), "{key}: {arms:?}");
            }
            let weekly = report.adherence.weeks.iter().flat_map(|week| &week.responded);
            if proximal != Proximal::GoalReachedSameDay && !is_shown {
                assert!(weekly.clone().count() > 0 && weekly.clone().all(|arm| matches!(arm, Answer::Withheld(_))));
            }
        }
    }
}

/// What the plan says of missing outcomes holds for the ratio as for the difference.
#[test]
fn a_ratio_keeps_to_the_rule_of_the_plan_too() {
    let points = |missing| {
        let plan = Planned { missing, ..plan(Estimator::Emee, START.plus(100)) };
        let report = City { missing: 30, plan: Some(plan), ..goal() }.report();
        let other = report.effect.others.iter().find(|other| other.key == "log_relative_risk").unwrap();
        assert!(other.planned, "{other:?}");
        [&other.estimate, &report.effect.primary].map(|answer| answer.known().unwrap().points.shown().unwrap())
    };
    use domain::pack::MissingRule::{AvailableCase, Before, Zero};
    let (known, zero) = (points(AvailableCase), points(Zero));
    assert!(known[0] == known[1] && zero[0] == zero[1] && zero[0] > known[0], "{known:?} {zero:?}");
    // Steps of the week before are no yes or no: a plan that says so is not published, and an old one leaves them out.
    assert_eq!(points(Before), known);
}
