//! What docs/events.md shows is what the door takes.

use serde_json::Value;

use crate::guards::source::blocks;
use crate::support::service::{ARAO, Town};

const PAGE: &str = include_str!("../../docs/events.md");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_of_the_page_is_taken_and_the_batch_is_answered_as_it_says() {
    let town = Town::new().await;
    let path = format!("/v1/{ARAO}/events");
    let blocks = blocks(PAGE, "json");
    let (answer, rest) = blocks.split_last().unwrap();
    let (batch, examples) = rest.split_last().unwrap();
    for block in examples {
        let shown: Value = serde_json::from_str(block).unwrap();
        let heading = format!("### `{}`", shown["type"].as_str().unwrap());
        let section = PAGE.split(&heading).nth(1).unwrap_or_else(|| panic!("the page has no {heading}"));
        assert!(section.split("\n### ").next().unwrap().contains(block.as_str()), "{heading} shows another type");
        let said = town.call("POST", &path, "ingest_token", "application/cloudevents+json", block.clone()).await;
        assert_eq!(said.json()["accepted"], 1, "{block}\n{}", said.text());
    }
    let headings = PAGE.matches("\n### `ayumi.").count();
    assert_eq!(headings, examples.len(), "each type has one example");
    let said = town.call("POST", &path, "ingest_token", "application/cloudevents-batch+json", batch.clone()).await;
    assert_eq!(said.json(), serde_json::from_str::<Value>(answer).unwrap());
    town.stop().await;
}
