//! A setting that is missing closes the door that needs it, by name, and no other.

use std::collections::BTreeSet;

use ayumi::host::{self, Host};
use bytes::Bytes;
use http::Request;
use serde_json::Value;

use crate::guards::source::{quoted, read, rows};
use crate::support::host::options;
use crate::support::service::{ARAO, project};

/// Every door that asks who it is, the setting that it cannot do without, and what it says to one who
/// brings nothing.
const DOORS: [(&str, &str, &str, u16); 30] = [
    ("POST", "/v1/432041/events", "ingest_token", 401),
    ("POST", "/v1/432041/fhir", "ingest_token", 401),
    ("POST", "/v1/432041/openmhealth", "ingest_token", 401),
    ("POST", "/v1/432041/ngsi/v2/notify", "ingest_token", 401),
    ("POST", "/v1/432041/ngsi-ld/notify", "ingest_token", 401),
    // This one takes the token of staff as well: see below.
    ("POST", "/v1/432041/checkups?kind=paper", "ingest_token", 401),
    ("GET", "/v1/432041/uploads", "staff_token", 401),
    ("POST", "/v1/432041/uploads/u-1/undo", "staff_token", 401),
    ("POST", "/v1/432041/campaigns", "staff_token", 401),
    ("GET", "/v1/432041/campaigns", "staff_token", 401),
    ("POST", "/v1/432041/campaigns/rollback", "staff_token", 401),
    ("GET", "/v1/432041/campaigns/step_goal/export", "staff_token", 401),
    ("GET", "/v1/432041/campaigns/step_goal/record", "staff_token", 401),
    ("GET", "/v1/432041/residents/p-1/why", "staff_token", 401),
    ("GET", "/v1/432041/residents/p-1/consents", "staff_token", 401),
    ("POST", "/v1/432041/residents/p-1/link-codes", "staff_token", 401),
    ("POST", "/v1/432041/invitations", "staff_token", 401),
    ("GET", "/v1/432041/audit", "staff_token", 401),
    ("GET", "/v1/432041/stops", "staff_token", 401),
    ("POST", "/v1/432041/stops", "staff_token", 401),
    ("POST", "/v1/432041/stops/resume", "staff_token", 401),
    ("GET", "/v1/432041/notices", "staff_token", 401),
    ("GET", "/v1/432041/sent", "staff_token", 401),
    ("GET", "/v1/432041/units", "staff_token", 401),
    // A city that is not there: nobody is asked for a token here, but for what LINE gave.
    ("GET", "/link/432041?linkToken=x", "link_key", 404),
    ("POST", "/link/432041", "link_key", 404),
    ("POST", "/webhooks/432041/line", "line_channel_secret", 401),
    ("POST", "/webhooks/432041/sms/inbound", "sms_auth_token", 401),
    ("POST", "/webhooks/432041/sms/status", "sms_auth_token", 401),
    ("POST", "/internal/tick", "tick_token", 401),
];

/// The settings that doors cannot do without.
fn settings() -> BTreeSet<&'static str> {
    DOORS.iter().map(|(_, _, setting, _)| *setting).collect()
}

/// What a door reads without fault.
fn good(path: &str) -> (&'static str, &'static str) {
    match path.rsplit('/').next().unwrap() {
        "campaigns" => ("application/json", "{\"files\": {}}"),
        "rollback" => ("application/json", "{}"),
        "stops" => ("application/json", "{\"scope\": \"all\", \"why\": \"a test\"}"),
        "resume" => ("application/json", "{\"scope\": \"all\"}"),
        "invitations" => ("application/json", "{\"name\": \"x\", \"roles\": [\"author\"]}"),
        "link-codes" => ("application/json", ""),
        "checkups?kind=paper" => ("text/csv", "id,date,steps\np-1,2026-11-20,6200\n"),
        _ => ("application/cloudevents-batch+json", "[]"),
    }
}

