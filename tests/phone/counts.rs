//! What LINE tells when it is asked, and trouble with that.

use std::time::Duration;

use ayumi::phone::Fault;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::support::{Bench, USER, bench, key};

fn users(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("U{n:032x}")).collect()
}

async fn multicast(bench: &Bench, n: u64, to: &[String]) -> u16 {
    let body = json!({
        "to": to,
        "messages": [{ "type": "text", "text": "x" }],
        "customAggregationUnits": ["nudge_arm"],
    });
    bench.line("/v2/bot/message/multicast", Some(&key(n)), &body).await.unwrap().status.as_u16()
}

async fn told(bench: &Bench, path: &str) -> Value {
    bench.line_get(path).await.json()
}

#[tokio::test]
async fn a_day_is_counted_when_it_is_over_and_only_above_nineteen() {
    let bench = bench(|_| {}).await;
    bench.phone.faults().block(&users(21)[20]);
    assert_eq!(multicast(&bench, 1, &users(21)).await, 200);
    assert_eq!(multicast(&bench, 1, &users(21)).await, 409, "said again, counted once");
    bench.push(Some(&key(2)), "x").await.unwrap();
    let of = |kind: &str, day: &str| format!("/v2/bot/message/delivery/{kind}?date={day}");
    assert_eq!(told(&bench, &of("multicast", "20261122")).await, json!({ "status": "unready" }));
    bench.clock.turn(TimeDelta::days(1));
    // Who blocks is not counted.
    assert_eq!(told(&bench, &of("multicast", "20261122")).await, json!({ "status": "ready", "success": 20 }));
    assert_eq!(told(&bench, &of("push", "20261122")).await, json!({ "status": "unavailable_for_privacy" }));
    assert_eq!(told(&bench, &of("push", "20180330")).await, json!({ "status": "out_of_service" }));
    for bad in ["/v2/bot/message/delivery/push", "/v2/bot/message/delivery/push?date=2026-11-22"] {
        assert_eq!(bench.line_get(bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn the_names_that_messages_carried_are_counted() {
    let bench = bench(|_| {}).await;
    assert_eq!(multicast(&bench, 1, &users(20)).await, 200);
    let info = "/v2/bot/message/aggregation/info";
    assert_eq!(told(&bench, info).await, json!({ "numOfCustomAggregationUnits": 1 }));
    assert_eq!(
        told(&bench, "/v2/bot/message/aggregation/list").await,
        json!({ "customAggregationUnits": ["nudge_arm"] })
    );
    let usage = |unit: &str| {
        format!("/v2/bot/insight/message/event/aggregation?customAggregationUnit={unit}&from=20261101&to=20261130")
    };
    assert_eq!(told(&bench, &usage("nudge_arm")).await["overview"]["uniqueImpression"], 20);
    assert_eq!(told(&bench, &usage("other")).await["overview"]["uniqueImpression"], Value::Null);
    bench.clock.turn(TimeDelta::days(10));
    assert_eq!(told(&bench, info).await, json!({ "numOfCustomAggregationUnits": 0 }));
}

#[tokio::test]
async fn multicasts_and_counts_have_limits_of_their_own() {
    let bench = bench(|options| {
        options.rate_limit = Some(2_000);
        options.multicast_rate_limit = Some(2);
    })
    .await;
    let mut statuses = Vec::new();
    for n in 0..20 {
        statuses.push(multicast(&bench, n, &users(1)).await);
    }
    assert!(statuses.starts_with(&[200, 200]) && statuses.contains(&429), "{statuses:?}");
    assert_eq!(bench.push(Some(&key(50)), "x").await.unwrap().status, 200);
    let path = "/v2/bot/message/delivery/push?date=20261101";
    for _ in 0..60 {
        assert_eq!(bench.line_get(path).await.status, 200);
    }
    assert_eq!(bench.line_get(path).await.status, 429);
}

#[tokio::test]
async fn trouble_for_one_endpoint_leaves_the_others_alone() {
    let bench = bench(|_| {}).await;
    let faults = bench.phone.faults();
    faults.hang(Duration::from_millis(20));
    faults.next(Fault::ServerError, 1);
    for path in ["quota", "quota/consumption", "delivery/push?date=20261101", "aggregation/info"] {
        let path = format!("/v2/bot/message/{path}");
        assert_eq!(bench.line_get(&path).await.status, 200, "{path}: an order for sends meets sends");
    }
    assert_eq!(bench.push(None, "x").await.unwrap().status, 500);
    for (fault, status) in
        [(Fault::ServerError, 500), (Fault::Html, 502), (Fault::RateLimited, 429), (Fault::Redirect, 302)]
    {
        faults.next_at("quota", fault, 1);
        assert_eq!(bench.push(None, "x").await.unwrap().status, 200);
        assert_eq!(bench.line_get("/v2/bot/message/quota").await.status, status, "{fault:?}");
        assert_eq!(bench.line_get("/v2/bot/message/quota").await.status, 200);
    }
    faults.next_at("multicast", Fault::RateLimited, 1);
    assert_eq!(bench.push(None, "x").await.unwrap().status, 200);
    assert_eq!(multicast(&bench, 1, &users(1)).await, 429);
    let body = json!({ "messages": [{ "type": "text", "text": "x" }] });
    faults.next_at("validate", Fault::Timeout, 1);
    assert!(bench.line("/v2/bot/message/validate/push", None, &body).await.is_err());
    faults.next_at("sms", Fault::Redirect, 1);
    assert_eq!(bench.text(&[]).await.unwrap().status, 302);
    assert_eq!(bench.phone.messages().iter().filter(|message| message.to == USER).count(), 5);
}
