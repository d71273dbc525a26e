//! Twilio's SDK for Python: its client is answered by the phone, its validator checks what the phone
//! signs, and what it signs our door believes, whatever a proxy makes of the address.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use ayumi::phone::Receipts;
use http::{HeaderMap, Uri};
use serde_json::{Value, json};

use super::present;
use super::python::{judge, python};
use crate::support::service::{ARAO, PUBLIC_URL, Setup, event, joins};

const NUMBER: &str = "+819012345678";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdk_of_twilio_agrees() {
    let Some(python) = present("Twilio's SDK", python()) else { return };
    let mut setup = Setup::new();
    setup.phone.receipts = Receipts::Sent;
    let town = setup.start().await.unwrap();
    town.post(&joins("p-1", town.clock.now())).await;
    let link = json!({ "channel": "sms", "address": NUMBER });
    town.post(&[event("link", "channel.linked.v1", "p-1", town.clock.now(), link)]).await;

    let (hooks, base) = listen().await;
    town.phone.set_webhook_base(&base).unwrap();
    town.phone.say(NUMBER, "歩いてきました & もっと").await.unwrap();
    let told = json!({
        "phone": format!("http://{}", town.phone.addr()),
        "account": "AC00000000000000000000000000000000",
        "token": "phone-sms-auth-token",
        "from": "+815012345678",
        "to": NUMBER,
        "callback": format!("{PUBLIC_URL}/webhooks/{ARAO}/sms/status?m=01JD8Q9Z0V6K3M5N7P9R1S3T5V"),
        "public": PUBLIC_URL,
        "door": format!("http://{}", town.service.host.addr()),
        "path": format!("/webhooks/{ARAO}/sms/inbound"),
        "hooks": [],
    });
    let good = judge(python.clone(), "twilio_sdk.py", told.clone()).await;
    assert!(good >= 12, "{good}");
    // The client asked for a report of what became of its message, which comes in the background.
    for _ in 0..500 {
        if hooks.lock().unwrap().len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let told = json!({ "token": told["token"], "hooks": *hooks.lock().unwrap() });
    let good = judge(python, "twilio_sdk.py", told).await;
    assert_eq!(good, 6, "one of the phone's said words and two reports, each good and each bad when changed");
    town.stop().await;
}

/// A service that writes down the phone's webhooks, with the address that they were signed for.
async fn listen() -> (Arc<Mutex<Vec<Value>>>, String) {
    let heard: Arc<Mutex<Vec<Value>>> = Arc::default();
    let ears = Arc::clone(&heard);
    let app = axum::Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| async move {
        let signature = headers["x-twilio-signature"].to_str().unwrap();
        let body = std::str::from_utf8(&body).unwrap();
        let url = format!("{PUBLIC_URL}{uri}");
        ears.lock().unwrap().push(json!({ "url": url, "body": body, "signature": signature }));
        http::StatusCode::NO_CONTENT
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (heard, base)
}
