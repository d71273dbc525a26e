//! The numbers of a report beside those of the estimators, given the same rows.

use super::city::{City, START, gathered, plan, told};
use domain::event::Sex;
use domain::pack::{Covariate, Estimator, Outcome, Proximal, Transform};
use outcomes::estimate::{Missing, Model, Row, Solution, Wcls};
use outcomes::report::{Asked, Correction, DesignKind, Estimate, Point, Report, Segment};
use outcomes::{Term, tails};

/// A trial with a bit of everything: probabilities that vary, what was known before of some only, a few outcomes that never
/// come, moderators and segments.
fn city() -> City {
    let mut plan = plan(Estimator::Wcls, START.plus(100));
    plan.alpha = 0.1;
    plan.controls = vec![Covariate::Before, Covariate::Sex];
    plan.moderators = vec![Covariate::DayInTrial, Covariate::Weekend];
    City { plan: Some(plan), people: 90, ..City::default() }
}

fn points(city: &City) -> Vec<Vec<Point>> {
    let mut people = city.points();
    for point in people.iter_mut().flatten() {
        let turn = point.day.0.unsigned_abs() + point.number + u32::from(point.person.ends_with('3'));
        point.probability = point.probability.map(|_| [0.35, 0.6, 0.75][turn as usize % 3]);
        point.before = point.before.filter(|_| !turn.is_multiple_of(7));
        point.weekend = point.number.is_multiple_of(4);
    }
    people
}

/// A control or a moderator by its name, written out once more.
fn known(name: &str, point: &Point) -> f64 {
    let is = |yes: bool| f64::from(u8::from(yes));
    match name {
        "before" => point.before.unwrap_or(0.0) / 1_000.0,
        "before_unknown" => is(point.before.is_none()),
        "four_weeks_in_trial" => f64::from(point.days_in) / 28.0,
        "weekend" => is(point.weekend),
        "female" => is(point.sex == Some(Sex::Female)),
        "sex_other" => is(point.sex.is_none()),
        other => panic!("{other} is none"),
    }
}

/// What is analysed of a row, where its outcome is known.
fn analysed(asked: &Asked, point: &Point) -> Option<f64> {
    point.outcome.ok().map(|value| asked.outcome.analysed(value))
}

/// All controls of [`city`].
const CONTROLS: [&str; 6] = ["before", "before_unknown", "four_weeks_in_trial", "weekend", "female", "sex_other"];

/// A decision point that was drawn, with nothing to be taken out.
fn row(number: usize, point: &Point, outcome: f64) -> Row<'_> {
    Row {
        number: number as u64,
        person: &point.person,
        available: true,
        treated: point.sends.unwrap(),
        probability: point.probability.unwrap(),
        outcome: Some(outcome),
        weight: 1.0,
        controls: &[],
        moderators: &[],
    }
}

/// Wcls of rows with their outcomes, without controls that are the same in all of them.
fn wcls(asked: &Asked, moderators: &[&str], rows: &[(&Point, f64)]) -> (Vec<&'static str>, Solution) {
    let drawn: Vec<_> = rows.iter().filter(|(point, _)| point.sends.is_some()).collect();
    let varies =
        |name: &&str| drawn.iter().any(|(point, _)| known(name, point).to_bits() != known(name, drawn[0].0).to_bits());
    let controls: Vec<&str> = CONTROLS.into_iter().filter(varies).collect();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let model = Model {
        controls: names(&controls),
        moderators: names(moderators),
        numerator: Some(asked.numerator),
        missing: Missing::LeftOut,
    };
    let mut wcls = Wcls::new(model).unwrap();
    for (number, (point, outcome)) in drawn.iter().enumerate() {
        let values = |names: &[&str]| names.iter().map(|name| known(name, point)).collect::<Vec<f64>>();
        let (controls, moderators) = (&values(&controls), &values(moderators));
        wcls.add(&Row { controls, moderators, ..row(number, point, *outcome) }).unwrap();
    }
    (controls, wcls.solve().unwrap())
}

