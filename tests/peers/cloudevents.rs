//! The SDK of CloudEvents for Python: what it writes in every mode our door takes once, and it reads the
//! events that docs/events.md shows, which our description allows. The service itself sends no CloudEvents.

use serde_json::{Value, json};

use super::present;
use super::python::{judge, python};
use crate::guards::source::{blocks, read};
use crate::support::service::{ARAO, Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdk_of_cloudevents_agrees() {
    let Some(python) = present("the SDK of CloudEvents", python()) else { return };
    let town = Town::new().await;
    let is_event =
        |block: &String| serde_json::from_str::<Value>(block).is_ok_and(|shown| shown["specversion"] == "1.0");
    let examples: Vec<String> = blocks(&read("docs/events.md"), "json").into_iter().filter(is_event).collect();
    assert!(examples.len() >= 16, "{examples:?}");
    let told = json!({
        "door": format!("http://{}/v1/{ARAO}/events", town.service.host.addr()),
        "token": town.service.token("ingest_token"),
        "examples": examples,
        "document": serde_json::from_str::<Value>(shell::openapi::DOCUMENT).unwrap(),
    });
    let good = judge(python, "cloudevents_sdk.py", told).await;
    assert!(good >= 16 + 4 * examples.len() as u64, "{good}");
    assert_eq!(town.rows("SELECT 1 FROM events").await.len(), 25);
    town.stop().await;
}
