//! Whom a link is offered, when, and what is kept of those who never take it.

use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::service::{ARAO, Town, event, joins, line_user};

const NUMBER: &str = "+819012345678";

/// What is stopped is stopped for links too, and what is sent for them is counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_wait_while_their_way_is_stopped_and_are_counted() {
    let town = Town::new().await;
    town.enrol("p-1").await;
    let post = async |path: &str, body: Value| {
        let path = format!("/v1/{ARAO}/{path}");
        let answer = town.call("POST", &path, "staff_token", "application/json", body.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    };
    let asked = json!({ "channel": "sms", "number": NUMBER });
    assert_eq!(town.code("p-1", asked).await.status, StatusCode::CREATED);
    assert!(town.phone.follow(&line_user("p-2")).await.unwrap().is_ok());
    for (scope, offered) in [("all", 0), ("channel:sms", 1)] {
        post("stops", json!({ "scope": scope, "why": "点検" })).await;
        assert_eq!(town.tick().await["offered"], offered, "{scope}");
        post("stops/resume", json!({ "scope": scope })).await;
    }
    assert_eq!(town.tick().await["offered"], 1);
    let sent = town.call("GET", &format!("/v1/{ARAO}/sent"), "staff_token", "", "").await.json();
    let counted: Vec<_> = sent.as_array().unwrap().iter().map(|day| (&day["campaign"], &day["channel"])).collect();
    assert_eq!(counted, [(&json!("link-offer"), &json!("line")), (&json!("link-offer"), &json!("sms"))], "{sent}");
    assert!(sent[1]["parts"].as_i64() >= Some(1), "{sent}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tap_reported_again_asks_for_nothing_new_and_who_never_links_is_forgotten() {
    let town = Town::new().await;
    let user = line_user("p-1");
    let tapped = town.phone.tap_menu(&user, "a=link").await.unwrap();
    assert_eq!(town.tick().await["offered"], 1);
    town.later(TimeDelta::minutes(2));
    assert!(town.phone.redeliver(&tapped.event_id).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 0);
    assert_eq!(town.phone.messages().len(), 1);
    assert_eq!(town.rows("SELECT count(*) FROM links").await, [[1.into()]]);
    town.later(TimeDelta::hours(25));
    town.tick().await;
    assert_eq!(town.rows("SELECT count(*) FROM links").await, [[0.into()]]);
    assert_eq!(town.rows("SELECT count(*) FROM link_counts").await, [[0.into()]]);
    town.stop().await;
}

/// Whom the city let go takes the account up again by a new link only, and is offered one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_follows_and_was_let_go_is_offered_a_link() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let user = line_user("p-1");
    assert!(town.phone.follow(&user).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 0, "the account is p-1's");
    town.later(TimeDelta::minutes(1));
    let gone = json!({ "channel": "line", "address": user });
    let gone = event("gone", "channel.unlinked.v1", "p-1", town.clock.now(), gone);
    town.post(&[gone]).await;
    town.later(TimeDelta::minutes(1));
    assert!(town.phone.follow(&user).await.unwrap().is_ok());
    assert_eq!(town.tick().await["offered"], 1);
    town.stop().await;
}