/// To the seven digits that reports have.
fn close(told: f64, expected: f64) {
    assert!((told - expected).abs() <= 6e-7 * expected.abs(), "{told} is not {expected}");
}

fn is(told: &Estimate, term: &Term, df: f64) {
    close(told.estimate, term.estimate);
    close(told.se, term.se);
    close(told.ci_low, term.ci_low);
    close(told.ci_high, term.ci_high);
    close(told.p, term.p);
    close(told.level, 0.9);
    // Where the number of people is hidden, so is what it could be found from.
    match told.people.shown() {
        Some(_) => close(told.df.unwrap(), df),
        None => assert_eq!(told.df, None),
    }
}

fn segment<'r>(report: &'r Report, by: &str, key: &str) -> &'r Segment {
    let division = report.segments.divisions.iter().find(|division| division.key == by).unwrap();
    division.segments.iter().find(|segment| segment.key == key).unwrap()
}

#[test]
fn the_primary_effect_and_its_relation_are_those_of_wcls() {
    let log = Outcome { proximal: Proximal::StepsNextDay, cap: Some(9_000), transform: Transform::Log };
    let yes = Outcome { proximal: Proximal::GoalReachedSameDay, cap: None, transform: Transform::None };
    for outcome in [city().outcome, log, yes] {
        let city = City { outcome, ..city() };
        let (asked, people) = (city.asked(), points(&city));
        let report = gathered(asked.clone(), &people).finish(&told());
        let rows: Vec<_> =
            people.iter().flatten().filter_map(|point| Some((point, analysed(&asked, point)?))).collect();
        let (controls, solution) = wcls(&asked, &[], &rows);
        let mut names = report.effect.controls.clone();
        names.sort();
        let mut expected = controls.clone();
        expected.sort_unstable();
        assert_eq!(names, expected);
        let fit = solution.fit(0.1).unwrap();
        let primary = report.effect.primary.known().unwrap();
        is(primary, fit.terms.last().unwrap(), fit.df);
        assert_eq!((primary.people.shown(), primary.points.shown()), (Some(fit.people), Some(fit.rows)));
        assert_eq!(primary.correction, Correction::ManclDeRouen);
        if !asked.outcome.proximal.is_binary() && asked.outcome.transform == Transform::None {
            relation(&report, &asked, &rows, &controls, &solution);
        }
    }
}

/// β/(ᾱ − p̃β), where ᾱ is at the weighted means of the controls, and its error by the delta method.
fn relation(report: &Report, asked: &Asked, rows: &[(&Point, f64)], controls: &[&str], solution: &Solution) {
    let drawn = rows.iter().filter_map(|(point, _)| {
        let p = point.probability?;
        let weight = if point.sends? { asked.numerator / p } else { (1.0 - asked.numerator) / (1.0 - p) };
        Some((*point, weight))
    });
    let all: f64 = drawn.clone().map(|(_, weight)| weight).sum();
    let mean = |name: &&str| drawn.clone().map(|(point, weight)| weight * known(name, point)).sum::<f64>() / all;
    let of: Vec<f64> = [1.0].into_iter().chain(controls.iter().map(mean)).chain([-asked.numerator]).collect();
    let estimates = solution.estimates();
    let without: f64 = of.iter().zip(estimates).map(|(of, estimate)| of * estimate).sum();
    let effect = *estimates.last().unwrap();
    let mut gradient: Vec<f64> = of.iter().map(|of| -effect * of / without.powi(2)).collect();
    *gradient.last_mut().unwrap() += 1.0 / without;
    let covariance = solution.covariance();
    let variance: f64 = gradient
        .iter()
        .zip(&covariance)
        .map(|(one, row)| one * row.iter().zip(&gradient).map(|(cell, other)| cell * other).sum::<f64>())
        .sum();
    let reach = tails::t_critical(0.1, solution.df()) * variance.sqrt();
    let told = report.effect.relative.known().unwrap();
    close(told.estimate, effect / without);
    close(told.ci_low, effect / without - reach);
    close(told.ci_high, effect / without + reach);
}

