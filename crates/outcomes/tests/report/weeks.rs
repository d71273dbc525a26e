//! Reports of designs in which nothing is drawn at decision points: of weeks of people.

use super::city::{City, START, gathered, plan, steps, told};
use super::golden::{held_against, shown};
use chrono::{DateTime, Duration};
use domain::Sentence;
use domain::pack::Estimator;
use domain::trial::Week;
use outcomes::chances::Stream;
use outcomes::record::{Arm as RowArm, ClosedWeek, Person, PersonRow, Shape, WEEKS, WeekRow};
use outcomes::report::{Arm, Asked, DesignKind, Point, Reader, Rows};

/// What a message a week is worth here, in steps a day.
const EFFECT: i64 = 500;

fn asked(kind: DesignKind, rows: Rows) -> Asked {
    let city = City { kind, plan: None, ..City::default() };
    let mut planned =
        plan(if kind == DesignKind::SteppedRollout { Estimator::Stepped } else { Estimator::Itt }, START.plus(120));
    planned.controls.clear();
    let steps_of = if kind == DesignKind::SteppedRollout {
        (1..=4).map(|step| START.plus(step * 14 + 3)).collect()
    } else {
        Vec::new()
    };
    let mut asked = Asked { rows, steps: steps_of, plan: Some(planned), outcome: steps(), ..city.asked() };
    if rows == Rows::Holdout {
        let arm = |key: &str, en: &str, ja: &str, probability| Arm {
            key: key.to_owned(),
            title: Sentence::new(en, ja),
            probability: Some(probability),
        };
        asked.arms = [
            arm("held_out", "held out", "すべての声かけを控えた", 0.2),
            arm("served", "not held out", "控えなかった", 0.8),
        ];
    }
    asked
}

/// Somebody with twelve weeks, of which the last people have none yet.
fn person(number: u32, kind: DesignKind) -> PersonRow {
    let mut chance = Stream::new("weeks", "person", number.into());
    let is_out = chance.number() < 0.2;
    let nudged = chance.number() < 0.7;
    let cluster = number % 8;
    let nudged = if kind == DesignKind::Clusters { cluster % 2 == 1 } else { nudged };
    let habit = 4_000 + (4_000.0 * chance.number()) as i64;
    let step = START.plus(((number % 4) as i32 + 1) * 14 + 3);
    let has_arms = matches!(kind, DesignKind::People | DesignKind::Clusters);
    let week = |week: u32, chance: &mut Stream| {
        let begun = START.plus(week as i32 * 7) >= step;
        let helped = !is_out && if kind == DesignKind::SteppedRollout { begun } else { nudged };
        let with_steps = (chance.number() * 8.0) as u8;
        let mean = habit + if helped { EFFECT } else { 0 } + (600.0 * (chance.number() - 0.5)) as i64;
        let held = Week {
            days: 7,
            active: 0b101,
            with_steps,
            steps: mean * i64::from(with_steps),
            with_goal: 7,
            goal_known: with_steps,
            at_goal: with_steps / 2,
            answers: u8::from(helped && chance.number() < 0.3),
            ..Week::default()
        };
        let closed: DateTime<chrono::Utc> = "2026-04-20T00:00:00Z".parse().unwrap();
        (
            week,
            ClosedWeek { week: held, messages: u32::from(helped), closed: closed + Duration::days((7 * week).into()) },
        )
    };
    PersonRow {
        person: Person(format!("{number:06}")),
        campaign: "walk".into(),
        since: START,
        version: "9f2c".into(),
        experiment: "77aa".into(),
        stated: Some(steps()),
        held_out: Some((is_out, if is_out { 0.2 } else { 0.8 })),
        arm: has_arms.then(|| match nudged {
            true => RowArm { name: "nudge".into(), probability: 0.7 },
            false => RowArm { name: "control".into(), probability: 0.3 },
        }),
        cluster: (kind != DesignKind::People).then(|| match kind {
            DesignKind::Clusters => format!("district-{cluster}"),
            _ => format!("district-{}", number % 4),
        }),
        step: (kind == DesignKind::SteppedRollout).then_some(step),
        before_sum: habit * 10,
        before_days: 10,
        hides: false,
        weeks: if number < 330 { (0..12).map(|number| week(number, &mut chance)).collect() } else { Vec::new() },
    }
}

