//! A city in the middle of a challenge, written directly: who walks for which team, and the days until yesterday.

use super::Crowd;
use crate::bench::BenchError;
use crate::bench::people::People;
use crate::native::DATABASE;
use chrono::TimeDelta;
use domain::event::{ChallengeJoined, Modality, SourceKind, StepSource, Steps};
use domain::pack::City;
use domain::resident::Snapshot;
use domain::{Event, Payload};
use rusqlite::{Connection, params};
use std::path::Path;

/// The days of the challenge that have passed, each with everybody's steps.
pub(super) const PASSED: i64 = 9;

/// Writes the residents and the log of their steps. The standings follow when the challenge is published.
pub(super) fn fill(
    state: &Path,
    settings: &City,
    challenge: &str,
    crowd: Crowd,
    people: People,
) -> Result<(), BenchError> {
    let connection = Connection::open(state.join(DATABASE))?;
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; DROP INDEX events_of_resident")?;
    connection.execute_batch("BEGIN")?;
    let mut residents = connection.prepare("INSERT INTO residents (city, id, rev, state) VALUES (?, ?, 1, ?)")?;
    let mut events = connection.prepare(
        "INSERT INTO events (city, source, id, subject, type, time, received, data) VALUES (?, '/bench', ?, ?, ?, ?, ?, ?)",
    )?;
    for person in 0..crowd.people {
        let name = format!("p{person:05}");
        let mut snapshot = Snapshot::default();
        let team = format!("チーム{:05}", person % crowd.teams());
        let joined = Payload::Joined(ChallengeJoined { challenge: challenge.to_owned(), team: Some(team) });
        let before = [enrolled(person)?, consent()?, joined].map(|payload| (PASSED, payload));
        let days = (1..=PASSED).rev().map(|ago| (ago, steps(people, person, ago)));
        for (ago, payload) in before.into_iter().chain(days) {
            let time = people.now - TimeDelta::days(ago);
            if let Payload::Steps(steps) = &payload {
                let (id, at) = (format!("{name}-{}", steps.date), time.timestamp_millis());
                let data = payload.to_json();
                events.execute(params![people.city, id, name, payload.kind(), at, at, data])?;
            }
            let (source, id) = Default::default();
            let _ = snapshot.observe(&Event { source, id, subject: None, time, payload }, settings, time);
        }
        let state = serde_json::to_string(&snapshot).map_err(BenchError::service)?;
        residents.execute(params![people.city, name, state])?;
    }
    drop((residents, events));
    connection.execute_batch("CREATE INDEX events_of_resident ON events (city, subject, time)")?;
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

fn enrolled(person: usize) -> Result<Payload, BenchError> {
    let birth_year = 1936 + person % 60;
    read("ayumi.resident.enrolled.v1", &format!(r#"{{"birth_year":{birth_year},"language":"ja","reach":["line"]}}"#))
}

fn consent() -> Result<Payload, BenchError> {
    let data = r#"{"purpose":"engagement","categories":["steps"],"text_version":"2026-04","via":"line"}"#;
    read("ayumi.consent.given.v1", data)
}

fn read(kind: &str, data: &str) -> Result<Payload, BenchError> {
    Payload::parse(kind, data).map_err(|refusal| BenchError::Events(refusal.to_string()))
}

fn steps(people: People, person: usize, ago: i64) -> Payload {
    let (id, modality) = (format!("phone-{person}"), Modality::Sensed);
    let source = StepSource { id, kind: SourceKind::Phone, modality };
    let steps = people.walked(person, ago) as i64;
    Payload::Steps(Steps { date: people.day(ago), steps, source, version: 1, complete: false })
}
