//! Telephones that are linked by a code, codes that are asked for wrongly, and providers that fail.

use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::service::{ARAO, Setup, Town, line_user};

const NUMBER: &str = "+819012345678";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_telephone_is_linked_when_its_owner_sends_the_code_back() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let asked = json!({ "channel": "sms", "number": NUMBER });
    let answer = town.code("p-1", asked.clone()).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!(answer.json()["code"], Value::Null, "only the telephone knows it");
    assert_eq!(town.tick().await["offered"], 1);
    let said = town.last_words(NUMBER).unwrap();
    let digits: String = said.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(digits.len(), 9, "{said}");

    // From another telephone, and words beside it: neither is an answer.
    assert!(town.phone.say("+819000000000", &digits).await.unwrap().is_ok());
    assert!(town.phone.say(NUMBER, &format!("{digits}です")).await.unwrap().is_ok());
    assert_eq!(town.linked("sms").await, [""; 0]);
    assert!(town.phone.say(NUMBER, &digits).await.unwrap().is_ok());
    assert_eq!(town.linked("sms").await, ["p-1"]);
    let stored = "SELECT count(*) FROM events WHERE type IN ('ayumi.channel.linked.v1', 'ayumi.reply.received.v1')";
    assert_eq!(town.rows(stored).await, [[1.into()]], "the code itself is no reply");

    // A stop from a telephone that was sent a code: it is not wanted there.
    town.enrol("p-2").await;
    let other = "+818011112222";
    assert_eq!(town.code("p-2", json!({ "channel": "sms", "number": other })).await.status, StatusCode::CREATED);
    town.tick().await;
    let digits: String = town.last_words(other).unwrap().chars().filter(char::is_ascii_digit).collect();
    assert!(town.phone.say(other, "停止").await.unwrap().is_ok());
    assert!(town.phone.say(other, &digits).await.unwrap().is_ok());
    assert_eq!(town.linked("sms").await, ["p-1"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_made_for_those_who_are_known_by_staff() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let nobody = town.code("nobody", Value::Null).await;
    assert_eq!((nobody.status, nobody.json()["type"].clone()), (StatusCode::NOT_FOUND, "/problems/not-found".into()));
    for (body, status) in [
        (json!({ "channel": "sms" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "sms", "number": "090-1234-5678" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "line", "number": NUMBER }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "paper" }), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({ "channel": "fax" }), StatusCode::BAD_REQUEST),
        (json!({ "chanel": "line" }), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(town.code("p-1", body.clone()).await.status, status, "{body}");
    }
    let path = format!("/v1/{ARAO}/residents/p-1/link-codes");
    assert_eq!(town.call("POST", &path, "ingest_token", "", "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(town.rows("SELECT count(*) FROM link_codes").await, [[0.into()]]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_fails_is_asked_again_and_nothing_is_said_twice() {
    let town = Town::new().await;
    let user = line_user("p-1");
    assert!(town.phone.follow(&user).await.unwrap().is_ok());
    town.phone.faults().next(ayumi::phone::Fault::ServerError, 1);
    assert_eq!(town.tick().await["offered"], 0);
    town.later(TimeDelta::seconds(10));
    assert_eq!(town.tick().await["offered"], 1);
    // The answer was lost: the message may be there, and is not sent again.
    let other = line_user("p-2");
    assert!(town.phone.follow(&other).await.unwrap().is_ok());
    town.phone.faults().next(ayumi::phone::Fault::AnswerLost, 1);
    town.tick().await;
    town.later(TimeDelta::minutes(5));
    town.tick().await;
    assert_eq!(town.phone.messages().len(), 2);
    town.stop().await;
}

/// A city that says nothing about linking offers none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_city_without_the_words_offers_nothing() {
    let pack = crate::support::host::root().join("tests/sending/pack");
    let setup = Setup { campaigns: pack.join("campaigns"), rules: pack.join("rules"), ..Setup::new() };
    let town = setup.start().await.unwrap();
    town.enrol("p-1").await;
    let answer = town.code("p-1", Value::Null).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("`[link]`"), "{}", answer.text());
    assert!(town.phone.follow(&line_user("p-1")).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 0);
    assert_eq!(town.phone.requests(), 0);
    town.stop().await;
}