/// A door that the list forgets would not be looked at.
#[test]
fn the_list_has_every_door_that_the_readme_says_asks_for_something() {
    // `POST /v1/{city}/events` as `POST /v1/432041/events`.
    let filled = |route: &str| {
        let id = match route {
            _ if route.contains("/uploads/") => "u-1",
            _ if route.contains("/campaigns/") => "step_goal",
            _ => "p-1",
        };
        route.replace("{city}", ARAO).replace("{id}", id)
    };
    let listed = rows(&read("README.md"));
    let asking = listed.iter().filter(|row| row.get(1).is_some_and(|asks| asks != "–"));
    let named: BTreeSet<String> = asking
        .flat_map(|row| quoted(&row[0]))
        .filter(|route| route.starts_with("POST /") || route.starts_with("GET /"))
        .map(|route| filled(&route))
        .collect();
    let ours = DOORS.map(|(method, path, ..)| format!("{method} {}", path.split('?').next().unwrap()));
    assert_eq!(BTreeSet::from(ours), named);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_secret_closes_its_own_door_and_is_named() {
    let state = tempfile::tempdir().unwrap();
    for missing in settings() {
        let mut options = options(state.path());
        options.manifest = project().join("spin.toml");
        for name in settings() {
            let value = if name == missing { "" } else { "a-secret" };
            options.variables.insert(name.to_owned(), value.to_owned());
        }
        let host = host::start(options).await.unwrap();
        for (method, path, needs, otherwise) in DOORS {
            let (status, text) = ask(&host, method, path, None).await;
            if needs == missing {
                assert_eq!(status, 503, "{path}: {text}");
                names(&text, missing);
            } else {
                // The token or signature is asked for as ever.
                assert_eq!(status, otherwise, "{path} without {missing}: {text}");
            }
        }
        // What needs two of them has its own token, and then names the other.
        if missing == "link_key" {
            let path = "/v1/432041/residents/p-1/link-codes";
            let (status, text) = ask(&host, "POST", path, Some("a-secret")).await;
            assert_eq!(status, 503, "{text}");
            names(&text, missing);
        }
        // What takes either of two goes on with the other: this city is not there.
        if missing == "ingest_token" {
            let (status, text) = ask(&host, "POST", "/v1/432041/checkups?kind=paper", Some("a-secret")).await;
            assert_eq!(status, 404, "{text}");
        }
        assert_eq!(ask(&host, "GET", "/healthz", None).await.0, 200);
        assert_eq!(ask(&host, "GET", "/link/style.css", None).await.0, 200);
        host.stop().await.unwrap();
    }
}

/// The answer names the setting, and the variable that gives it.
fn names(text: &str, missing: &str) {
    let body: Value = serde_json::from_str(text).unwrap();
    assert_eq!(body["type"], "/problems/setting");
    assert_eq!(body["setting"], missing);
    let variable = format!("SPIN_VARIABLE_{}", missing.to_uppercase());
    assert!(body["detail"].as_str().unwrap().contains(&variable), "{body}");
}

/// Sends what the door reads without fault, with a token or none.
async fn ask(host: &Host, method: &str, path: &str, token: Option<&str>) -> (u16, String) {
    let (kind, body) = good(path);
    let mut request = Request::builder().method(method).uri(path).header("content-type", kind);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let answer = host.request(request.body(Bytes::from(body)).unwrap()).await.unwrap();
    (answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap())
}

/// Its value may hold a password, so that only its name is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_engine_closes_every_door_that_needs_the_database() {
    let state = tempfile::tempdir().unwrap();
    for engine in ["postgres://ayumi:hidden@db.example.jp/ayumi", ""] {
        let mut options = options(state.path());
        options.manifest = project().join("spin.toml");
        options.variables.insert("database".to_owned(), engine.to_owned());
        for name in settings() {
            // As a file leaves it behind.
            options.variables.insert(name.to_owned(), "a-secret\n".to_owned());
        }
        let Ok(host) = host::start(options).await else { continue };
        for (method, path, ..) in DOORS.iter().filter(|(_, path, ..)| !path.starts_with("/webhooks")) {
            let (status, text) = ask(&host, method, path, Some("a-secret")).await;
            assert_eq!(status, 503, "{path}: {text}");
            assert!(text.contains("\"setting\":\"database\"") && !text.contains("hidden"), "{path}: {text}");
        }
        let (status, text) = ask(&host, "GET", "/healthz", None).await;
        assert_eq!(status, 503);
        assert!(text.contains("\"setting\":\"database\""), "{text}");
        host.stop().await.unwrap();
    }
}

/// `public_url` has a default, but one that is no address makes no signature match.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_without_any_city_answers_and_says_what_to_do() {
    let state = tempfile::tempdir().unwrap();
    let mut options = options(state.path());
    options.manifest = project().join("spin.toml");
    for name in settings() {
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
