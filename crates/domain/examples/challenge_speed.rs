//! How many steps a second are put into the standings of a challenge, and how long a ranking takes, on this machine:
//! 100,000 people in 5,000 teams.
//!
//! `cargo run --release -p domain --example challenge_speed`
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example says what it does, and how long it takes"
)]

use domain::challenge::{Board, Share, moves};
use domain::event::{ChallengeJoined, Modality, SourceKind, StepSource, Steps};
use domain::{Event, Pack, Payload, ResidentId, Snapshot};
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
from = 2026-11-01
until = 2026-11-30

[challenge]
between = "teams"
ranks_by = "median"
"#;

const PEOPLE: usize = 100_000;
const TEAMS: usize = 5_000;
const DAYS: u32 = 10;

fn main() {
    let file = |name: &str, text: &str| (format!("campaigns/432041/{name}"), text.to_owned());
    let files = [
        file("city.toml", CITY),
        file("walk/campaign.toml", CAMPAIGN),
        file("walk/rules.rhai", ""),
        file("walk/messages.toml", ""),
        file("walk/cases.toml", ""),
    ];
    let pack = Pack { city: "432041".parse().expect("a city"), files: files.into() };
    let ruleset = pack.compile().expect("a good pack");
    let city = &ruleset.city;
    let challenge = ruleset.campaigns.get("walk").and_then(|walk| walk.challenge.clone()).expect("a challenge");
    let mut board = Board::new(challenge.clone());
    let mut people: Vec<(ResidentId, Snapshot)> =
        (0..PEOPLE).map(|n| (format!("p-{n}").parse().expect("an id"), Snapshot::default())).collect();
    let mut tell = |board: &mut Board, n: usize, day: u32, payload: Payload| {
        let Some((id, snapshot)) = people.get_mut(n) else { return };
        let now = city.zone.end_of(challenge.from.plus(day as i32)) - chrono::TimeDelta::hours(2);
        let event =
            Event { source: "test".to_owned(), id: String::new(), subject: Some(id.clone()), time: now, payload };
        let today = city.zone.day(now);
        let before = Share::of(&challenge, id, snapshot, city, today);
        let _ = snapshot.observe(&event, city, now);
        let after = Share::of(&challenge, id, snapshot, city, today);
        for change in moves(&before, &after) {
            board.apply(&change);
        }
    };
    let began = Instant::now();
    for n in 0..PEOPLE {
        let team = Some(format!("team-{}", n % TEAMS));
        tell(&mut board, n, 0, Payload::Joined(ChallengeJoined { challenge: "walk".to_owned(), team }));
    }
    println!("joined: {:.0} a second", PEOPLE as f64 / began.elapsed().as_secs_f64());
    for day in 0..DAYS {
        let began = Instant::now();
        for n in 0..PEOPLE {
            let source = StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed };
            let date = challenge.from.plus(day as i32).date();
            let steps = (n as i64 * 7_919 + i64::from(day) * 104_729) % 15_000;
            tell(&mut board, n, day, Payload::Steps(Steps { date, steps, source, version: 1, complete: false }));
        }
        let told = PEOPLE as f64 / began.elapsed().as_secs_f64();
        let began = Instant::now();
        let standings = board.standings(challenge.from.plus(day as i32));
        let ranked = began.elapsed();
        println!("day {}: {told:.0} steps a second; {} teams ranked in {ranked:.1?}", day + 1, standings.len());
    }
}
