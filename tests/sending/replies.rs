//! What answers somebody leaves as LINE's reply while that is possible: free of charge, once, and never again
//! where it is unclear.

use std::time::Duration;

use ayumi::phone::{Fault, line_signature};
use bytes::Bytes;
use chrono::TimeDelta;
use http::Request;
use serde_json::json;

use super::{sent, setup};
use crate::support::service::{Town, line_user, local};

impl Town {
    /// Somebody takes part, is asked, and taps on what has `lasting` decided.
    async fn taps_for_more(&self, resident: &str) {
        self.line(resident).await;
        self.say(resident, "asking").await;
        self.tick().await;
        self.phone.tap(&line_user(resident), "つづき").await.unwrap();
    }

    /// Whether each LINE message of a resident had a retry key, as all but replies have.
    fn keyed(&self, resident: &str) -> Vec<bool> {
        let messages = self.phone.messages();
        messages.iter().filter(|one| one.to == line_user(resident)).map(|one| one.retry_key.is_some()).collect()
    }

    /// LINE tells something.
    async fn hears(&self, body: String) {
        let signature = line_signature(&self.settings.variables["line_channel_secret"], body.as_bytes());
        let request = Request::post("/webhooks/432041/line").header("content-type", "application/json");
        let request = request.header("x-line-signature", signature).body(Bytes::from(body)).unwrap();
        assert_eq!(self.send(request).await.status, 200);
    }

    async fn tokens(&self) -> usize {
        self.rows("SELECT address FROM reply_tokens WHERE used = 0").await.len()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_time_is_a_reply_and_is_not_counted() {
    let mut setup = setup();
    setup.phone.monthly_limit = Some(1);
    let town = setup.start().await.unwrap();
    town.taps_for_more("p-1").await;
    assert_eq!(town.tokens().await, 1);
    // The one message of the month was the question. The answer is free.
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 1));
    assert_eq!((town.keyed("p-1"), town.tokens().await), (vec![true, false], 0));
    // The answer offers its answers like any message, and what comes without being asked for waits.
    town.line("p-2").await;
    town.notes("p-2").await;
    town.tick().await;
    assert_eq!(town.stands("p-2", "other").await, sent("waiting", Some("monthly_limit"), 0));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_too_late_for_a_reply_is_pushed() {
    let town = setup().start().await.unwrap();
    town.taps_for_more("p-1").await;
    town.later(TimeDelta::seconds(51));
    town.tick().await;
    assert_eq!((town.keyed("p-1"), town.tokens().await), (vec![true, true], 0));

    // At night it waits for the morning.
    town.clock.set(local("2026-11-17 20:50")).unwrap();
    town.line("p-2").await;
    town.say("p-2", "asking").await;
    town.tick().await;
    town.clock.set(local("2026-11-17 21:10")).unwrap();
    town.phone.tap(&line_user("p-2"), "つづき").await.unwrap();
    town.tick().await;
    assert_eq!(town.on_line("p-2"), 1);
    town.clock.set(local("2026-11-18 08:00")).unwrap();
    town.tick().await;
    assert_eq!(town.keyed("p-2"), [true, true]);
    town.stop().await;
}

/// LINE's clock, or another service of the city's, was faster.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_line_takes_no_more_is_no_reason_to_say_nothing() {
    let town = setup().start().await.unwrap();
    town.taps_for_more("p-1").await;
    assert_eq!(town.alter("UPDATE reply_tokens SET token = 'used-elsewhere'").await, 1);
    let ticked = town.tick().await;
    assert_eq!((town.on_line("p-1"), town.keyed("p-1")), (2, vec![true, true]), "{ticked}");
    assert_eq!(town.steps("p-1").await[0], "1 retry reply_token 400");
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 2));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_which_nobody_knows_is_not_repeated() {
    let town = setup().start().await.unwrap();
    let faults = town.phone.faults();
    faults.hang(Duration::from_millis(50));
    let troubles = [
        (Fault::ServerError, "dead ambiguous 500", 1),
        (Fault::Timeout, "dead ambiguous no answer", 1),
        (Fault::AnswerLost, "dead ambiguous no answer", 2),
    ];
    for (place, (fault, step, shown)) in troubles.into_iter().enumerate() {
        let resident = &format!("p-{place}");
        town.taps_for_more(resident).await;
        faults.next(fault, 1);
        town.tick().await;
        assert_eq!(town.stands(resident, "lasting").await, sent("dead", Some("ambiguous"), 1), "{fault:?}");
        assert_eq!(town.steps(resident).await, [format!("1 {step}")], "{fault:?}");
        let requests = town.phone.requests();
        town.later(TimeDelta::hours(1));
        town.tick().await;
        assert_eq!((town.phone.requests(), town.on_line(resident)), (requests, shown), "{fault:?}");
    }
    // What surely was not said is said later, with a key.
    town.taps_for_more("busy").await;
    faults.next(Fault::RateLimited, 1);
    town.tick().await;
    assert_eq!(town.stands("busy", "lasting").await, sent("waiting", Some("rate_limited"), 1));
    town.tick_when_due("busy").await;
    assert_eq!((town.on_line("busy"), town.keyed("busy")), (2, vec![true, true]));
    town.stop().await;
}

