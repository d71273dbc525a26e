//! A city with six weeks behind it, on a native database, with Arao's own pack.

use std::collections::HashSet;
use std::rc::Rc;

use ayumi::native::Native;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::replay::{Lived, Plan, Window};
use domain::{CityCode, Event, Pack};
use serde_json::{Value as Json, json};
use shell::replay::Asked;
use shell::sql::{Row, Sql, Value};
use shell::{Cache, Turn, drain, due, handle, publish, replay};
use tempfile::TempDir;
use wire::Outcome;

use crate::support::host::root;
use crate::support::service::{ARAO, event, joins, local, pages, steps};

/// The first day of the city, a Monday, and how many days it is lived.
pub fn first() -> DateTime<Utc> {
    local("2026-10-05 00:00")
}

pub const DAYS: i64 = 42;

/// The last day that is lived whole.
pub fn last_day() -> NaiveDate {
    "2026-11-15".parse().unwrap()
}

/// Who takes part, and what they walk: around so many steps, on so many of ten days.
const PEOPLE: [(&str, i64, i64); 6] = [
    ("hana", 5_200, 10),
    ("jiro", 3_600, 9),
    ("kiku", 6_800, 10),
    ("mio", 4_400, 6),
    ("ren", 7_900, 3),
    ("sora", 0, 0),
];

pub fn city() -> CityCode {
    ARAO.parse().unwrap()
}

/// The pack that is in force.
pub fn pack() -> Pack {
    ayumi::packs::read(&root().join("campaigns"), &root().join("rules")).unwrap().remove(0)
}

/// The pack with a file of `step_goal` changed, each text by another.
pub fn changed(file: &str, changes: &[(&str, &str)]) -> Pack {
    let mut pack = pack();
    let text = pack.files.get_mut(&format!("campaigns/{ARAO}/step_goal/{file}")).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{file} has no {from}");
        *text = text.replace(from, to);
    }
    pack
}

pub struct Lives {
    pub state: TempDir,
    pub sql: Native,
    pub cache: Cache,
}

impl Lives {
    /// An empty city, with the pack in force.
    pub async fn empty() -> Self {
        let state = tempfile::tempdir().unwrap();
        let sql = Native::open(state.path()).unwrap();
        shell::store::schema::prepare(&sql).await.unwrap();
        publish::publish(&sql, &pack(), first() - TimeDelta::hours(1)).await.unwrap();
        Self { state, sql, cache: Cache::default() }
    }

    /// The city after six weeks: people walk, answer what they are asked, and one asks to stop.
    pub async fn lived() -> Self {
        let city = Self::empty().await;
        let mut answered = HashSet::new();
        let mut todo: Vec<(DateTime<Utc>, Option<Vec<Json>>)> = (0..DAYS).flat_map(day).collect();
        todo.sort_by_key(|(at, _)| *at);
        for (at, events) in todo {
            match events {
                Some(events) => city.happens(at, &events).await,
                None => city.tick(at).await,
            }
            if (at + TimeDelta::hours(9)).format("%H:%M").to_string() == "19:00" {
                city.answer(at + TimeDelta::minutes(1), &mut answered).await;
            }
        }
        city
    }

    async fn happens(&self, at: DateTime<Utc>, events: &[Json]) {
        let events = read(events);
        let handled = handle::handle(&self.sql, &self.cache, &city(), &events, at).await.unwrap();
        assert_eq!(handled.accepted, events.len());
        self.tick(at).await;
    }

    async fn tick(&self, at: DateTime<Utc>) {
        due::due(&self.sql, &self.cache, &city(), &Turn::at(at, 1_000)).await.unwrap();
        let taken = async |_| Outcome::Accepted { provider_id: None, request_id: None };
        let _ = drain::drain(&self.sql, &self.cache, &city(), &Turn::at(at, 1_000), pages(), taken).await.unwrap();
    }

    /// Who was offered something takes the first that is offered, once for each message.
    async fn answer(&self, at: DateTime<Utc>, answered: &mut HashSet<String>) {
        let sql = "SELECT id, resident, body ->> '$.offers[0]' FROM outbox WHERE state = 'accepted' \
                   AND body ->> '$.offers[0]' IS NOT NULL ORDER BY id";
        for row in self.rows(sql).await {
            let [id, who, action] = [0, 1, 2].map(|place: usize| shown(&row[place]));
            if answered.insert(id.clone()) {
                let data = json!({ "message": id, "action": action });
                self.happens(at, &[event(&format!("tap-{id}"), "reply.received.v1", &who, at, data)]).await;
            }
        }
    }

