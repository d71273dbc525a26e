//! A webhook is answered whatever the database does, and what it told is neither lost nor told twice.

use ayumi::phone::{line_signature, twilio_signature};
use bytes::Bytes;
use http::{Request, StatusCode};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::service::{Answer, PUBLIC_URL, Town, event, joins, line_user};

const LINE: &str = "/webhooks/432041/line";
const SMS: &str = "/webhooks/432041/sms/inbound";
const NUMBER: &str = "+819012345678";

impl Town {
    /// A webhook of LINE with words.
    async fn says(&self, id: &str, resident: &str, words: &str) -> Answer {
        let message = json!({ "type": "text", "id": format!("m-{id}"), "quoteToken": "q", "text": words });
        self.tells(id, "message", resident, json!({ "message": message })).await
    }

    /// A webhook of LINE of any kind.
    async fn tells(&self, id: &str, kind: &str, resident: &str, rest: Value) -> Answer {
        let mut event = json!({
            "type": kind, "mode": "active", "timestamp": self.clock.now().timestamp_millis(), "webhookEventId": id,
            "deliveryContext": { "isRedelivery": false },
            "source": { "type": "user", "userId": line_user(resident) },
        });
        event.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        let body = json!({ "destination": "U00000000000000000000000000000000", "events": [event] }).to_string();
        let signature = line_signature(&self.settings.variables["line_channel_secret"], body.as_bytes());
        self.send(Request::post(LINE).header("x-line-signature", signature).body(body.into()).unwrap()).await
    }

    async fn says_by_sms(&self, id: &str, words: &str) -> Answer {
        let form = [("MessageSid", id), ("From", NUMBER), ("To", "+815012345678"), ("Body", words)];
        let form: Vec<(String, String)> = form.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let url = format!("{PUBLIC_URL}{SMS}");
        let signature = twilio_signature(&self.settings.variables["sms_auth_token"], &url, &form);
        let body = Bytes::from(serde_urlencoded::to_string(&form).unwrap());
        self.send(Request::post(SMS).header("x-twilio-signature", signature).body(body).unwrap()).await
    }

    /// Another program's connection to a file of the service.
    fn beside(&self, file: &str) -> Connection {
        Connection::open(self.state.path().join(file)).unwrap()
    }