#[test]
fn moderators_weeks_segments_and_assumptions_are_those_of_wcls() {
    let city = city();
    let (asked, people) = (city.asked(), points(&city));
    let report = gathered(asked.clone(), &people).finish(&told());
    let all: Vec<&Point> = people.iter().flatten().collect();
    let counted = |of: &dyn Fn(&Point) -> bool| -> Vec<(&Point, f64)> {
        let rows = all.iter().filter(|point| of(point));
        rows.filter_map(|point| Some((*point, analysed(&asked, point)?))).collect()
    };
    let moderators = ["four_weeks_in_trial", "weekend"];
    let (_, solution) = wcls(&asked, &moderators, &counted(&|_| true));
    for (at, name) in moderators.iter().enumerate() {
        let other = report.effect.others.iter().find(|other| other.key == format!("moderation_{name}")).unwrap();
        let of = [f64::from(u8::from(at == 0)), f64::from(u8::from(at == 1))];
        let term = solution.contrast("it", &[0.0, of[0], of[1]], 0.1).unwrap();
        is(other.estimate.known().unwrap(), &term, solution.df());
    }
    let effect = |told: &Estimate, rows: &[(&Point, f64)]| {
        let (_, solution) = wcls(&asked, &[], rows);
        is(told, &solution.effect_at("effect", &[], 0.1).unwrap(), solution.df());
        assert_eq!(told.correction, Correction::ManclDeRouen);
    };
    effect(report.adherence.weeks[2].effect.known().unwrap(), &counted(&|point| (14..21).contains(&point.days_in)));
    let weekends = segment(&report, "weekend", "weekend");
    effect(weekends.estimate.known().unwrap(), &counted(&|point| point.weekend));
    let walkers = segment(&report, "before", "b_4000_to_7999");
    let between = |point: &Point| point.before.is_some_and(|before| (4_000.0..8_000.0).contains(&before));
    effect(walkers.estimate.known().unwrap(), &counted(&between));
    for (key, instead) in [("zero", Some(0.0)), ("as_before", None)] {
        let of = |point: &Point| analysed(&asked, point).or(instead).or(point.before.map(|it| it.min(20_000.0)));
        let rows: Vec<_> = all.iter().filter_map(|point| Some((*point, of(point)?))).collect();
        let assumed = report.missing.sensitivity.iter().find(|assumed| assumed.key == key).unwrap();
        effect(assumed.estimate.known().unwrap(), &rows);
    }
}

