//! What residents do reaches the service as the providers would send it.

use ayumi::phone::{Channel, Deed, Entry, PhoneError, line_signature};
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::{Value, json};

use super::support::{Bench, Hook, LINE_SECRET, Service, USER, bench};

async fn both() -> (Bench, Service) {
    let service = Service::new(StatusCode::OK).await;
    let base = service.base.clone();
    (bench(|options| options.webhook_base = Some(base)).await, service)
}

/// Checks the signature over the raw body, then the envelope; returns the one event.
fn event(hook: &Hook) -> Value {
    assert_eq!(hook.path, "/webhooks/432041/line");
    assert_eq!(hook.headers["x-line-signature"], line_signature(LINE_SECRET, hook.body.as_bytes()));
    let body: Value = serde_json::from_str(&hook.body).unwrap();
    let destination = body["destination"].as_str().unwrap();
    assert!(destination.len() == 33 && destination.starts_with('U'));
    let events = body["events"].as_array().unwrap();
    assert_eq!(events.len(), 1);
    let event = events[0].clone();
    assert_eq!(event["mode"], "active");
    assert_eq!(event["timestamp"], 1_795_317_240_000_i64);
    assert_eq!(event["source"], json!({ "type": "user", "userId": USER }));
    let id: ulid::Ulid = event["webhookEventId"].as_str().unwrap().parse().unwrap();
    assert_eq!(id.timestamp_ms(), 1_795_317_240_000);
    event
}

