//! Trouble to order.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ayumi::phone::{Channel, Fate, Fault, NumberTrouble, Random};
use http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use super::support::{NUMBER, USER, bench, key};

#[tokio::test]
async fn each_fault_strikes_as_often_as_ordered_and_delivers_nothing() {
    let bench = bench(|_| {}).await;
    let faults = bench.phone.faults();
    faults.hang(Duration::from_millis(80));
    let answers: [(Fault, Option<u16>); 6] = [
        (Fault::ServerError, Some(500)),
        (Fault::Html, Some(502)),
        (Fault::RateLimited, Some(429)),
        (Fault::MonthlyLimit, Some(429)),
        (Fault::Reset, None),
        (Fault::Timeout, None),
    ];
    for (fault, status) in answers {
        faults.next(fault, 2);
        for _ in 0..2 {
            let began = Instant::now();
            let answer = bench.push(Some(&key(1)), "x").await;
            assert_eq!(answer.as_ref().ok().map(|answer| answer.status.as_u16()), status, "{fault:?}");
            if fault == Fault::Timeout {
                assert!(began.elapsed() >= Duration::from_millis(80));
            }
            if fault == Fault::Reset {
                assert!(answer.err().unwrap().contains("ConnectionReset"));
            }
        }
        assert_eq!(faults.counts()[&fault], 2);
    }
    assert!(bench.phone.messages().is_empty());
    assert_eq!(bench.push(Some(&key(1)), "x").await.unwrap().status, 200);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_message_and_a_409_for_the_retry() {
    let bench = bench(|_| {}).await;
    bench.phone.faults().next(Fault::AnswerLost, 1);
    assert!(bench.push(Some(&key(1)), "x").await.is_err());
    assert_eq!(bench.phone.chat(Channel::Line, USER).len(), 1, "it was delivered all the same");
    let again = bench.push(Some(&key(1)), "x").await.unwrap();
    assert_eq!(again.status, 409);
    assert_eq!(again.json()["sentMessages"][0]["id"], bench.phone.messages()[0].id);
    assert_eq!(bench.phone.chat(Channel::Line, USER).len(), 1);
}

#[tokio::test]
async fn a_fault_for_one_channel_leaves_the_other_alone() {
    let bench = bench(|_| {}).await;
    let faults = bench.phone.faults();
    faults.next_on(Channel::Sms, Fault::ServerError, 1);
    // A monthly limit is LINE's: an SMS passes it by, and it waits.
    faults.next(Fault::MonthlyLimit, 1);
    assert_eq!(bench.text(&[]).await.unwrap().json()["code"], 20500);
    assert_eq!(bench.text(&[]).await.unwrap().status, 201);
    assert_eq!(bench.push(None, "x").await.unwrap().status, 429);
    assert_eq!(bench.push(None, "x").await.unwrap().status, 200);
}

#[tokio::test]
async fn sms_faults_speak_twilio() {
    let bench = bench(|_| {}).await;
    let faults = bench.phone.faults();
    faults.next(Fault::RateLimited, 1);
    let limited = bench.text(&[]).await.unwrap();
    assert_eq!((limited.status.as_u16(), &limited.json()["code"]), (429, &json!(20429)));
    faults.next(Fault::AnswerLost, 1);
    assert!(bench.text(&[]).await.is_err());
    assert_eq!(bench.phone.chat(Channel::Sms, NUMBER).len(), 1);
    let refused =
        [(NumberTrouble::Unsubscribed, 21610), (NumberTrouble::Unverified, 21608), (NumberTrouble::NotMobile, 21614)];
    for (trouble, code) in refused {
        faults.number(NUMBER, Some(trouble));
        assert_eq!(bench.text(&[]).await.unwrap().json()["code"], code);
    }
    faults.number(NUMBER, None);
    assert_eq!(bench.text(&[]).await.unwrap().status, 201);
}

#[tokio::test]
async fn random_faults_are_the_same_for_the_same_seed_in_any_order() {
    let mut runs = Vec::new();
    for forward in [true, false] {
        let bench = bench(|_| {}).await;
        let faults = vec![Fault::ServerError, Fault::RateLimited];
        bench.phone.faults().random(Some(Random { percent: 30, seed: 7, faults }));
        let mut keys: Vec<u64> = (0..200).collect();
        if !forward {
            keys.reverse();
        }
        let mut statuses = BTreeMap::new();
        for n in keys {
            statuses.insert(n, bench.push(Some(&key(n)), "x").await.unwrap().status.as_u16());
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    let failed = runs[0].values().filter(|status| **status != 200).count();
    assert!((40..80).contains(&failed), "{failed} of 200 at 30 percent");
}

#[tokio::test]
async fn a_retry_under_random_faults_gets_through_in_the_end() {
    let bench = bench(|_| {}).await;
    bench.phone.faults().random(Some(Random { percent: 60, seed: 1, faults: vec![Fault::AnswerLost] }));
    for n in 0..20 {
        let mut tries = 0;
        while bench.push(Some(&key(n)), "x").await.is_err() {
            tries += 1;
            assert!(tries < 50);
        }
    }
    let shown = bench.phone.messages().iter().filter(|it| it.fate == Fate::Shown).count();
    assert_eq!(shown, 20, "each once, however often the answer was lost");
}

#[tokio::test]
async fn the_switchboard_works_over_http() {
    let bench = bench(|_| {}).await;
    let order = json!({
        "next": [{ "fault": "server_error", "times": 2, "channel": "line" }, { "fault": "html" }],
        "random": { "percent": 5, "seed": 7 },
        "hang_ms": 10,
        "block": [USER],
        "numbers": { NUMBER: "unsubscribed" },
    });
    let post = |body: Value, site: &'static str| {
        Request::post(bench.url("/phone/api/faults"))
            .header("content-type", "application/json")
            .header("sec-fetch-site", site)
            .body(Full::from(body.to_string()))
            .unwrap()
    };
    let answer = bench.send(post(order, "none")).await.unwrap().json();
    assert_eq!(answer["pending"][0], json!({ "fault": "server_error", "times": 2, "channel": "line" }));
    assert_eq!(answer["pending"][1], json!({ "fault": "html", "times": 1, "channel": null }));
    assert_eq!(answer["random"], json!({ "percent": 5, "seed": 7, "faults": [] }));
    assert_eq!(answer["blocked"], json!([USER]));
    assert_eq!(answer["numbers"], json!({ NUMBER: "unsubscribed" }));
    assert_eq!(bench.push(None, "x").await.unwrap().status, 500);

    let cleared = bench.send(post(json!({ "clear": true }), "none")).await.unwrap().json();
    assert_eq!((&cleared["pending"], &cleared["random"]), (&json!([]), &Value::Null));
    assert_eq!(cleared["struck"], json!({ "server_error": 1 }), "the counts stay");
    assert_eq!(bench.push(None, "x").await.unwrap().status, 200);

    let typo = bench.send(post(json!({ "nxet": [] }), "none")).await.unwrap();
    assert_eq!(typo.status, 422);
    let foreign = bench.send(post(json!({ "block": [USER] }), "cross-site")).await.unwrap();
    assert_eq!(foreign.status, 403);
    let messages = bench.get("/phone/api/messages?since=0").await.json();
    assert_eq!(messages["messages"].as_array().unwrap().len(), 1);
}