/// Of more than 2,000 people a segment has no correction of its own for each of them, and differs by no more than that.
#[test]
fn an_error_of_many_people_is_that_of_few_but_for_the_correction() {
    let mut plan = plan(Estimator::Wcls, START.plus(100));
    (plan.alpha, plan.controls) = (0.1, vec![Covariate::Weekend]);
    let city = City { people: 2_600, points: 6, missing: 30, plan: Some(plan), ..City::default() };
    let (asked, people) = (city.asked(), points(&city));
    let report = gathered(asked.clone(), &people).finish(&told());
    let rows: Vec<_> = people
        .iter()
        .flatten()
        .filter(|point| !point.weekend && point.sends.is_some())
        .filter_map(|point| Some((point, analysed(&asked, point)?)))
        .collect();
    let told = segment(&report, "weekend", "weekday").estimate.known().unwrap();
    assert_eq!(told.correction, Correction::ClusterRobust);
    // On weekdays there is no control, so that the effect is a difference of weighted means, and its error a sum by person.
    let numerator = asked.numerator;
    let parts = |(point, outcome): &(&Point, f64)| {
        let (treated, p) = (point.sends.unwrap(), point.probability.unwrap());
        let (a, weight) = if treated { (1.0, numerator / p) } else { (0.0, (1.0 - numerator) / (1.0 - p)) };
        (a - numerator, weight, *outcome)
    };
    let (mut w, mut wc, mut wcc, mut wy, mut wcy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (c, weight, y) in rows.iter().map(parts) {
        (w, wc, wcc) = (w + weight, wc + weight * c, wcc + weight * c * c);
        (wy, wcy) = (wy + weight * y, wcy + weight * c * y);
    }
    let determinant = w * wcc - wc * wc;
    let (level, effect) = ((wcc * wy - wc * wcy) / determinant, (w * wcy - wc * wy) / determinant);
    let mut squares = 0.0;
    let mut count = 0.0;
    for own in rows.chunk_by(|one, other| one.0.person == other.0.person) {
        let influence =
            |(c, weight, y): (f64, f64, f64)| weight * (w * c - wc) * (y - level - c * effect) / determinant;
        squares += own.iter().map(parts).map(influence).sum::<f64>().powi(2);
        count += 1.0;
    }
    close(told.estimate, effect);
    close(told.se, (squares * count / (count - 1.0)).sqrt());
    close(told.df.unwrap(), count - 2.0);
    let reach = tails::t_critical(0.1, count - 2.0) * told.se;
    assert!(
        (told.ci_low - (effect - reach)).abs() < 1e-5 * reach && (told.ci_high - (effect + reach)).abs() < 1e-5 * reach
    );
    let mut direct = Wcls::new(Model { numerator: Some(numerator), ..Model::default() }).unwrap();
    for (number, (point, outcome)) in rows.iter().enumerate() {
        direct.add(&row(number, point, *outcome)).unwrap();
    }
    let term = direct.solve().unwrap().effect_at("effect", &[], 0.1).unwrap();
    close(told.estimate, term.estimate);
    assert!((told.se / term.se - 1.0).abs() < 2.0 / count, "{} beside {}", told.se, term.se);
}

/// Welch of people's means less what was known before, written out.
#[test]
fn the_difference_of_arms_is_that_of_means_less_what_was_known_before() {
    let mut plan = plan(Estimator::Itt, START.plus(100));
    plan.alpha = 0.1;
    let city = City { kind: DesignKind::People, people: 150, plan: Some(plan), ..City::default() };
    let (asked, mut people) = (city.asked(), city.points());
    people.iter_mut().step_by(9).for_each(|rows| rows[0].before = None);
    let report = gathered(asked.clone(), &people).finish(&told());
    let known = people.iter().filter_map(|rows| {
        let values: Vec<f64> = rows.iter().filter_map(|point| analysed(&asked, point)).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let treated = rows[0].arm.as_ref().unwrap().0 == "nudge";
        (!values.is_empty()).then_some((treated, rows[0].before, mean))
    });
    let known: Vec<(bool, Option<f64>, f64)> = known.collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let before = mean(&known.iter().filter_map(|one| one.1).collect::<Vec<f64>>());
    let outcome = mean(&known.iter().map(|one| one.2).collect::<Vec<f64>>());
    let apart = |one: &(bool, Option<f64>, f64)| one.1.map_or(0.0, |x| x - before);
    let theta = known.iter().map(|one| apart(one) * (one.2 - outcome)).sum::<f64>()
        / known.iter().map(|one| apart(one).powi(2)).sum::<f64>();
    let arm = |treated: bool| {
        let own = known.iter().filter(|one| one.0 == treated).map(|one| one.2 - theta * apart(one));
        let own: Vec<f64> = own.collect();
        let (size, middle) = (own.len() as f64, mean(&own));
        (middle, own.iter().map(|y| (y - middle).powi(2)).sum::<f64>() / (size - 1.0) / size, size)
    };
    let ((m1, v1, n1), (m0, v0, n0)) = (arm(true), arm(false));
    let df = (v1 + v0).powi(2) / (v1 * v1 / (n1 - 1.0) + v0 * v0 / (n0 - 1.0));
    let se = (v1 + v0).sqrt();
    let reach = tails::t_critical(0.1, df) * se;
    let told = report.effect.primary.known().unwrap();
    close(told.estimate, m1 - m0);
    close(told.se, se);
    close(told.df.unwrap(), df);
    close(told.ci_low, m1 - m0 - reach);
    close(told.ci_high, m1 - m0 + reach);
    let rows = people.iter().flatten().filter(|point| point.outcome.is_ok()).count() as u64;
    assert_eq!((told.correction, told.points.shown()), (Correction::Welch, Some(rows)));
}
