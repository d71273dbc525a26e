//! Whole reports, beside the rows that they are made of.

use super::city::{City, START, csv, gathered, plan, told};
use domain::pack::{Covariate, Estimator, Outcome, Proximal, Transform};
use outcomes::report::{Asked, DesignKind, Point, Points, Report};
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports")
}

/// Holds a text against a file, or writes it there.
pub(crate) fn held_against(name: &str, text: &str) {
    let path = folder().join(name);
    // The tests' own switch; nothing of what is tested reads it.
    #[allow(clippy::disallowed_methods, reason = "the tests' own switch")]
    let rewrite = std::env::var("AYUMI_REWRITE").is_ok();
    if rewrite {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{} is another; AYUMI_REWRITE=1 writes it anew", path.display());
}

pub(crate) fn shown(report: &Report) -> String {
    serde_json::to_string_pretty(report).unwrap() + "\n"
}

const CONTRACT: &str = include_str!("../reports/contract.toml");

/// The cities whose reports are kept.
fn cities() -> Vec<(&'static str, City)> {
    let planned = |estimator| Some(plan(estimator, START.plus(100)));
    let mut moderated = plan(Estimator::Wcls, START.plus(100));
    moderated.moderators = vec![Covariate::DayInTrial, Covariate::Weekend];
    let mut waiting = plan(Estimator::Wcls, START.plus(300));
    waiting.looks = vec![START.plus(150)];
    let mut anytime = waiting.clone();
    anytime.expected = Some(60);
    let goal = Outcome { proximal: Proximal::GoalReachedSameDay, cap: None, transform: Transform::None };
    let log = Outcome { proximal: Proximal::StepsNextDay, cap: None, transform: Transform::Log };
    vec![
        ("example", City { beside: true, people: 120, contract: Some(CONTRACT), seed: "example", ..City::default() }),
        ("decision_points", City { beside: true, people: 120, ..City::default() }),
        ("nothing_there", City { effect: 0.0, seed: "nothing", plan: Some(moderated), ..City::default() }),
        ("people", City { kind: DesignKind::People, people: 200, plan: planned(Estimator::Itt), ..City::default() }),
        (
            "clusters",
            City { kind: DesignKind::Clusters, people: 160, plan: planned(Estimator::Itt), ..City::default() },
        ),
        (
            "stepped",
            City {
                kind: DesignKind::SteppedRollout,
                people: 160,
                plan: planned(Estimator::Stepped),
                ..City::default()
            },
        ),
        ("goal", City { outcome: goal, ..City::default() }),
        ("log", City { outcome: log, ..City::default() }),
        ("no_plan", City { plan: None, ..City::default() }),
        ("before_its_time", City { plan: Some(waiting), closed_until: START.plus(30), ..City::default() }),
        ("anytime", City { plan: Some(anytime), closed_until: START.plus(30), ..City::default() }),
    ]
}

#[test]
fn reports_are_as_they_were() {
    for (name, city) in cities() {
        held_against(&format!("{name}.json"), &shown(&city.report()));
    }
}

/// A file of the record, and the report of it.
#[test]
fn a_file_of_the_record_gives_the_report_that_rows_give() {
    let city = City { people: 24, points: 12, seed: "file", ..City::default() };
    let rows = city.rows();
    held_against("rows.csv", &csv(&rows));
    let text = fs::read_to_string(folder().join("rows.csv")).unwrap();
    let asked: Asked = city.asked();
    let report = gathered(asked, &read(&text)).finish(&told());
    assert_eq!(report, city.report());
    held_against("rows.json", &shown(&report));
}

/// Everyone's rows, out of a file.
pub(crate) fn read(text: &str) -> Vec<Vec<Point>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let points = Points::find(&header.iter().collect::<Vec<_>>()).unwrap();
    let mut people: Vec<Vec<Point>> = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.unwrap();
        let point = points.read(number as u64 + 2, &|at| record.get(at)).unwrap();
        match people.last_mut().filter(|rows| rows[0].person == point.person) {
            Some(rows) => rows.push(point),
            None => people.push(vec![point]),
        }
    }
    people
}