    /// What waits in the inbox.
    fn waits(&self) -> Vec<(String, Vec<u8>)> {
        let inbox = self.beside("sqlite_key_value.db");
        let mut rows = inbox.prepare("SELECT key, value FROM spin_key_value ORDER BY key").unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// The texts of all replies, in their order.
    async fn said(&self) -> Vec<String> {
        let rows = self
            .rows(
                "SELECT COALESCE(data ->> '$.text', '-') FROM events WHERE type = 'ayumi.reply.received.v1' \
                 ORDER BY time, id",
            )
            .await;
        let text = |row: &Vec<shell::Value>| match &row[0] {
            shell::Value::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        rows.iter().map(text).collect()
    }

    async fn has_stopped(&self, resident: &str) -> bool {
        let sql = format!("SELECT json_extract(state, '$.contact.stopped') FROM residents WHERE id = '{resident}'");
        self.rows(&sql).await[0][0] != shell::Value::Null
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_held_keeps_no_webhook_waiting_and_loses_none() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let link = json!({ "channel": "sms", "address": NUMBER });
    town.post(&[event("link", "channel.linked.v1", "p-1", town.clock.now(), link)]).await;
    assert_eq!(town.says("w-1", "p-1", "一").await.status, StatusCode::OK);

    let other = town.beside("sqlite_db.db");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // All these answers come while the other holds on: it lets go below, and not before.
    assert_eq!(town.says("w-2", "p-1", "二").await.status, StatusCode::OK);
    assert_eq!(town.says_by_sms("SM1", "三").await.status, StatusCode::NO_CONTENT);
    // Again, as providers do; and what the database has already.
    assert_eq!(town.says("w-2", "p-1", "二").await.status, StatusCode::OK);
    assert_eq!(town.says("w-1", "p-1", "一").await.status, StatusCode::OK);
    assert_eq!(town.says("w-3", "p-1", "停止").await.status, StatusCode::OK);
    assert_eq!(town.said().await, ["一"]);
    assert!(!town.waits().is_empty());
    other.execute_batch("COMMIT").unwrap();

    let waiting = town.waits();
    let ticked = town.tick().await;
    assert_eq!(ticked["heard"], waiting.len(), "{ticked}");
    let mut replies = town.said().await;
    replies.sort();
    assert_eq!(replies, ["一", "三", "二", "停止"]);
    assert!(town.has_stopped("p-1").await);
    assert_eq!(town.waits(), []);

    // A death between the commit and the end of the wait: all of it is taken in again, and known.
    let inbox = town.beside("sqlite_key_value.db");
    for (key, value) in &waiting {
        inbox.execute("INSERT INTO spin_key_value VALUES ('default', ?, ?)", (key, value)).unwrap();
    }
    let town = town.restart().await;
    assert_eq!(town.tick().await["heard"], waiting.len());
    assert_eq!(town.said().await.len(), 4);
    assert_eq!(town.waits(), []);
    // And by the door once more.
    assert_eq!(town.says("w-3", "p-1", "停止").await.status, StatusCode::OK);
    town.tick().await;
    assert_eq!(town.said().await.len(), 4);
    town.stop().await;
}

/// What another version of the program left there, or a disk spoilt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_can_read_is_put_aside_and_told() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let other = town.beside("sqlite_db.db");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(town.says("w-1", "p-1", "停止").await.status, StatusCode::OK);
    other.execute_batch("COMMIT").unwrap();
    let (key, value) = town.waits().remove(0);
    let spoilt = key.replacen("inbox/", "inbox/0", 1);
    let inbox = town.beside("sqlite_key_value.db");
    inbox.execute("INSERT INTO spin_key_value VALUES ('default', ?, ?)", (&spoilt, b"{}\n".as_slice())).unwrap();
    inbox.execute("INSERT INTO spin_key_value VALUES ('default', 'another', ?)", [b"?".as_slice()]).unwrap();
    assert_eq!(town.tick().await["heard"], 1);
    assert!(town.has_stopped("p-1").await, "what came after it is heard");
    let aside = spoilt.replacen("inbox", "unreadable", 1);
    assert_eq!(town.waits(), [("another".to_owned(), b"?".to_vec()), (aside.clone(), b"{}\n".to_vec())]);
    town.tick().await;
    let told = town.call("GET", "/v1/432041/notices", "staff_token", "", "").await.json();
    assert_eq!(told.as_array().unwrap().len(), 1, "{told}");
    assert!(told[0]["ja"].as_str().unwrap().contains(&aside), "{told}");
    assert_ne!(value, b"{}\n");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_that_come_together_are_all_answered_while_it_is_held() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let other = town.beside("sqlite_db.db");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // More than there are instances, so that most have to wait for one that has learnt not to wait.
    let answers = (0..200).map(|n| {
        let town = &town;
        async move { town.says(&format!("w-{n}"), "p-1", "はい").await.status }
    });
    let answers = futures::future::join_all(answers).await;
    assert!(answers.iter().all(|status| *status == StatusCode::OK), "{answers:?}");
    other.execute_batch("COMMIT").unwrap();
    let (mut heard, mut ticks) = (0, 0);
    while heard < 200 && ticks < 20 {
        heard += town.tick().await["heard"].as_u64().unwrap();
        ticks += 1;
    }
    assert_eq!((heard, town.said().await.len()), (200, 200));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_for_the_database_leaves_the_inbox() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let other = town.beside("sqlite_db.db");
    other
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
        )
        .unwrap();
    assert_eq!(town.says("w-1", "p-1", "停止").await.status, StatusCode::OK);
    assert_eq!(town.waits().len(), 1);
    // It waits for as long as that takes.
    for _ in 0..3 {
        assert_eq!(town.tick().await["heard"], 0);
        assert_eq!(town.waits().len(), 1);
    }
    other.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(town.tick().await["heard"], 1);
    assert!(town.has_stopped("p-1").await);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_neither_takes_anything_the_sender_is_told_to_come_again() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let (database, inbox) = (town.beside("sqlite_db.db"), town.beside("sqlite_key_value.db"));
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    inbox.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Both are held until it has answered.
    let answer = town.says("w-1", "p-1", "停止").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text());
    assert_eq!(answer.json()["type"], "/problems/unavailable");
    database.execute_batch("COMMIT").unwrap();
    inbox.execute_batch("COMMIT").unwrap();
    assert_eq!(town.says("w-1", "p-1", "停止").await.status, StatusCode::OK);
    town.tick().await;
    assert_eq!(town.said().await, ["停止"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn words_that_are_taken_back_are_kept_nowhere() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    town.post(&joins("p-2", town.clock.now())).await;
    let unsend = |id: &str| json!({ "unsend": { "messageId": id } });
    for (id, resident, words) in [("w-1", "p-1", "ひざが痛い"), ("w-2", "p-1", "こんにちは"), ("w-3", "p-2", "雨です")]
    {
        assert_eq!(town.says(id, resident, words).await.status, StatusCode::OK);
    }
    // Somebody else's words are not one's own to take back.
    for (id, who, words) in
        [("u-1", "p-1", "m-w-1"), ("u-1", "p-1", "m-w-1"), ("u-2", "p-1", "m-w-3"), ("u-3", "x", "m-w-2")]
    {
        assert_eq!(town.tells(id, "unsend", who, unsend(words)).await.status, StatusCode::OK);
    }
    assert_eq!(town.said().await, ["-", "こんにちは", "雨です"]);
    let why = town.call("GET", "/v1/432041/residents/p-1/why", "staff_token", "", "").await;
    assert!(!why.text().contains("ひざ"), "{}", why.text());
    // Told again, the reply is known, and stays without its words.
    assert_eq!(town.says("w-1", "p-1", "ひざが痛い").await.status, StatusCode::OK);
    // Taken back before they arrive, as where the words wait in the inbox.
    assert_eq!(town.tells("u-4", "unsend", "p-1", unsend("m-w-4")).await.status, StatusCode::OK);
    assert_eq!(town.says("w-4", "p-1", "血圧が高い").await.status, StatusCode::OK);
    assert_eq!(town.said().await, ["-", "こんにちは", "雨です", "-"]);
    // Held when both are told: one after the other, in their order.
    let other = town.beside("sqlite_db.db");
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(town.says("w-5", "p-1", "停止").await.status, StatusCode::OK);
    town.later(chrono::TimeDelta::seconds(1));
    assert_eq!(town.tells("u-5", "unsend", "p-1", unsend("m-w-5")).await.status, StatusCode::OK);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(town.tick().await["heard"], 2);
    assert_eq!(town.said().await, ["-", "こんにちは", "雨です", "-", "-"]);
    assert!(town.has_stopped("p-1").await, "what was meant is not taken back with the words");
    town.stop().await;
}
