//! fhir.resources for Python: it reads every `OperationOutcome` that our tests expect and those that our
//! door answers it, and what residents take along; and what it writes our door takes.

use std::fs;
use std::path::{Path, PathBuf};

use domain::{Event, Payload, ResidentId, Zone};
use serde_json::{Value, json};
use wire::fhir::Taken;

use super::present;
use super::python::{judge, python};
use crate::support::host::root;
use crate::support::service::{ARAO, MONDAY_NOON, Town, local};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_of_fhir_agrees() {
    let Some(python) = present("fhir.resources", python()) else { return };
    let town = Town::new().await;
    let outcomes = outcomes();
    let told = json!({
        "door": format!("http://{}/v1/{ARAO}/fhir", town.service.host.addr()),
        "token": town.service.token("ingest_token"),
        "outcomes": outcomes,
        "taken_along": taken_along(),
    });
    let good = judge(python, "fhir_resources.py", told).await;
    assert!(good > outcomes.len() as u64 + 50, "{good}");
    assert_eq!(town.rows("SELECT 1 FROM events").await.len(), 5, "what the library wrote was stored once");
    town.stop().await;
}

/// A Bundle of every kind of resource that residents take along.
fn taken_along() -> String {
    let source = r#""source": {"id": "band-1", "kind": "tracker", "modality": "sensed"}"#;
    let steps = format!(r#"{{"date": "2026-11-20", "steps": 7321, {source}, "version": 1}}"#);
    let at = r#""at": "2026-11-20T07:10:00+09:00""#;
    let (weight, mood) = (
        format!(r#"{{"kind": "weight", "weight_kg": 62.5, {at}}}"#),
        format!(r#"{{"kind": "mood", "score": 4, {at}}}"#),
    );
    let pressure = format!(r#"{{"kind": "blood_pressure", "systolic_mmhg": 138, "diastolic_mmhg": 86, {at}}}"#);
    let said = [
        ("steps.recorded", steps.as_str()),
        ("notebook.entry", &weight),
        ("notebook.entry", &pressure),
        ("notebook.entry", &mood),
        ("goal.set", r#"{"metric": "steps_per_day", "target": 6000, "from": "2026-11-01", "until": "2027-01-31"}"#),
        (
            "consent.given",
            r#"{"purpose": "engagement", "categories": ["steps"], "text_version": "2026-04", "via": "page"}"#,
        ),
        (
            "checkup.recorded",
            r#"{"date": "2026-06-12", "items": [{"code": "9N006000000000001", "value": 61.5, "unit": "kg"}]}"#,
        ),
        (
            "forecast.issued",
            r#"{"test_date": "2026-10-20", "provider": "test", "predictions": [{"condition": "dementia",
                "horizon_years": 20, "probability_percent": 11.0,
                "comparison": {"basis": "average", "ratio_low": 2.0, "ratio_high": 3.0}}]}"#,
        ),
    ];
    let now = local(MONDAY_NOON);
    let resident: ResidentId = "p-1".parse().unwrap();
    let event = |(place, (kind, data)): (usize, &(&str, &str))| Event {
        source: "test".to_owned(),
        id: place.to_string(),
        subject: Some(resident.clone()),
        time: now,
        payload: Payload::parse(&format!("ayumi.{kind}.v1"), data).unwrap(),
    };
    let events: Vec<Event> = said.iter().enumerate().map(event).collect();
    let events: Vec<&Event> = events.iter().collect();
    wire::fhir::bundle(&Taken { resident: &resident, events: &events, zone: Zone::default(), now }).to_string()
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