/// Everyone's rows as they are handed out, and read again.
fn read(asked: &Asked) -> (Vec<Vec<String>>, Vec<Vec<Point>>) {
    let names: Vec<&str> = Shape::Weeks.columns().iter().map(|(name, _)| *name).collect();
    let reader = Reader::find(asked, &names).unwrap();
    let (mut lines, mut people) = (Vec::new(), Vec::new());
    for number in 0..400 {
        let rows = WeekRow::all(person(number, asked.kind));
        let own: Vec<Vec<String>> =
            rows.iter().map(|row| WEEKS.iter().map(|column| (column.of)(row).text()).collect()).collect();
        let points = own.iter().map(|line| reader.read(1, &|at| line.get(at).map(String::as_str)).unwrap());
        people.push(points.collect());
        lines.extend(own);
    }
    (lines, people)
}

#[test]
fn reports_of_weeks_are_as_they_were() {
    for (name, kind, rows) in [
        ("weeks_of_people", DesignKind::People, Rows::Weeks),
        ("weeks_of_clusters", DesignKind::Clusters, Rows::Weeks),
        ("weeks_of_a_roll_out", DesignKind::SteppedRollout, Rows::Weeks),
        ("weeks_of_a_holdout", DesignKind::People, Rows::Holdout),
    ] {
        let asked = asked(kind, rows);
        let report = gathered(asked.clone(), &read(&asked).1).finish(&told());
        held_against(&format!("{name}.json"), &shown(&report));
        let randomised = report.flow.people.iter().find(|step| step.key == "randomised").and_then(|step| step.total);
        let taking_part = if rows == Rows::Holdout { 400 } else { people_in(kind) };
        assert_eq!(randomised.and_then(|people| people.shown()), Some(taking_part), "{name}");
        // A week has one row of each.
        let weeks = serde_json::to_value(&report.adherence.weeks).unwrap();
        assert_eq!(super::hidden::beside_hidden(&weeks), Vec::<u64>::new(), "{name}");
        let of_days = report.distribution.says.iter().any(|said| said.en.contains("worn"));
        assert!(!of_days, "a week is no day: {:?}", report.distribution.says);
    }
}

/// Of who is not held out; in a roll-out all of them, too.
fn people_in(kind: DesignKind) -> u64 {
    (0..400).filter(|number| person(*number, kind).held_out.is_some_and(|(is_out, _)| !is_out)).count() as u64
}

/// The difference is that of the means of people's means, worked out here from the lines as they are handed out.
#[test]
fn the_effect_is_the_difference_of_means() {
    let asked = asked(DesignKind::People, Rows::Weeks);
    let (lines, people) = read(&asked);
    let at = |name: &str| WEEKS.iter().position(|column| column.name == name).unwrap();
    let (who, out, arm, days, steps) = (at("person"), at("held_out"), at("arm"), at("days_with_steps"), at("steps"));
    let mut arms = [Vec::new(), Vec::new()];
    for own in lines.chunk_by(|one, other| one[who] == other[who]).filter(|own| own[0][out] == "0") {
        let known = own.iter().filter(|line| !matches!(line[days].as_str(), "" | "0"));
        let means: Vec<f64> =
            known.map(|line| line[steps].parse::<f64>().unwrap() / line[days].parse::<f64>().unwrap()).collect();
        if !means.is_empty() {
            arms[usize::from(own[0][arm] == "nudge")].push(means.iter().sum::<f64>() / means.len() as f64);
        }
    }
    let [without, with] = arms.map(|arm: Vec<f64>| arm.iter().sum::<f64>() / arm.len() as f64);
    let report = gathered(asked, &people).finish(&told());
    let estimate = *report.effect.primary.known().unwrap();
    assert!(((with - without) / estimate.estimate - 1.0).abs() < 1e-6, "{} {}", with - without, estimate.estimate);
    assert!(estimate.ci_low < EFFECT as f64 && (EFFECT as f64) < estimate.ci_high, "{estimate:?}");
}

/// A week in which a district begins is in neither arm.
#[test]
fn a_week_within_which_it_begins_is_left_out() {
    let asked = asked(DesignKind::SteppedRollout, Rows::Weeks);
    let (_, people) = read(&asked);
    let first =
        (0..400).step_by(4).find(|number| person(*number, asked.kind).held_out.is_some_and(|(is_out, _)| !is_out));
    let begun: Vec<Option<bool>> =
        people[first.unwrap() as usize].iter().map(|point| point.cluster.as_ref().unwrap().1).collect();
    // The first district begins on the fourth day of the third week, the others each two weeks later: none of these weeks
    // is of one period.
    let weeks = (0..12).map(|week| match week {
        0 | 1 => Some(false),
        2 | 4 | 6 | 8 => None,
        _ => Some(true),
    });
    let expected: Vec<Option<bool>> = weeks.collect();
    assert_eq!(begun, expected);
}
