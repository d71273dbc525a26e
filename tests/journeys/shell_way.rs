//! On the shell over a native database, with a closure in the place of the providers.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use ayumi::native::Native;
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::event::ChannelKind;
use domain::{CityCode, Day, Event, ResidentId, Snapshot};
use shell::drain::Letter;
use shell::sql::{Row, Sql as _, Value};
use shell::store::MACHINE;
use shell::{Cache, Turn, drain, due, handle, publish};
use tempfile::TempDir;
use wire::{Inbound, Outcome, What};

use super::script::{Way, address};
use super::story::Story;
use super::told::{Decided, Told, held, left, points, trace};
use crate::support::service::{ARAO, pages};

pub(super) struct Shelled<'a> {
    story: &'a Story,
    sql: Native,
    cache: Cache,
    city: CityCode,
    now: DateTime<Utc>,
    left: RefCell<Vec<String>>,
    answers: u64,
    _state: TempDir,
}

impl<'a> Shelled<'a> {
    pub(super) async fn start(story: &'a Story) -> Self {
        let state = tempfile::tempdir().unwrap();
        let sql = Native::open(state.path()).unwrap();
        shell::store::schema::prepare(&sql).await.unwrap();
        let city = ARAO.parse().unwrap();
        let now = story.begins();
        publish::publish(&sql, &story.pack(None), now).await.unwrap();
        let (cache, left) = (Cache::default(), RefCell::default());
        Self { story, sql, cache, city, now, left, answers: 0, _state: state }
    }

    async fn tick(&self) {
        let asked = due::due(&self.sql, &self.cache, &self.city, &Turn::at(self.now, 10_000)).await.unwrap();
        assert!(asked < 10_000);
        let owners = owners(self.story);
        let send = async |call: drain::Call| {
            let (channel, to, text) = match &call.letter {
                Letter::Push { to, body } => ("line", to, body.text.as_str()),
                Letter::Sms { to, text, .. } => ("sms", to, text.as_str()),
                Letter::Reply { .. } | Letter::Multicast { .. } => {
                    panic!("a story has fewer people than go by one call")
                }
            };
            let id = (channel == "line").then(|| call.key.as_uuid());
            self.left.borrow_mut().push(left(self.now, &owners[to], channel, id.as_deref(), text));
            Outcome::Accepted { provider_id: None, request_id: None }
        };
        let _ =
            drain::drain(&self.sql, &self.cache, &self.city, &Turn::at(self.now, 10_000), pages(), send).await.unwrap();
    }

    async fn answer(&mut self, who: &ResidentId, channel: ChannelKind, what: What) {
        self.answers += 1;
        let id = format!("answer-{}", self.answers);
        let address = Some(address(who, channel));
        let inbound = Inbound { channel, id, at: None, address, what, reply: None };
        let event = inbound.into_event(who.clone(), self.now).unwrap();
        self.post(&[Rc::new(event)]).await;
    }
}

impl Way for Shelled<'_> {
    async fn advance(&mut self, to: DateTime<Utc>) {
        self.tick().await;
        while let Some(at) = next(&self.sql).await.filter(|at| *at <= to) {
            assert!(at > self.now, "a tick leaves nothing that is due");
            self.now = at;
            self.tick().await;
        }
        self.now = to;
    }

    async fn sleep(&mut self, to: DateTime<Utc>) {
        self.now = to;
    }

    async fn post(&mut self, events: &[Rc<Event>]) {
        let handled = handle::handle(&self.sql, &self.cache, &self.city, events, self.now).await.unwrap();
        assert_eq!(handled.accepted + handled.duplicates, events.len());
    }

    async fn tap(&mut self, who: &ResidentId, action: &str) {
        let message = Some(latest(&self.sql, who).await.id);
        self.answer(who, ChannelKind::Line, What::Postback { message, action: action.to_owned() }).await;
    }

    async fn say(&mut self, who: &ResidentId, channel: ChannelKind, text: &str) {
        self.answer(who, channel, What::text(text)).await;
    }

    async fn publish(&mut self, edition: &str) {
        publish::publish(&self.sql, &self.story.pack(Some(edition)), self.now).await.unwrap();
    }

    async fn rollback(&mut self) {
        publish::rollback(&self.sql, &self.cache, &self.city, None, MACHINE, self.now).await.unwrap();
    }

    async fn end(self) -> Told {
        Told { left: self.left.take(), ..stored(&self.sql, self.now).await }
    }
}