/// What is held up keeps what it can answer with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_waits_for_its_turn_is_a_reply_still() {
    let town = setup().start().await.unwrap();
    town.taps_for_more("p-1").await;
    let empty = format!(
        "INSERT INTO buckets (city, endpoint, tokens, at, granted) VALUES ('432041', 'reply', 0, {}, 0)",
        town.clock.now().timestamp_millis()
    );
    assert_eq!(town.alter(&empty).await, 1);
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("waiting", Some("pace"), 0));
    assert_eq!(town.tokens().await, 1);
    town.later(TimeDelta::seconds(1));
    town.tick().await;
    assert_eq!((town.keyed("p-1"), town.tokens().await), (vec![true, false], 0));
    town.stop().await;
}

/// LINE tells a tap twice and does not say so: what was used to answer it is not used again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_that_is_told_twice_brings_back_nothing_that_was_used() {
    let town = setup().start().await.unwrap();
    town.taps_for_more("p-1").await;
    let text = |value: &shell::Value| match value {
        shell::Value::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let token = text(&town.rows("SELECT token FROM reply_tokens").await[0][0]);
    let asking = text(&town.rows("SELECT id FROM outbox WHERE message = 'asking'").await[0][0]);
    let told = town.rows("SELECT id, time FROM events WHERE source = 'line' AND type LIKE '%reply%'").await.remove(0);
    let shell::Value::Integer(time) = told[1] else { panic!("{told:?}") };
    town.tick().await;
    assert_eq!(town.keyed("p-1"), [true, false]);
    town.later(TimeDelta::seconds(2));
    let again = json!({
        "type": "postback", "mode": "active", "timestamp": time,
        "source": { "type": "user", "userId": line_user("p-1") },
        "webhookEventId": text(&told[0]).split(':').next().unwrap(), "deliveryContext": { "isRedelivery": false },
        "replyToken": token, "postback": { "data": "anything" },
    });
    town.hears(json!({ "destination": "U0", "events": [again] }).to_string()).await;
    assert_eq!(town.tokens().await, 0);
    // Another answer goes as it can, without trying what is of no use.
    town.happens("reply.received.v1", "p-1", json!({ "message": asking, "action": "say_other" })).await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "other").await, sent("accepted", None, 1));
    assert_eq!(town.keyed("p-1"), [true, false, true]);
    town.stop().await;
}

/// A worker that dies with a reply out leaves nobody who knows whether it was said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_was_leaving_when_its_worker_died_is_given_up() {
    let town = setup().start().await.unwrap();
    town.taps_for_more("p-1").await;
    let died = "UPDATE outbox SET state = 'sending', reply = 1, attempts = 1, claimed_until = 0 \
                WHERE message = 'lasting'";
    assert_eq!(town.alter(died).await, 1);
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("dead", Some("ambiguous"), 1));
    assert_eq!(town.on_line("p-1"), 1);
    town.stop().await;
}

/// What we say of our own accord is counted by campaign and arm, which a reply is not; and who is answered twice
/// has one reply.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_answer_is_a_reply_and_only_the_first() {
    let town = setup().start().await.unwrap();
    town.line("p-1").await;
    town.say("p-1", "asking").await;
    town.tick().await;
    town.phone.say(&line_user("p-1"), "こんにちは").await.unwrap();
    town.notes("p-1").await;
    town.tick().await;
    assert_eq!((town.keyed("p-1"), town.tokens().await), (vec![true, true], 1));
    // What was not used goes with the next tick after its time.
    town.later(TimeDelta::seconds(51));
    town.tick().await;
    assert_eq!(town.tokens().await, 0);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_is_answered() {
    let town = setup().start().await.unwrap();
    let body = |user: &str, change: serde_json::Value| {
        let mut event = json!({
            "type": "message", "mode": "active", "timestamp": town.clock.now().timestamp_millis(),
            "source": { "type": "user", "userId": user }, "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
            "deliveryContext": { "isRedelivery": false }, "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
            "message": { "id": "1", "type": "text", "text": "こんにちは" },
        });
        for (key, value) in change.as_object().unwrap() {
            event[key] = value.clone();
        }
        json!({ "destination": "U0", "events": [event] }).to_string()
    };
    let ours = &line_user("p-1");
    town.line("p-1").await;
    let stranger = format!("U{:032x}", 7);
    let old = town.clock.now() - TimeDelta::minutes(5);
    for unheard in [
        body(&stranger, json!({})),
        body(ours, json!({ "mode": "standby" })),
        body(ours, json!({ "source": { "type": "group", "groupId": "C1", "userId": ours } })),
        body(ours, json!({ "deliveryContext": { "isRedelivery": true } })),
        body(ours, json!({ "timestamp": old.timestamp_millis() })),
        body(ours, json!({ "replyToken": "two words" })),
    ] {
        town.hears(unheard.clone()).await;
        assert_eq!(town.tokens().await, 0, "{unheard}");
    }
    town.hears(body(ours, json!({}))).await;
    assert_eq!(town.tokens().await, 1);
    town.stop().await;
}
