//! How many recorded events a second are lived through with two versions of a campaign, on this machine, once they are
//! read: the pack of Arao, with its walking campaign changed.
//!
//! `cargo run --release -p domain --example replay_speed`
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "an example says what it does, and how long it takes"
)]

use chrono::{DateTime, TimeDelta, Utc};
use domain::replay::{Era, Happened, Past, Plan, Versions, Window, live_through};
use domain::{Day, Event, Pack, Payload, ResidentId, Zone};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::time::Instant;

const DAYS: i64 = 90;
const PEOPLE: u64 = 300;

fn main() {
    let live = arao();
    let mut new = live.clone();
    for (_, text) in new.files.iter_mut().filter(|(path, _)| path.ends_with("step_goal/rules.rhai")) {
        *text = text.replace("left <= 2500 && now.hour >= 16", "left <= 3500 && now.hour >= 15");
    }
    let [live, new] = [live, new].map(|pack| pack.compile().expect("the pack is good"));
    let now: DateTime<Utc> = "2026-11-30T03:00:00Z".parse().expect("an instant");
    let window = Window::last(DAYS, now, Zone::default()).expect("a window");
    let eras = [Era { since: now - TimeDelta::days(DAYS + 20), ruleset: Rc::clone(&live) }];
    let versions = Versions { live, new, only_texts: false };
    let plan = Plan::new("step_goal", window, versions, &[], &eras).expect("a plan");
    let pasts: Vec<Past> = (0..PEOPLE).map(|person| past(person, now)).collect();
    let events: usize = pasts.iter().map(|past| past.events.len()).sum();
    for round in 1..=5 {
        let begun = Instant::now();
        let said: usize = pasts.iter().map(|past| live_through(&plan, past).led.new.said.len()).sum();
        let seconds = begun.elapsed().as_secs_f64();
        println!("{round}: {:.0} events a second, {said} messages", events as f64 / seconds);
    }
}

/// The city's pack as it stands in this repository.
fn arao() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = BTreeMap::new();
    for folder in ["campaigns/432041", "rules/432041"] {
        read(&root, Path::new(folder), &mut files);
    }
    Pack { city: "432041".parse().expect("a city"), files }
}

fn read(root: &Path, below: &Path, files: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(root.join(below)).expect("a folder").flatten() {
        let path = below.join(entry.file_name());
        if root.join(&path).is_dir() {
            read(root, &path, files);
        } else if path.extension().is_some_and(|kind| kind == "toml" || kind == "rhai") {
            let text = std::fs::read_to_string(root.join(&path)).expect("a text");
            files.insert(path.to_string_lossy().into_owned(), text);
        }
    }
}

/// Steps every day at some hour, from a while before the window.
fn past(person: u64, now: DateTime<Utc>) -> Past {
    let resident: ResidentId = format!("p{person:06}").parse().expect("an id");
    let first = now - TimeDelta::days(DAYS + 10);
    let goal = Day(Zone::default().day(first).0);
    let target = 4_000 + 500 * (person % 9);
    let joins = [
        r#"{"birth_year":1952,"district":"荒尾","language":"ja","reach":["line"]}"#.to_owned(),
        r#"{"purpose":"engagement","categories":["steps"],"text_version":"2026-04","via":"line"}"#.to_owned(),
        format!(r#"{{"channel":"line","address":"U{person:032x}"}}"#),
        format!(r#"{{"metric":"steps_per_day","target":{target},"from":"{goal}"}}"#),
    ];
    let kinds = ["resident.enrolled", "consent.given", "channel.linked", "goal.set"];
    let mut events: Vec<Happened> =
        kinds.iter().zip(joins).map(|(kind, data)| happened(&resident, kind, &data, first)).collect();
    for ago in (1..DAYS + 10).rev() {
        let mixed = (person * 2_654_435_761 + ago as u64 * 40_503) % 10_007;
        let at = now - TimeDelta::days(ago) + TimeDelta::minutes((mixed % 540) as i64 - 180);
        let (day, steps) = (Zone::default().day(at), 2_000 + mixed % 7_000);
        let data = format!(
            r#"{{"date":"{day}","steps":{steps},"source":{{"id":"phone-{person}","kind":"phone","modality":"sensed"}},"version":1}}"#
        );
        events.push(happened(&resident, "steps.recorded", &data, at));
    }
    Past { events, ..Past::none(resident) }
}

fn happened(resident: &ResidentId, kind: &str, data: &str, at: DateTime<Utc>) -> Happened {
    let payload = Payload::parse(&format!("ayumi.{kind}.v1"), data).expect("an event");
    let (source, id) = Default::default();
    Happened { received: at, event: Rc::new(Event { source, id, subject: Some(resident.clone()), time: at, payload }) }
}