/// Whose address is whose.
pub(super) fn owners(story: &Story) -> BTreeMap<String, String> {
    let ways = [ChannelKind::Line, ChannelKind::Sms];
    let of = |id: &String| ways.map(|channel| (address(&id.parse().unwrap(), channel), id.clone()));
    story.resident.iter().flat_map(|person| of(&person.id)).collect()
}

/// When something is to be done next.
pub(super) async fn next(sql: &Native) -> Option<DateTime<Utc>> {
    let sql_text = "SELECT min(at) FROM (SELECT at FROM due UNION ALL SELECT at FROM outbox WHERE state = 'waiting')";
    let rows = sql.query(sql_text, Vec::new()).await.unwrap();
    match rows[0][0] {
        Value::Integer(millis) => DateTime::from_timestamp_millis(millis),
        _ => None,
    }
}

/// The latest message that left for a resident.
pub(super) async fn latest(sql: &Native, who: &ResidentId) -> Outgoing {
    let text = "SELECT body FROM outbox WHERE resident = ? AND state = 'accepted' ORDER BY at DESC, id DESC LIMIT 1";
    let rows = sql.query(text, vec![who.as_str().into()]).await.unwrap();
    serde_json::from_str(text_of(&rows[0], 0)).unwrap()
}

/// What the database holds of a story.
pub(super) async fn stored(sql: &Native, now: DateTime<Utc>) -> Told {
    let query = async |text: &str| sql.query(text, Vec::new()).await.unwrap();
    let mut told = Told::default();
    let decisions = "SELECT at, resident, campaign, hook, kind, name, outcome, day, version, trace \
                     FROM decisions ORDER BY at, seq";
    for row in query(decisions).await {
        let decided = Decided {
            at: time_of(&row, 0),
            who: text_of(&row, 1),
            campaign: text_of(&row, 2),
            hook: text_of(&row, 3),
            kind: text_of(&row, 4),
            name: text_of(&row, 5),
            outcome: text_of(&row, 6),
            day: Day(integer_of(&row, 7) as i32),
        };
        told.decisions.push(decided.line());
        let how = serde_json::from_str(text_of(&row, 9)).unwrap();
        told.traces.push(trace(decided.at, decided.who, decided.campaign, text_of(&row, 8), &how));
    }
    let ledger = "SELECT p.at, p.resident, p.campaign || '/' || p.award, p.period, p.points FROM points p \
                  JOIN decisions d ON d.city = p.city AND d.id = p.decision ORDER BY d.at, d.seq";
    for row in query(ledger).await {
        let period = Day(integer_of(&row, 3) as i32);
        told.points.push(points(time_of(&row, 0), text_of(&row, 1), text_of(&row, 2), period, integer_of(&row, 4)));
    }
    let withheld = "SELECT resident, message, reason FROM outbox WHERE state = 'withheld' ORDER BY at, id";
    for row in query(withheld).await {
        told.held.push(held(text_of(&row, 0), text_of(&row, 1), text_of(&row, 2)));
    }
    told.rows = Some(rows(sql).await);
    let today = domain::Zone::default().day(now);
    for row in query("SELECT id, state FROM residents").await {
        let mut snapshot: Snapshot = serde_json::from_str(text_of(&row, 1)).unwrap();
        snapshot.prune(today);
        told.residents.insert(text_of(&row, 0).to_owned(), serde_json::to_value(snapshot).unwrap());
    }
    told
}

/// Rows that only a database has, one a line, named by their table.
async fn rows(sql: &Native) -> Vec<String> {
    let queries = [
        "SELECT 'due', resident, campaign, point, once, at, day, sensitive FROM due",
        "SELECT 'outbox', id, resident, campaign, message, occasion, state, at, attempts, channel, left_day, reason \
         FROM outbox",
        // What is said of a message that was taken is its number.
        "SELECT 'delivery', message, at, step, channel, attempt, iif(step = 'accepted', NULL, code) FROM deliveries",
    ];
    let mut lines = Vec::new();
    for query in queries {
        for row in sql.query(query, Vec::new()).await.unwrap() {
            let words = row.iter().map(|value| match value {
                Value::Text(text) => text.clone(),
                Value::Integer(number) => number.to_string(),
                Value::Real(number) => number.to_string(),
                Value::Null => "-".to_owned(),
            });
            lines.push(words.collect::<Vec<_>>().join(" "));
        }
    }
    lines
}

fn text_of(row: &Row, place: usize) -> &str {
    match &row[place] {
        Value::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}

fn integer_of(row: &Row, place: usize) -> i64 {
    match row[place] {
        Value::Integer(number) => number,
        ref other => panic!("{other:?} is no number"),
    }
}

fn time_of(row: &Row, place: usize) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(integer_of(row, place)).unwrap()
}
