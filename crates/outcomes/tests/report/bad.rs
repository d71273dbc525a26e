//! Rows from which nothing follows: a sentence in place of a number.

use super::city::{City, START, gathered, plan, told};
use domain::Sentence;
use domain::pack::Estimator;
use outcomes::record::Missing;
use outcomes::report::{Answer, DesignKind, Estimate, Gathering, Point, Report, Standing};

fn report(city: &City, people: &[Vec<Point>]) -> Report {
    gathered(city.asked(), people).finish(&told())
}

fn said(answer: &Answer<Estimate>) -> Sentence {
    answer.instead().cloned().unwrap_or_else(|| panic!("{answer:?} is a number"))
}

/// No number in a report is anything but one.
fn is_whole(report: &Report) {
    let text = serde_json::to_string(report).unwrap();
    let again: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(&again, report, "a number is none");
}

#[test]
fn no_rows_tell_nothing() {
    for kind in [
        DesignKind::DecisionPoints,
        DesignKind::People,
        DesignKind::Clusters,
        DesignKind::SteppedRollout,
        DesignKind::Nothing,
    ] {
        let city = City { kind, ..City::default() };
        let report = report(&city, &[]);
        is_whole(&report);
        said(&report.effect.primary);
        assert!(report.effect.arms.iter().all(|arm| arm.known().is_none()), "{kind:?}");
    }
}

#[test]
fn one_arm_has_nothing_to_be_compared_with() {
    let city = City::default();
    let mut people = city.points();
    for point in people.iter_mut().flatten() {
        point.sends = point.sends.map(|_| true);
    }
    let report = report(&city, &people);
    is_whole(&report);
    let told = said(&report.effect.primary);
    assert!(told.en.starts_with("all decision points whose outcome is known are such with a message"), "{told:?}");
    assert!(told.ja.contains("比べる相手がない"), "{told:?}");
    assert!(report.integrity.points.unwrap().known().unwrap().alarm, "all were sent, at a probability of 0.6");
}

#[test]
fn where_everything_is_missing_zero_is_not_taken_for_it() {
    let city = City::default();
    let mut people = city.points();
    for point in people.iter_mut().flatten() {
        point.outcome = Err(Missing::NoData);
    }
    let report = report(&city, &people);
    is_whole(&report);
    assert!(said(&report.effect.primary).en.starts_with("no outcome is known"));
    let zero = report.missing.sensitivity.iter().find(|assumed| assumed.key == "zero").unwrap();
    assert!(said(&zero.estimate).en.contains("all outcomes are the same"), "{zero:?}");
}

#[test]
fn before_windows_close_nothing_is_known() {
    let city = City { closed_until: START.plus(-1), ..City::default() };
    let report = city.report();
    is_whole(&report);
    assert_eq!(report.missing.open, u64::from(city.people * city.points));
    let told = said(&report.effect.primary);
    assert!(told.en.starts_with("not shown before the final look"), "{told:?}");
}

#[test]
fn a_plan_that_came_late_or_was_changed_is_said_to_be() {
    let mut late = plan(Estimator::Wcls, START.plus(100));
    late.before_start = false;
    let report = City { plan: Some(late), ..City::default() }.report();
    assert_eq!(report.about.standing, Standing::Exploratory);
    assert!(!report.effect.planned);
    assert!(report.about.says[0].ja.contains("探索的"), "{:?}", report.about.says);
    let mut changed = plan(Estimator::Wcls, START.plus(100));
    changed.changes = vec![Sentence::new("changed", "変更されました")];
    let report = City { plan: Some(changed), ..City::default() }.report();
    assert_eq!((report.about.standing, report.about.changes.len()), (Standing::Planned, 1));
}

#[test]
fn probabilities_that_are_none_and_outcomes_that_are_no_number_do_not_get_in() {
    let city = City::default();
    let expected = city.report();
    let mut people = city.points();
    for (at, rows) in people.iter_mut().enumerate() {
        let mut strange = rows[0].clone();
        strange.number = 1_000;
        match at % 3 {
            0 => strange.probability = Some(1.0),
            1 => strange.outcome = Ok(f64::NAN),
            _ => strange.outcome = Ok(f64::INFINITY),
        }
        rows.push(strange);
    }
    let report = report(&city, &people);
    is_whole(&report);
    assert_eq!(report.effect.primary, expected.effect.primary);
}

#[test]
fn a_few_people_are_told_of_nowhere() {
    let city = City { people: 9, ..City::default() };
    let report = city.report();
    is_whole(&report);
    assert!(matches!(report.effect.primary, Answer::Hidden(_)));
    assert!(report.adherence.weeks.iter().all(|week| week.effect.known().is_none() && week.active.known().is_none()));
}

