//! A city's past as the service would have stored it: written directly, since by the service it takes many minutes.

use super::BenchError;
use super::alone::Alone;
use super::people::chance;
use crate::native::DATABASE;
use chrono::{DateTime, TimeDelta, Utc};
use domain::decide::{Bodies, LineBody, Outgoing};
use domain::event::{Modality, SourceKind, StepSource, Steps};
use domain::pack::{City, IfQuiet, Priority};
use domain::resident::Snapshot;
use domain::{Day, Event, MessageId, Pack, Payload, Zone};
use rusqlite::{CachedStatement, Connection, params};

/// The one statement of the schema that fills faster when it is done last.
const INDEX: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'events' AND sql <> ''";

/// A prime beyond the number of people: its multiples meet everyone once.
const PRIME: usize = 1_000_003;

/// People with so many days of steps, one reading a day at any hour, and one message a week of another campaign.
pub(super) fn fill(
    state: &std::path::Path,
    pack: &Pack,
    people: usize,
    days: i64,
    now: DateTime<Utc>,
) -> Result<(), BenchError> {
    let begun = now - TimeDelta::days(days + 20);
    Alone::open(state)?.publish(pack, begun)?;
    let ruleset = pack.compile().map_err(|problems| BenchError::Events(format!("{problems:?}")))?;
    let connection = Connection::open(state.join(DATABASE))?;
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN")?;
    let index = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
    let indices = connection.prepare(INDEX)?.query_map([], index)?.collect::<Result<Vec<_>, _>>()?;
    for (name, _) in &indices {
        connection.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    let filled = Past { city: pack.city.as_str(), connection: &connection, settings: &ruleset.city, people, days, now };
    filled.events()?;
    filled.residents()?;
    filled.messages()?;
    for (_, sql) in &indices {
        connection.execute_batch(sql)?;
    }
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

struct Past<'a> {
    city: &'a str,
    connection: &'a Connection,
    settings: &'a City,
    people: usize,
    days: i64,
    now: DateTime<Utc>,
}

impl Past<'_> {
    fn events(&self) -> Result<(), BenchError> {
        let sql = "INSERT INTO events (city, source, id, subject, type, time, received, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let before = self.days + 10;
        let mut number = 0_u64;
        for person in 0..self.people {
            let at = self.instant(before, person);
            for payload in self.joins(person)? {
                number += 1;
                self.insert(&mut statement, person, number, at, &payload)?;
            }
        }
        for ago in (1..=before).rev() {
            // As they come: neighbours on one day are not those of the next.
            for place in 0..self.people {
                let person = (place * PRIME + ago as usize * 7907) % self.people;
                // Some do not send every day.
                if chance(person, 200 + ago.unsigned_abs()).is_multiple_of(20) {
                    continue;
                }
                number += 1;
                let payload = steps(self.zone().day(self.now).plus(-(ago as i32)), person, ago);
                self.insert(&mut statement, person, number, self.instant(ago, person), &payload)?;
            }
        }
        Ok(())
    }

    fn insert(
        &self,
        statement: &mut CachedStatement<'_>,
        person: usize,
        number: u64,
        at: DateTime<Utc>,
        payload: &Payload,
    ) -> Result<(), BenchError> {
        let at = at.timestamp_millis();
        let (id, subject, data) = (format!("{number:08x}"), name(person), payload.to_json());
        statement.execute(params![self.city, "/432041/phones", id, subject, payload.kind(), at, at, data])?;
        Ok(())
    }

    /// Who takes part, and how they stand today.
    fn residents(&self) -> Result<(), BenchError> {
        let mut statement =
            self.connection.prepare_cached("INSERT INTO residents (city, id, rev, state) VALUES (?, ?, 1, ?)")?;
        for person in 0..self.people {
            let mut snapshot = Snapshot::default();
            let readings = (1..=35).rev().map(|ago| steps(self.zone().day(self.now).plus(-(ago as i32)), person, ago));
            for payload in self.joins(person)?.into_iter().chain(readings) {
                let (source, id) = Default::default();
                let event = Event { source, id, subject: None, time: self.instant(1, person), payload };
                let _ = snapshot.observe(&event, self.settings, self.now);
            }
            let state = serde_json::to_string(&snapshot).map_err(BenchError::service)?;
            statement.execute(params![self.city, name(person), state])?;
        }
        Ok(())
    }

    /// One message a week of the notebook's campaign, which counts for caps.
    fn messages(&self) -> Result<(), BenchError> {
        let sql = "INSERT INTO outbox (city, id, resident, campaign, message, occasion, body, state, at, attempts, \
                   channel, left_day) VALUES (?, ?, ?, 'notebook_habit', 'open_notebook', ?, ?, 'accepted', ?, 1, 'line', ?)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for week in (0..self.days / 7).rev() {
            let at = self.now - TimeDelta::days(week * 7 + 1);
            let day = self.zone().day(at);
            for person in 0..self.people {
                let bits = domain::chance::digest(self.city, &[&name(person), &day.to_string()]);
                let at = at - TimeDelta::milliseconds(person as i64);
                let id = MessageId(ulid::Ulid::from_parts(at.timestamp_millis().unsigned_abs(), bits));
                let body = body(id, day, at)?;
                let millis = at.timestamp_millis();
                statement.execute(params![
                    self.city,
                    id.to_string(),
                    name(person),
                    day.to_string(),
                    body,
                    millis,
                    day.0
                ])?;
            }
        }
        Ok(())
    }

    fn zone(&self) -> Zone {
        self.settings.zone
    }

    /// An instant between eight in the morning and eight in the evening, so many days ago.
    fn instant(&self, ago: i64, person: usize) -> DateTime<Utc> {
        let midnight = self.zone().end_of(self.zone().day(self.now).plus(-(ago as i32) - 1));
        midnight + TimeDelta::hours(8) + TimeDelta::seconds((chance(person, 300 + ago.unsigned_abs()) % 43_200) as i64)
    }

    fn joins(&self, person: usize) -> Result<Vec<Payload>, BenchError> {
        let birth_year = 1936 + chance(person, 1) % 60;
        let district = DISTRICTS.get(chance(person, 4) as usize % DISTRICTS.len()).copied().unwrap_or_default();
        let (way, address) = match person % 5 {
            0 => ("sms", format!("+8190{person:08}")),
            _ => ("line", format!("U{person:032x}")),
        };
        let from = self.zone().day(self.now).plus(-(self.days as i32) - 10);
        let target = 4000 + 500 * (chance(person, 2) % 9);
        let told = [
            (
                "resident.enrolled",
                format!(r#"{{"birth_year":{birth_year},"district":"{district}","language":"ja","reach":["{way}"]}}"#),
            ),
            (
                "consent.given",
                r#"{"purpose":"engagement","categories":["steps"],"text_version":"2026-04","via":"line"}"#.to_owned(),
            ),
            ("channel.linked", format!(r#"{{"channel":"{way}","address":"{address}"}}"#)),
            ("goal.set", format!(r#"{{"metric":"steps_per_day","target":{target},"from":"{from}"}}"#)),
        ];
        let read = |(kind, data): (&str, String)| {
            Payload::parse(&format!("ayumi.{kind}.v1"), &data)
                .map_err(|refusal| BenchError::Events(refusal.to_string()))
        };
        told.into_iter().map(read).collect()
    }
}

const DISTRICTS: [&str; 6] = ["荒尾", "万田", "平井", "府本", "八幡", "有明"];

fn name(person: usize) -> String {
    format!("p{person:06}")
}

/// What a person walks on a day: around a habit of their own.
fn steps(day: Day, person: usize, ago: i64) -> Payload {
    let habit = 2500 + chance(person, 3) % 6000;
    let walked = habit / 2 + chance(person, 100 + ago.unsigned_abs()) % habit;
    let (id, modality) = (format!("phone-{person}"), Modality::Sensed);
    let source = StepSource { id, kind: SourceKind::Phone, modality };
    Payload::Steps(Steps { date: day.date(), steps: walked as i64, source, version: 1, complete: false })
}

/// A message as it stands in the outbox.
fn body(id: MessageId, day: Day, at: DateTime<Utc>) -> Result<String, BenchError> {
    let line = LineBody::words("この1週間の健康手帳を、のぞいてみませんか。きょうの体の調子を、ひとことから書けます。");
    let outgoing = Outgoing {
        id,
        campaign: "notebook_habit".to_owned(),
        message: "open_notebook".to_owned(),
        occasion: day.to_string(),
        topic: None,
        bodies: Bodies { line: Some(line), ..Bodies::default() },
        follow_up: None,
        follows: None,
        offers: vec!["open".to_owned(), "later".to_owned()],
        outdoor: false,
        priority: Priority::default(),
        if_quiet: IfQuiet::default(),
        is_answer: false,
        arm: None,
        sensitive: false,
        not_before: at,
        expires_at: at + TimeDelta::hours(10),
    };
    serde_json::to_string(&outgoing).map_err(BenchError::service)
}
