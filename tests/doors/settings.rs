//! A setting that is missing closes the door that needs it, by name, and no other.

use ayumi::host::{self, Host};
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::support::host::options;
use crate::support::service::{ARAO, project};

/// Doors, and the setting that each cannot do without.
const DOORS: [(&str, &str, &str); 8] = [
    ("POST", "/v1/432041/events", "ingest_token"),
    ("POST", "/v1/432041/ngsi/v2/notify", "ingest_token"),
    ("POST", "/v1/432041/ngsi-ld/notify", "ingest_token"),
    ("POST", "/v1/432041/campaigns", "staff_token"),
    ("GET", "/v1/432041/residents/p-1/why", "staff_token"),
    ("POST", "/webhooks/432041/line", "line_channel_secret"),
    ("POST", "/webhooks/432041/sms/inbound", "sms_auth_token"),
    ("POST", "/internal/tick", "tick_token"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_secret_closes_its_own_door_and_is_named() {
    let state = tempfile::tempdir().unwrap();
    for (_, _, missing) in DOORS {
        let mut options = options(state.path());
        options.manifest = project().join("spin.toml");
        for (_, _, name) in DOORS {
            let value = if name == missing { "" } else { "a-secret" };
            options.variables.insert(name.to_owned(), value.to_owned());
        }
        let host = host::start(options).await.unwrap();
        for (method, path, needs) in DOORS {
            let (status, body) = ask(&host, method, path).await;
            if needs == missing {
                assert_eq!(status, 503, "{path}: {body}");
                assert_eq!(body["type"], "/problems/setting");
                assert_eq!(body["setting"], missing);
                let variable = format!("SPIN_VARIABLE_{}", missing.to_uppercase());
                assert!(body["detail"].as_str().unwrap().contains(&variable), "{body}");
            } else {
                // The token or signature is asked for as ever.
                assert_eq!(status, 401, "{path} without {missing}: {body}");
            }
        }
        assert_eq!(ask(&host, "GET", "/healthz").await.0, 200);
        host.stop().await.unwrap();
    }
}

async fn ask(host: &Host, method: &str, path: &str) -> (u16, Value) {
    let request = Request::builder().method(method).uri(path).body(Bytes::from("{}")).unwrap();
    let answer = host.request(request).await.unwrap();
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

/// Its value may hold a password, so that only its name is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_engine_closes_every_door_that_needs_the_database() {
    let state = tempfile::tempdir().unwrap();
    for engine in ["postgres://ayumi:hidden@db.example.jp/ayumi", ""] {
        let mut options = options(state.path());
        options.manifest = project().join("spin.toml");
        options.variables.insert("database".to_owned(), engine.to_owned());
        for (_, _, name) in DOORS {
            // As a file leaves it behind.
            options.variables.insert(name.to_owned(), "a-secret\n".to_owned());
        }
        let Ok(host) = host::start(options).await else { continue };
        for (method, path, _) in DOORS.iter().filter(|(_, path, _)| !path.starts_with("/webhooks")) {
            let request = Request::builder().method(*method).uri(*path).header("authorization", "Bearer a-secret");
            let request = request.header("content-type", "application/cloudevents-batch+json");
            let body = if path.ends_with("campaigns") { "{\"files\": {}}" } else { "[]" };
            let answer = host.request(request.body(Bytes::from(body)).unwrap()).await.unwrap();
            let text = String::from_utf8_lossy(answer.body()).into_owned();
            assert_eq!(answer.status(), 503, "{path}: {text}");
            assert!(text.contains("\"setting\":\"database\"") && !text.contains("hidden"), "{path}: {text}");
        }
        let (status, body) = ask(&host, "GET", "/healthz").await;
        assert_eq!((status, &body["setting"]), (503, &"database".into()));
        host.stop().await.unwrap();
    }
}

/// `public_url` has a default, but one that is no address makes no signature match.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_without_any_city_answers_and_says_what_to_do() {
    let state = tempfile::tempdir().unwrap();
    let mut options = options(state.path());
    options.manifest = project().join("spin.toml");
    for (_, _, name) in DOORS {
        options.variables.insert(name.to_owned(), "a-secret".to_owned());
    }
    let host = host::start(options).await.unwrap();
    let request = |method: &str, path: String, body: &'static str| {
        let kind = "application/cloudevents-batch+json";
        let request = Request::builder().method(method).uri(path).header("authorization", "Bearer a-secret");
        request.header("content-type", kind).body(Bytes::from(body)).unwrap()
    };
    let events = host.request(request("POST", format!("/v1/{ARAO}/events"), "[]")).await.unwrap();
    assert_eq!(events.status(), 404);
    assert!(String::from_utf8_lossy(events.body()).contains("publish its pack first"));
    let tick = host.request(request("POST", "/internal/tick".to_owned(), "")).await.unwrap();
    assert_eq!(tick.status(), 200);
    let versions = host.request(request("GET", format!("/v1/{ARAO}/campaigns"), "")).await.unwrap();
    assert_eq!((versions.status().as_u16(), versions.body().as_ref()), (200, b"[]".as_slice()));
    host.stop().await.unwrap();
}
