//! Two workers want to answer the same person.

use std::cell::Cell;

use ayumi::native::Native;
use chrono::TimeDelta;
use serde_json::json;
use shell::drain::{Call, Letter};
use shell::sql::{Row, Sql, SqlError, Value};
use shell::{Turn, drain, handle, publish};
use wire::Outcome;

use super::given::{Shell, city, joins, noon, read, text};
use super::senders::accepted;
use crate::support::host::root;
use crate::support::service::{event, line_user, pages};

/// Another worker takes the token a moment before.
struct Slower<'a> {
    sql: &'a Native,
    taken: Cell<bool>,
}

impl Sql for Slower<'_> {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        if sql.contains("reply_tokens") && sql.contains("RETURNING") {
            let theirs = self.sql.query(sql, params.clone()).await?;
            self.taken.set(!theirs.is_empty());
        }
        self.sql.query(sql, params).await
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.sql.change(sql, params).await
    }
}

#[tokio::test]
async fn an_answer_whose_token_is_anothers_is_not_pushed_past_the_month() {
    let shell = Shell::new().await;
    let folder = root().join("tests/sending/pack");
    for pack in ayumi::packs::read(&folder.join("campaigns"), &folder.join("rules")).unwrap() {
        publish::publish(&shell.sql, &pack, noon()).await.unwrap();
    }
    let take = async |events: &[serde_json::Value]| {
        let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(events), noon()).await.unwrap();
    };
    let says =
        |who: &str, said: serde_json::Value| event(&format!("{who}-{said}"), "reply.received.v1", who, noon(), said);
    // One is asked, and the other's message was one too many for the month.
    take(&[joins("asked", false, noon()), joins("other", false, noon())].concat()).await;
    take(&[says("asked", json!({ "action": "say_asking" })), says("other", json!({ "action": "say_lasting" }))]).await;
    let send = async |call: Call| match call.letter {
        Letter::Push { to, .. } if to == line_user("asked") => accepted(),
        _ => Outcome::Stop { request_id: None },
    };
    let _ = drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(noon(), 1), pages(), send).await.unwrap();
    let asking = text(&shell.rows("SELECT id FROM outbox WHERE resident = 'asked'").await[0][0]).to_owned();
    take(&[says("asked", json!({ "message": asking, "action": "say_lasting" }))]).await;
    let until = (noon() + TimeDelta::seconds(50)).timestamp_millis();
    let token = format!(
        "INSERT INTO reply_tokens (city, address, token, until) VALUES ('432041', '{}', 'token', {until})",
        line_user("asked")
    );
    shell.rows(&token).await;

    let slower = Slower { sql: &shell.sql, taken: Cell::new(false) };
    let send = async |call: Call| panic!("{call:?}");
    let drained = drain::drain(&slower, &shell.cache, &city(), &Turn::at(noon(), 10), pages(), send).await.unwrap();
    assert!(slower.taken.get());
    assert_eq!((drained.waiting, drained.total()), (1, 1));
    let rows = shell.rows("SELECT state, reason FROM outbox WHERE resident = 'asked' AND message = 'lasting'").await;
    assert_eq!(rows, vec![vec!["waiting".into(), "monthly_limit".into()]]);
    // Where the month has more, it is pushed.
    shell.rows("UPDATE cities SET state = json_remove(state, '$.line_spent_until')").await;
    shell.rows("UPDATE outbox SET at = 0 WHERE message = 'lasting' AND resident = 'asked'").await;
    shell.rows("UPDATE reply_tokens SET used = 0").await;
    let send = async |call: Call| {
        assert!(matches!(call.letter, Letter::Push { .. }), "{call:?}");
        accepted()
    };
    let drained = drain::drain(&slower, &shell.cache, &city(), &Turn::at(noon(), 10), pages(), send).await.unwrap();
    assert_eq!(drained.accepted, 1);
}
