//! How many times a second a script of ten rules is asked, on this machine.
//!
//! `cargo run --release -p domain --example rules_speed`
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example says what it does, and how long it takes"
)]

use domain::event::{Goal, Metric, Modality, Payload, SourceKind, StepSource, Steps};
use domain::rules::{Arm, Facts};
use domain::{Day, Event, Pack, Snapshot};
use std::rc::Rc;
use std::time::Instant;

const CITY: &str = r#"
name = "荒尾市"
time_zone = "Asia/Tokyo"
sender = "荒尾市"
quiet_hours = { from = "21:00", until = "8:00" }
caps = { per_day = 2, per_week = 5 }
"#;

const CAMPAIGN: &str = r#"
title = "歩く"
from = 2026-04-01

[points.goal_day]
points = 10

[points.week]
points = 50
"#;

const MESSAGES: &str = r#"
[almost_there.ja]
line = "あと{left}歩です。"

[well_done.ja]
line = "よくできました。"

[come_back.ja]
line = "おかえりなさい。"
"#;

const RULES: &str = r#"
fn on_steps(me, event) {
    let left = me.goal.steps - event.steps;
    if left > 0 && left <= 2500 && now.hour >= 16 { nudge("almost_there", #{ left: left }); }
    if left <= 0 { award("goal_day"); }
    if me.streak >= 7 { award("week"); }
    if me.days_since("reply") <= 14 && me.age >= 90 { nudge("come_back"); }
    if me.steps_ago(1) == 0 && event.is_today { nudge("come_back"); }
    if me.average_steps(7) * 2 < event.steps { nudge("well_done"); }
    if me.replied("go", 3) { nudge("well_done"); }
    if now.is_weekend && me.points > 1000 { nudge("well_done"); }
    if me.notebook_days(7) >= 5 { nudge("well_done"); }
    if me.district == "南" && me.language == "en" { nudge("well_done"); }
}
"#;

fn main() {
    let file = |name: &str| format!("campaigns/432041/walk/{name}");
    let pack = Pack {
        city: "432041".parse().expect("a city's code"),
        files: [
            ("campaigns/432041/city.toml".to_owned(), CITY.to_owned()),
            (file("campaign.toml"), CAMPAIGN.to_owned()),
            (file("messages.toml"), MESSAGES.to_owned()),
            (file("rules.rhai"), RULES.to_owned()),
        ]
        .into(),
    };
    let started = Instant::now();
    let ruleset = pack.compile().expect("a good pack");
    println!("compiled in {:?}", started.elapsed());

    let now = "2026-11-20T02:00:00Z".parse().expect("a time");
    let mut snapshot = Snapshot::default();
    let goal = Payload::Goal(Goal {
        metric: Metric::StepsPerDay,
        target: 6_000,
        from: "2026-11-01".parse().expect("a date"),
        until: None,
    });
    observe(&mut snapshot, goal, &ruleset.city, now);
    for day in 1..=20 {
        let steps = Payload::Steps(Steps {
            date: format!("2026-11-{day:02}").parse().expect("a date"),
            steps: 5_000 + i64::from(day) * 10,
            source: StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed },
            version: 1,
            complete: false,
        });
        observe(&mut snapshot, steps, &ruleset.city, now);
    }
    let event = Event {
        source: "speed".to_owned(),
        id: "1".to_owned(),
        subject: None,
        time: now,
        payload: Payload::Steps(Steps {
            date: "2026-11-20".parse().expect("a date"),
            steps: 5_200,
            source: StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed },
            version: 1,
            complete: false,
        }),
    };
    let facts = Facts {
        resident: "p-1".parse().expect("an id"),
        snapshot: Rc::new(snapshot),
        event: Some(Rc::new(event)),
        city: Rc::clone(&ruleset.city),
        day: Day::from_date("2026-11-20".parse().expect("a date")),
        now,
        seed: "speed".to_owned(),
        point: "on_steps".to_owned(),
        arm: Arm::default(),
        sensitive: false,
    };
    for (name, at) in [("nothing proposed", 0), ("one message proposed", 8)] {
        let facts = Facts { now: now + chrono::TimeDelta::hours(at), ..facts.clone() };
        let proposals = ruleset.rules.ask("walk", "on_steps", facts.clone());
        assert_eq!(proposals.error, None);
        let started = Instant::now();
        let rounds = 200_000;
        let mut proposed = 0;
        for _ in 0..rounds {
            proposed += ruleset.rules.ask("walk", "on_steps", facts.clone()).proposals.len();
        }
        let each = started.elapsed() / rounds;
        println!("{name}: {:.0} evaluations a second ({each:?} each, {proposed} proposals)", 1.0 / each.as_secs_f64());
    }
}

fn observe(snapshot: &mut Snapshot, payload: Payload, city: &domain::pack::City, now: chrono::DateTime<chrono::Utc>) {
    let event = Event { source: "speed".to_owned(), id: "0".to_owned(), subject: None, time: now, payload };
    let _ = snapshot.observe(&event, city, now);
}
