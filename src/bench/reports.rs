//! A report of a year of a city's decision points: made of its rows, and shown as a page.

use super::estimates::uniform;
use super::scene::Scene;
use super::table::{Figure, Target};
use super::{BenchError, median};
use crate::packs;
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::Sex;
use domain::{Day, Language, Zone};
use outcomes::record::{DeliveryState, Missing, Source};
use outcomes::report::{Asked, Gathering, Point, Report, Told};
use std::time::Instant;

/// The campaign that it is of, in the packs of Arao.
const CAMPAIGN: &str = "step_goal";

/// Weeks of a year, each with three decision points.
const WEEKS: i32 = 52;
const DAYS: [i32; 3] = [0, 2, 4];

/// How often the page is made.
const PAGES: usize = 20;

pub(super) fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let asked = asked(scene)?;
    let people = scene.size.reported;
    let told = Told {
        as_of: scene.begun + TimeDelta::days(400),
        today: asked.from.plus(380),
        looks_made: 0,
        record: "",
        code: env!("CARGO_PKG_VERSION"),
    };
    progress("a year of decision points is made up");
    let (mut rows, mut state) = (0, 20_261_130);
    let begun = Instant::now();
    for person in 0..people {
        rows += year(person, asked.from, &mut state).len();
    }
    let made_up = begun.elapsed().as_secs_f64();
    progress("a report is made of it");
    let mut gathering = Gathering::new(asked);
    let from = gathering.asked().from;
    let begun = Instant::now();
    for person in 0..people {
        gathering.add(&year(person, from, &mut state)).map_err(BenchError::service)?;
    }
    let report = gathering.finish(&told);
    let gathered = begun.elapsed().as_secs_f64() - made_up;
    progress("its page is made");
    let text = serde_json::to_string(&report).map_err(BenchError::service)?;
    let (mut read, mut shown) = (Vec::new(), Vec::new());
    for _ in 0..PAGES {
        let begun = Instant::now();
        let report: Report = serde_json::from_str(&text).map_err(BenchError::service)?;
        read.push(1e3 * begun.elapsed().as_secs_f64());
        let page = pages::report_file(&report, Language::Ja, Zone::default(), (told.as_of, "hash"));
        shown.push(1e3 * begun.elapsed().as_secs_f64());
        if page.is_empty() {
            return Err(BenchError::Service("the report has no page".to_owned()));
        }
    }
    Ok(vec![
        Figure::new(
            "rows a second, into a report of a year",
            (rows as f64 / gathered, "1/s"),
            ("the same rows, only made up", rows as f64 / made_up),
            None,
        ),
        Figure::new(
            "page of that report, median",
            (median(&mut shown), "ms"),
            ("the stored report, only read", median(&mut read)),
            Some(Target::Below(2_000.0)),
        ),
    ])
}

fn asked(scene: &Scene) -> Result<Asked, BenchError> {
    let pack = packs::read(&scene.root.join("campaigns"), &scene.root.join("rules"))?.into_iter().next();
    let pack = pack.ok_or_else(|| BenchError::Events("there is no pack".to_owned()))?;
    let ruleset = pack.compile().map_err(|problems| BenchError::Events(format!("{problems:?}")))?;
    let campaign = ruleset.campaigns.get(CAMPAIGN);
    campaign
        .and_then(|campaign| Asked::of(&pack.city, &ruleset.city, CAMPAIGN, campaign, &[]))
        .ok_or_else(|| BenchError::Events(format!("`{CAMPAIGN}` measures nothing")))
}

/// A person's year: three evenings a week, four in five of them available, steps of some of them never told.
fn year(person: usize, from: Day, state: &mut u64) -> Vec<Point> {
    let level = 3_000.0 + 5_000.0 * uniform(state);
    let age = 40 + 10 * (person % 5) as u8;
    let days = (0..WEEKS).flat_map(|week| DAYS.map(|day| 7 * week + day));
    (1..).zip(days).map(|(number, day)| point((person, number), from.plus(day), (level, age), state)).collect()
}

fn point((person, number): (usize, u32), day: Day, (level, age): (f64, u8), state: &mut u64) -> Point {
    let decided: DateTime<Utc> = Zone::default().instant(day, chrono::NaiveTime::MIN) + TimeDelta::hours(17);
    let available = uniform(state) < 0.8;
    let sends = available.then(|| uniform(state) < 0.6);
    let known = uniform(state) < 0.9;
    let steps = (level + 4_000.0 * (uniform(state) - 0.5) + if sends == Some(true) { 150.0 } else { 0.0 }).round();
    let replied = sends == Some(true) && uniform(state) < 0.2;
    Point {
        person: format!("{person:032x}"),
        number,
        day,
        decided,
        available,
        reason: (!available).then_some(domain::Reason::Capped),
        probability: Some(0.6),
        sends,
        arm: None,
        cluster: None,
        before: Some((level + 500.0 * (uniform(state) - 0.5)).round()),
        days_in: 7 * (number as i32 - 1) / 3,
        age_band: Some(age),
        sex: Some(if person.is_multiple_of(2) { Sex::Female } else { Sex::Male }),
        weekend: false,
        measured: Some("steps_same_day".to_owned()),
        watermark: Some(decided + TimeDelta::days(8)),
        outcome: if known { Ok(steps) } else { Err(Missing::NoData) },
        goals: None,
        source: known.then_some(Source::Tracker),
        doubted: person.is_multiple_of(500),
        delivery: (sends == Some(true)).then_some(DeliveryState::Accepted),
        replied_at: replied.then(|| decided + TimeDelta::hours(2)),
        stopped_at: None,
        deviation: None,
        revised: 0,
        latest: None,
    }
}