#[tokio::test]
async fn taps_come_back_as_signed_webhooks() {
    let (bench, service) = both().await;
    let action = |action: Value| json!({ "type": "action", "action": action });
    let push = json!({ "to": USER, "messages": [
        { "type": "template", "altText": "x", "template": { "type": "buttons", "text": "コース",
          "actions": [{ "type": "postback", "label": "短いコース", "data": "course=short" }] } },
        { "type": "text", "text": "今日は?", "quickReply": { "items": [
            action(json!({ "type": "postback", "label": "歩きます", "data": "a=walk", "displayText": "歩きます!" })),
            action(json!({ "type": "message", "label": "休みます", "text": "今日は休みます" })),
            action(json!({ "type": "uri", "label": "開く", "uri": "https://example.com/" })),
        ] } },
    ] });
    assert_eq!(bench.line("/v2/bot/message/push", None, &push).await.unwrap().status, 200);
    let walk = bench.phone.tap(USER, "歩きます").await.unwrap();
    bench.phone.tap(USER, "休みます").await.unwrap();
    bench.phone.tap(USER, "短いコース").await.unwrap();

    let events: Vec<Value> = service.hooks().iter().map(event).collect();
    assert_eq!(events[0]["type"], "postback");
    assert_eq!(events[0]["postback"], json!({ "data": "a=walk" }));
    assert_eq!(events[0]["deliveryContext"], json!({ "isRedelivery": false }));
    assert_eq!(events[0]["webhookEventId"], walk.event_id);
    assert_eq!(events[1]["message"]["type"], "text");
    assert_eq!(events[1]["message"]["text"], "今日は休みます");
    assert_eq!(events[2]["postback"]["data"], "course=short");
    assert!(walk.is_ok());

    let link = bench.phone.tap(USER, "開く").await;
    assert!(matches!(link, Err(PhoneError::NotAnswerable { .. })));
    let missing = bench.phone.tap(USER, "走ります").await;
    assert!(matches!(missing, Err(PhoneError::NoSuchChoice { .. })));

    let said: Vec<String> = bench
        .phone
        .chat(Channel::Line, USER)
        .iter()
        .filter_map(|entry| match entry {
            Entry::Reply(reply) if reply.deed == Deed::Tapped => Some(reply.text.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(said, ["歩きます!", "今日は休みます", "短いコース"]);
}

#[tokio::test]
async fn words_blocks_and_returns_are_events_too() {
    let (bench, service) = both().await;
    bench.phone.say(USER, "膝が<痛い>").await.unwrap();
    bench.phone.block(USER).await.unwrap();
    assert!(bench.phone.faults().is_blocked(USER));
    bench.phone.unblock(USER).await.unwrap();
    assert!(!bench.phone.faults().is_blocked(USER));
    bench.phone.follow(USER).await.unwrap();
    let events: Vec<Value> = service.hooks().iter().map(event).collect();
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["message", "unfollow", "follow", "follow"]);
    assert_eq!(events[0]["message"]["text"], "膝が<痛い>");
    assert!(events[1].get("replyToken").is_none(), "one who blocked cannot be answered");
    assert_eq!(events[2]["follow"], json!({ "isUnblocked": true }));
    assert_eq!(events[3]["follow"], json!({ "isUnblocked": false }));
}

#[tokio::test]
async fn a_reply_token_works_once_and_for_a_minute() {
    let (bench, service) = both().await;
    let token = |nth: usize| -> Value {
        let body: Value = serde_json::from_str(&service.hooks()[nth].body).unwrap();
        body["events"][0]["replyToken"].clone()
    };
    let reply = |token: Value| json!({ "replyToken": token, "messages": [{ "type": "text", "text": "はい" }] });
    bench.phone.say(USER, "もしもし").await.unwrap();
    let path = "/v2/bot/message/reply";
    let first = bench.line(path, None, &reply(token(0))).await.unwrap();
    assert_eq!(first.status, 200);
    assert_eq!(first.json()["sentMessages"].as_array().unwrap().len(), 1);
    let second = bench.line(path, None, &reply(token(0))).await.unwrap();
    assert_eq!(second.json(), json!({ "message": "Invalid reply token" }));

    bench.phone.say(USER, "もしもし").await.unwrap();
    bench.clock.turn(TimeDelta::seconds(61));
    assert_eq!(bench.line(path, None, &reply(token(1))).await.unwrap().status, 400);
    let used = bench.line_get("/v2/bot/message/quota/consumption").await.json();
    assert_eq!(used, json!({ "totalUsage": 0 }), "replies are free of charge");
}

#[tokio::test]
async fn a_redelivery_differs_in_its_mark_only() {
    let (bench, service) = both().await;
    let said = bench.phone.say(USER, "もしもし").await.unwrap();
    bench.phone.redeliver(&said.event_id).await.unwrap();
    let hooks = service.hooks();
    let (first, mut second) = (event(&hooks[0]), event(&hooks[1]));
    assert_eq!(second["deliveryContext"]["isRedelivery"], true);
    second["deliveryContext"]["isRedelivery"] = json!(false);
    assert_eq!(first, second);
    let unknown = bench.phone.redeliver("01FZ74A0TDDPYRVKNK77XKC3ZR").await;
    assert!(matches!(unknown, Err(PhoneError::NoSuchEvent { .. })));
}

#[tokio::test]
async fn how_the_service_took_it_is_told_and_shown() {
    let refusing = Service::new(StatusCode::UNAUTHORIZED).await;
    let bench = bench(|_| {}).await;
    assert!(matches!(bench.phone.say(USER, "x").await, Err(PhoneError::NoWebhookBase)));
    assert!(bench.phone.set_webhook_base("https://ayumi.example").is_err(), "it never leaves the machine");

    bench.phone.set_webhook_base(&refusing.base).unwrap();
    let refused = bench.phone.say(USER, "x").await.unwrap();
    assert_eq!((refused.status, refused.is_ok()), (Some(401), false));

    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    bench.phone.set_webhook_base(&format!("http://{gone}")).unwrap();
    let unreachable = bench.phone.say(USER, "x").await.unwrap();
    assert_eq!(unreachable.status, None);
    assert!(unreachable.error.is_some());
    assert_eq!((bench.phone.counts().webhooks, bench.phone.counts().webhooks_failed), (2, 2));
    let page = bench.get("/phone?r=1").await;
    assert!(page.text().contains("市に届いていません (401)"));
}

#[tokio::test]
async fn a_stopped_phone_is_gone() {
    let bench = bench(|_| {}).await;
    bench.push(None, "x").await.unwrap();
    bench.phone.stop().await;
    bench.phone.stop().await;
    assert!(bench.push(None, "x").await.is_err());
    tokio::net::TcpListener::bind(bench.phone.addr()).await.unwrap();
}
