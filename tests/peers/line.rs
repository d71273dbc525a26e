//! LINE's SDK for Python: it reads what we send, is answered by the phone, signs webhooks for our door,
//! and reads the phone's.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use http::HeaderMap;
use serde_json::{Value, json};

use super::python::{judge, python};
use super::{goldens, present};
use crate::support::service::{ARAO, Town, joins, line_user};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdk_of_line_agrees() {
    let Some(python) = present("LINE's SDK", python()) else { return };
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let user = line_user("p-1");

    // What the phone sends, as it arrives anywhere.
    let (hooks, base) = listen().await;
    town.phone.set_webhook_base(&base).unwrap();
    town.phone.follow(&user).await.unwrap();
    town.phone.say(&user, "歩いてきました 🍎").await.unwrap();
    let push = json!({ "to": user, "messages": [{ "type": "template", "altText": "a", "template": {
        "type": "buttons", "text": "a", "actions": [{ "type": "postback", "label": "はい", "data": "m=x&a=yes" }] } }] });
    let sent = ureq::post(format!("http://{}/v2/bot/message/push", town.phone.addr()))
        .header("authorization", "Bearer phone-line-token")
        .send_json(&push);
    assert!(sent.is_ok(), "{sent:?}");
    town.phone.tap(&user, "はい").await.unwrap();
    town.phone.block(&user).await.unwrap();
    town.phone.unblock(&user).await.unwrap();
    let hooks: Vec<Value> = hooks.lock().unwrap().clone();
    assert_eq!(hooks.len(), 5);
    town.phone.set_webhook_base(&format!("http://{}", town.service.host.addr())).unwrap();

    let stored = stored_events(&town).await;
    let requests: Vec<Value> = goldens()
        .into_iter()
        .filter(|golden| !golden.body.is_empty())
        .map(|golden| json!({ "name": golden.name, "path": golden.path, "body": golden.body }))
        .collect();
    let told = json!({
        "phone": format!("http://{}", town.phone.addr()),
        "token": "phone-line-token",
        "secret": "phone-line-channel-secret",
        "door": format!("http://{}/webhooks/{ARAO}/line", town.service.host.addr()),
        "user": user,
        "at": town.clock.now().timestamp_millis(),
        "hooks": hooks,
        "requests": requests,
    });
    let good = judge(python, "line_sdk.py", told).await;
    assert!(good > 40, "{good}");
    assert_eq!(stored_events(&town).await, stored + 1, "what the SDK signed was heard, and nothing else");
    town.stop().await;
}

async fn stored_events(town: &Town) -> i64 {
    let rows = town.rows("SELECT count(*) FROM events").await;
    let shell::Value::Integer(count) = rows[0][0] else { panic!("{rows:?}") };
    count
}

/// A service that writes down the phone's webhooks: `{"body", "signature"}`.
async fn listen() -> (Arc<Mutex<Vec<Value>>>, String) {
    let heard: Arc<Mutex<Vec<Value>>> = Arc::default();
    let ears = Arc::clone(&heard);
    let app = axum::Router::new().fallback(move |headers: HeaderMap, body: Bytes| async move {
        let signature = headers["x-line-signature"].to_str().unwrap();
        let body = std::str::from_utf8(&body).unwrap();
        ears.lock().unwrap().push(json!({ "body": body, "signature": signature }));
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (heard, base)
}
