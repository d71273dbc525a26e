//! fhir.resources for Python: it reads every `OperationOutcome` that our tests expect and those that our
//! door answers it, and what it writes our door takes.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::present;
use super::python::{judge, python};
use crate::support::host::root;
use crate::support::service::{ARAO, Town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_of_fhir_agrees() {
    let Some(python) = present("fhir.resources", python()) else { return };
    let town = Town::new().await;
    let outcomes = outcomes();
    let told = json!({
        "door": format!("http://{}/v1/{ARAO}/fhir", town.service.host.addr()),
        "token": town.service.token("ingest_token"),
        "outcomes": outcomes,
    });
    let good = judge(python, "fhir_resources.py", told).await;
    assert!(good > outcomes.len() as u64 + 50, "{good}");
    assert_eq!(town.rows("SELECT 1 FROM events").await.len(), 5, "what the library wrote was stored once");
    town.stop().await;
}

/// What the tests of crates/wire expect to be answered: `{"name", "text"}`.
fn outcomes() -> Vec<Value> {
    let tests = root().join("crates/wire/tests");
    let mut files: Vec<PathBuf> =
        ["fhir", "data/fhir", "data/examples"].iter().flat_map(|name| of(&tests.join(name))).collect();
    files.sort();
    assert!(files.len() > 100, "{files:?}");
    let told = |file: &PathBuf| json!({ "name": file, "text": fs::read_to_string(file).unwrap() });
    files.iter().map(told).collect()
}

fn of(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "outcome")).collect()
}