#[test]
fn people_come_one_by_one_and_in_order() {
    let people = City::default().points();
    let mut gathering = Gathering::new(City::default().asked());
    gathering.add(&people[1]).unwrap();
    for wrong in [&people[0], &people[1]] {
        let unfit = gathering.add(wrong).unwrap_err();
        assert!(unfit.sentence().ja.contains("順に並べ"), "{unfit}");
    }
    let mixed = [people[2][0].clone(), people[3][0].clone()];
    assert!(gathering.add(&mixed).unwrap_err().to_string().contains("as those of one person"));
}

#[test]
fn a_version_that_measured_something_else_is_left_out() {
    let city = City::default();
    let mut people = city.points();
    for rows in &mut people {
        rows[0].measured = Some("notebook_within_days".to_owned());
    }
    let report = report(&city, &people);
    assert!(report.missing.says.iter().any(|said| said.en.ends_with("something else there: 60 decision points.")));
}

/// Where the probability is 1 nothing was drawn: such rows are neither among those observed nor among those expected.
#[test]
fn what_was_not_drawn_is_not_in_the_check_of_draws() {
    let city = City::default();
    let expected = city.report().integrity.points;
    let mut people = city.points();
    for rows in &mut people {
        let certain = Point { number: 1_000, probability: Some(1.0), sends: Some(true), ..rows[0].clone() };
        rows.push(certain);
    }
    assert_eq!(report(&city, &people).integrity.points, expected);
    for point in people.iter_mut().flatten() {
        point.probability = Some(1.0);
    }
    let told = report(&city, &people).integrity.points.unwrap();
    assert!(told.instead().unwrap().en.ends_with("nothing was drawn"), "{told:?}");
}

/// Eight clusters, of which 2.4 are expected in one arm.
#[test]
fn a_few_clusters_do_not_say_that_the_draw_was_right() {
    let city = City { kind: DesignKind::Clusters, ..City::default() };
    for (dealt, says) in [(true, "districts are dealt"), (false, "fewer than five are expected")] {
        let asked = outcomes::report::Asked { dealt, ..city.asked() };
        let integrity = gathered(asked, &city.points()).finish(&told()).integrity;
        let people = integrity.people.unwrap();
        assert!(people.instead().unwrap().en.starts_with(says), "{people:?}");
        let said = |start: &str| integrity.says.iter().any(|said| said.en.starts_with(start));
        assert!(said("Whether the numbers of clusters in the arms are as planned: "), "{:?}", integrity.says);
        assert!(!said("The numbers of clusters"), "{:?}", integrity.says);
    }
}

#[test]
fn one_row_is_not_told_of_as_several() {
    let city = City::default();
    let mut people = city.points();
    people[0][0].watermark = None;
    let says = report(&city, &people).missing.says;
    assert!(says.iter().any(|said| said.en == "Left out, since not closed yet: 1 decision point."), "{says:?}");
}

/// What is known at a later first row may hold days in the arm: with everyone's first row on the fourth day there is nothing
/// to take out.
#[test]
fn what_is_taken_out_is_from_before_the_assignment() {
    for kind in [DesignKind::People, DesignKind::Clusters] {
        let city = City { kind, people: 80, plan: None, ..City::default() };
        let mut people = city.points();
        for point in people.iter_mut().flatten() {
            point.days_in += 3;
        }
        let late = report(&city, &people);
        people.iter_mut().flatten().for_each(|point| point.before = None);
        let unknown = report(&city, &people);
        assert_eq!((&late.effect, late.effect.controls.len()), (&unknown.effect, 0));
        assert!(matches!(late.integrity.balance[0].standardised, Answer::Unfit(_)));
        assert_eq!(city.report().effect.controls, ["before"]);
    }
}

/// Of decision points the steps before the first one are from before all messages, whichever day that was.
#[test]
fn before_and_after_begin_before_the_first_decision_point() {
    let city = City::default();
    let mut people = city.points();
    people.iter_mut().flatten().for_each(|point| point.days_in += 3);
    assert_eq!(report(&city, &people).contrast.before, city.report().contrast.before);
    people.iter_mut().flatten().for_each(|point| point.number += 2);
    assert!(matches!(report(&city, &people).contrast.before, Answer::Unfit(_)));
}

#[test]
fn what_a_plan_does_not_ask_for_is_not_said_to_be_taken_out() {
    for (kind, estimator) in [(DesignKind::People, Estimator::Itt), (DesignKind::SteppedRollout, Estimator::Stepped)] {
        let mut plan = plan(estimator, START.plus(100));
        plan.controls.clear();
        let report = City { kind, people: 80, plan: Some(plan), ..City::default() }.report();
        assert!(report.effect.controls.is_empty() && report.effect.primary.known().is_some(), "{kind:?}");
    }
}
