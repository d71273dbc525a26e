//! What is looked at before a body is read, and what cuts a request off.

use std::time::Duration;

use ayumi::host::{self, Host, Limits};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use shell::Sql as _;

use crate::support::host::{options, root};
use crate::support::service::{ARAO, Town, event, joins, local, project, steps};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_and_for_how_much_is_looked_at_before_the_body() {
    let town = Town::new().await;
    let (events, campaigns) = (format!("/v1/{ARAO}/events"), format!("/v1/{ARAO}/campaigns"));
    let [ingest, staff] = ["ingest_token", "staff_token"].map(|name| town.service.token(name).to_owned());
    for (path, token, length, status) in [
        (events.as_str(), "wrong", 3 * 1024 * 1024, 401),
        (&campaigns, &ingest, 5 * 1024 * 1024, 401),
        ("/internal/tick", "wrong", 5 * 1024 * 1024, 401),
        ("/v1/nowhere", "", 5 * 1024 * 1024, 404),
        (&events, &ingest, 2 * 1024 * 1024 + 1, 413),
        ("/v1/432041/fhir", "wrong", 1, 401),
        ("/v1/432041/fhir", &ingest, 2 * 1024 * 1024 + 1, 413),
        ("/v1/432041/openmhealth", "wrong", 1, 401),
        ("/v1/432041/openmhealth", &ingest, 2 * 1024 * 1024 + 1, 413),
        (&campaigns, &staff, 4 * 1024 * 1024 + 1, 413),
        ("/webhooks/432041/line", "", 512 * 1024 + 1, 413),
        ("/webhooks/432041/sms/inbound", "", 64 * 1024 + 1, 413),
    ] {
        // It says that it is so long, and it is empty: one that were read would be something else.
        let request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/cloudevents+json")
            .header("content-length", length);
        let answer = town.service.host.request(request.body(Bytes::new()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), status, "{path}: {:?}", answer.body());
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn head_is_answered_as_get_without_the_body() {
    let town = Town::new().await;
    let answer = town.send(Request::head("/healthz").body(Bytes::new()).unwrap()).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    let answer = town.call("HEAD", &format!("/v1/{ARAO}/campaigns"), "staff_token", "", "").await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    let answer = town.send(Request::head(format!("/v1/{ARAO}/campaigns")).body(Bytes::new()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let answer = town.send(Request::head(format!("/v1/{ARAO}/events")).body(Bytes::new()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    town.stop().await;
}

/// A batch that is cut off, later and later: all of it is stored, or nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_cut_off_anywhere_stores_all_or_nothing() {
    let state = tempfile::tempdir().unwrap();
    let start = async |cpu: Duration| {
        let mut options = options(state.path());
        options.manifest = project().join("spin.toml");
        options.cache = Some(root().join("target/compiled"));
        options.limits = Limits { cpu, ..Limits::default() };
        options.clock = host::Clock::virtual_at(local("2026-11-23 12:00"));
        for name in ["ingest_token", "staff_token"] {
            options.variables.insert(name.to_owned(), "a-secret".to_owned());
        }
        host::start(options).await.unwrap()
    };
    let host = start(Limits::default().cpu).await;
    for pack in ayumi::packs::read(&root().join("campaigns"), &root().join("rules")).unwrap() {
        let body = json!({ "files": pack.files }).to_string();
        assert_eq!(ask(&host, &format!("/v1/{ARAO}/campaigns"), "application/json", body).await, StatusCode::OK);
    }
    host.stop().await.unwrap();
    let (mut cut, mut done) = (0, 0);
    for millis in (10..).step_by(10) {
        let events = batch(millis);
        let body = Value::from(events.clone()).to_string();
        let host = start(Duration::from_millis(millis)).await;
        let path = format!("/v1/{ARAO}/events");
        let status = ask(&host, &path, "application/cloudevents-batch+json", body).await;
        host.stop().await.unwrap();
        let sql = ayumi::native::Native::open_to_read(state.path()).unwrap();
        let stored = format!("SELECT 1 FROM events WHERE subject LIKE 'p-{millis}-%'");
        let stored = sql.query(&stored, Vec::new()).await.unwrap().len();
        if status == StatusCode::OK {
            assert_eq!(stored, events.len(), "after {millis} ms");
            done += 1;
        } else {
            // One that was cut off after the commit is not answered; sent again, it is known.
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR, "after {millis} ms");
            assert!(stored == 0 || stored == events.len(), "{stored} stored after {millis} ms");
            cut += 1;
        }
        if done == 2 {
            break;
        }
    }
    assert!(cut > 0, "none was cut off");
}

fn batch(number: u64) -> Vec<Value> {
    let now = local("2026-11-23 12:00");
    let people = (0..200).map(|person| format!("p-{number}-{person}"));
    people
        .flat_map(|who| {
            let mut events = joins(&who, now);
            events.push(steps(&who, "2026-11-23", 5_000, 1, now));
            events
        })
        .collect()
}

async fn ask(host: &Host, path: &str, kind: &str, body: String) -> StatusCode {
    let request = Request::builder().method(Method::POST).uri(path).header("content-type", kind);
    let request = request.header("authorization", "Bearer a-secret").body(Bytes::from(body)).unwrap();
    host.request(request).await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_became_of_a_message_is_an_event_like_any_other() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    for (id, state) in [("one", "delivered"), ("two", "refused")] {
        let data = json!({ "message": "01JD8Q9Z0V6K3M5N7P9R1S3T5V", "channel": "line", "state": state, "code": "x" });
        let report = town.post(&[event(id, "delivery.updated.v1", "p-1", town.clock.now(), data)]).await;
        assert_eq!(report["accepted"], 1);
    }
    let closed = "SELECT 1 FROM residents WHERE state ->> '$.contact.channels.line.refused' IS NOT NULL";
    assert_eq!(town.rows(closed).await.len(), 1);
    town.stop().await;
}