    pub async fn rows(&self, text: &str) -> Vec<Row> {
        self.sql.query(text, Vec::new()).await.unwrap()
    }

    pub async fn count(&self, text: &str) -> i64 {
        shown(&self.rows(text).await[0][0]).parse().unwrap()
    }

    /// A plan of the last days that were lived.
    pub async fn plan(&self, campaign: &str, pack: &Pack, days: i64) -> Plan {
        let window = Window::ending(days, last_day()).unwrap();
        let (code, against) = (city(), None);
        let asked = Asked { city: &code, campaign, pack, window, against };
        replay::prepare(&self.sql, &self.cache, asked).await.unwrap()
    }

    /// Everyone's lives, in order of their ids.
    pub async fn lives(&self, plan: &Plan) -> Vec<Lived> {
        let mut lives = Vec::new();
        for row in self.rows("SELECT id FROM residents ORDER BY id").await {
            let id = shown(&row[0]).parse().unwrap();
            lives.push(replay::resident(&self.sql, &self.cache, &city(), plan, &id).await.unwrap().unwrap());
        }
        lives
    }
}

/// What happens on a day of the city, and when its clock ticks.
fn day(day: i64) -> Vec<(DateTime<Utc>, Option<Vec<Json>>)> {
    let midnight = first() + TimeDelta::days(day);
    let date = (midnight + TimeDelta::hours(9)).date_naive().to_string();
    let ticks = [8 * 60 + 30, 9 * 60, 10 * 60, 12 * 60, 17 * 60 + 30, 18 * 60, 19 * 60];
    let mut todo: Vec<_> = ticks.map(|minutes| (midnight + TimeDelta::minutes(minutes), None)).into();
    for (place, (who, usual, often)) in (0..).zip(PEOPLE) {
        let drawn = (domain::chance::digest("replaying", &[who, &date]) % 1_000) as i64;
        if day == place / 2 {
            let at = midnight + TimeDelta::minutes(9 * 60 + 11 + place);
            todo.push((at, Some(with_a_place(joins(who, at), place))));
        }
        if day > place / 2 && drawn % 10 < often {
            let walked = usual / 2 + usual * drawn / 1_000;
            // Everyone tells twice, and some the second time on the next morning.
            let at = midnight + TimeDelta::minutes(14 * 60 + 3 + drawn / 4);
            todo.push((at, Some(vec![steps(who, &date, walked * 4 / 5, 1, at)])));
            let at = at + TimeDelta::minutes(if drawn % 3 == 0 { 1_000 } else { 57 });
            todo.push((at, Some(vec![steps(who, &date, walked, 2, at)])));
        }
    }
    if day == 30 {
        let at = midnight + TimeDelta::minutes(12 * 60 + 7);
        let stops = event("kiku-stops", "reply.received.v1", "kiku", at, json!({ "action": "stop" }));
        let heat = json!({ "kind": "heat", "area": ARAO, "from": at, "until": at + TimeDelta::days(2) });
        let mut alert = event("heat", "environment.alert.v1", "hana", at, heat);
        alert.as_object_mut().unwrap().remove("subject");
        todo.push((at, Some(vec![stops, alert])));
    }
    todo.retain(|(at, _)| *at < first() + TimeDelta::days(DAYS));
    todo
}

/// People of two districts and of several ages, by LINE or SMS.
fn with_a_place(mut events: Vec<Json>, place: i64) -> Vec<Json> {
    events[2]["data"]["birth_year"] = (1946 + 9 * place).into();
    if place % 2 == 1 {
        events[2]["data"]["district"] = "万田".into();
    }
    if place == 3 {
        events[2]["data"]["reach"] = json!(["sms"]);
        events[1]["data"] = json!({ "channel": "sms", "address": "+819012345678" });
    }
    events
}

/// A row's value as it is shown.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    }
}

/// Reads CloudEvents as the door does.
fn read(bodies: &[Json]) -> Vec<Rc<Event>> {
    let body = serde_json::to_vec(bodies).unwrap();
    let headers = [("content-type", b"application/cloudevents-batch+json".as_slice())].into_iter().collect();
    let received = wire::cloudevents::parse(&headers, &body).unwrap();
    received.into_iter().map(|one| Rc::new(one.event.unwrap())).collect()
}
