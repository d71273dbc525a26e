//! Events in the three modes of CloudEvents, again, late, and in any order.

use chrono::TimeDelta;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::support::service::{ARAO, Town, event, joins, local, steps};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_the_same_in_every_mode() {
    let town = Town::new().await;
    let path = format!("/v1/{ARAO}/events");
    let one = steps("p-1", "2026-11-23", 1200, 1, town.clock.now());
    let answer = town.call("POST", &path, "ingest_token", "application/cloudevents+json", one.to_string()).await;
    assert_eq!(answer.json(), json!({ "accepted": 1, "duplicates": 0, "rejected": [] }));

    let binary = |id: &str| {
        let mut request = Request::post(&path)
            .header("authorization", format!("Bearer {}", town.service.token("ingest_token")))
            .header("content-type", "application/json; charset=utf-8")
            .header("ce-id", id);
        for name in ["specversion", "type", "source", "subject", "time"] {
            request = request.header(format!("ce-{name}"), one[name].as_str().unwrap());
        }
        request.body(one["data"].to_string().into()).unwrap()
    };
    let answer = town.send(binary(one["id"].as_str().unwrap())).await;
    assert_eq!(answer.json(), json!({ "accepted": 0, "duplicates": 1, "rejected": [] }));
    assert_eq!(town.send(binary("another")).await.json()["accepted"], 1);

    let report = town.post(&[one.clone(), one.clone(), steps("p-2", "2026-11-23", 10, 1, town.clock.now())]).await;
    assert_eq!(report, json!({ "accepted": 1, "duplicates": 2, "rejected": [] }));
    // The same id from another source is another event.
    let mut other = one;
    other["source"] = "//elsewhere".into();
    assert_eq!(town.post(&[other]).await["accepted"], 1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_of_a_thousand_and_its_odd_ones_are_told_by_place() {
    let town = Town::new().await;
    let mut events: Vec<Value> = (0..1000)
        .map(|n| steps(&format!("p-{}", n % 50), &format!("2026-11-{:02}", 1 + n / 50), n, 1, town.clock.now()))
        .collect();
    events[7]["subject"] = "123456789018".into();
    events[500]["data"]["steps"] = json!(-1);
    events[999]["type"] = "ayumi.steps.recorded.v9".into();
    let answer = town.offer(&events).await;
    assert_eq!(answer.status, StatusCode::OK);
    let report = answer.json();
    assert_eq!((&report["accepted"], &report["duplicates"]), (&json!(997), &json!(0)));
    let told: Vec<(u64, &str)> = report["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["index"].as_u64().unwrap(), one["id"].as_str().unwrap()))
        .collect();
    let id = |place: usize| events[place]["id"].as_str().unwrap();
    assert_eq!(told, [(7, id(7)), (500, id(500)), (999, id(999))]);
    // What was put right is taken; the rest is known.
    events[500]["data"]["steps"] = json!(1);
    let report = town.offer(&events).await.json();
    assert_eq!((&report["accepted"], &report["duplicates"]), (&json!(1), &json!(997)));
    town.stop().await;
}

/// Steps, goal, consent and enrolment come to the same whatever order they arrive in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn order_of_arrival_changes_nothing_that_is_known() {
    let town = Town::new().await;
    let now = town.clock.now();
    let goal = |resident: &str| {
        let data = json!({ "metric": "steps_per_day", "target": 6000, "from": "2026-11-01" });
        event(&format!("{resident}-goal"), "goal.set.v1", resident, now - TimeDelta::hours(5), data)
    };
    let story = |resident: &str| {
        let mut events = joins(resident, now - TimeDelta::days(3));
        events.push(goal(resident));
        for (date, count, version) in [("2026-11-22", 6100, 1), ("2026-11-22", 6200, 2), ("2026-11-23", 3000, 1)] {
            events.push(steps(resident, date, count, version, now));
        }
        events
    };
    for one in story("forwards") {
        town.post(&[one]).await;
    }
    let mut backwards = story("backwards");
    backwards.reverse();
    for one in backwards {
        town.post(&[one]).await;
    }
    town.post(&story("together")).await;
    let known = |resident: &'static str| {
        let town = &town;
        async move {
            let rows = town
                .rows(&format!(
                    "SELECT json_extract(state, '$.profile'), json_extract(state, '$.consents'), \
                     json_extract(state, '$.contact.channels.line.linked'), json_extract(state, '$.goals'), \
                     json_extract(state, '$.steps.readings') FROM residents WHERE id = '{resident}'"
                ))
                .await;
            format!("{rows:?}")
        }
    };
    let expected = known("forwards").await;
    assert!(expected.contains("6200") && !expected.contains("6100"), "{expected}");
    assert_eq!(known("backwards").await, expected);
    assert_eq!(known("together").await, expected);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_late_is_kept_and_changes_what_it_still_may() {
    let town = Town::new().await;
    town.post(&joins("p-1", local("2026-11-01 09:00"))).await;
    let goal = json!({ "metric": "steps_per_day", "target": 6000, "from": "2026-10-01" });
    town.post(&[event("goal", "goal.set.v1", "p-1", local("2026-11-01 09:00"), goal)]).await;
    // The city closes a day after a fortnight.
    for (date, points) in [("2026-11-10", Some(10)), ("2026-11-08", None), ("2026-09-01", None)] {
        let report = town.post(&[steps("p-1", date, 7000, 1, town.clock.now())]).await;
        assert_eq!(report["accepted"], 1, "{date}");
        let rows = town.rows("SELECT sum(points) FROM points").await;
        if let Some(points) = points {
            assert_eq!(rows[0][0], shell::Value::Integer(points), "{date}");
        }
    }
    assert_eq!(town.rows("SELECT sum(points) FROM points").await[0][0], shell::Value::Integer(10));
    assert_eq!(
        town.rows("SELECT count(*) FROM events WHERE type LIKE '%steps%'").await[0][0],
        shell::Value::Integer(3)
    );
    // Nothing was said about days long past.
    assert_eq!(town.rows("SELECT count(*) FROM outbox").await[0][0], shell::Value::Integer(0));
    town.stop().await;
}
