//! FHIR and Open mHealth at their doors: stored, known again, refused one by one, and decided about.

use chrono::TimeDelta;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use shell::Value::{Integer, Text};

use crate::guards::source::blocks;
use crate::support::service::{ARAO, Answer, Town, event, joins};

const PAGE: &str = include_str!("../../docs/health-records.md");

impl Town {
    async fn fhir(&self, resource: &Value) -> Answer {
        let path = format!("/v1/{ARAO}/fhir");
        self.call("POST", &path, "ingest_token", "application/fhir+json", resource.to_string()).await
    }

    async fn openmhealth(&self, points: &Value) -> Value {
        let path = format!("/v1/{ARAO}/openmhealth");
        let answer = self.call("POST", &path, "ingest_token", "application/json", points.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    async fn stored(&self, kind: &str) -> i64 {
        match self.rows(&format!("SELECT count(*) FROM events WHERE type = 'ayumi.{kind}'")).await[0][0] {
            Integer(count) => count,
            ref other => panic!("{other:?}"),
        }
    }
}

/// An answer's issues as `severity place: words`.
fn issues(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.headers["content-type"], "application/fhir+json");
    let outcome = answer.json();
    assert_eq!(outcome["resourceType"], "OperationOutcome");
    let one = |issue: &Value| {
        let place = issue["expression"][0].as_str().unwrap_or("-");
        format!("{} {place}: {}", issue["severity"].as_str().unwrap(), issue["diagnostics"].as_str().unwrap())
    };
    outcome["issue"].as_array().unwrap().iter().map(one).collect()
}

fn file(path: &str) -> Value {
    serde_json::from_str(&crate::guards::source::read(&format!("crates/wire/tests/{path}.json"))).unwrap()
}

fn observed(resident: &str, date: &str, steps: f64, issued: &str) -> Value {
    json!({
        "resourceType": "Observation", "status": "final", "issued": issued,
        "code": { "coding": [{ "system": "http://loinc.org", "code": "41950-7" }] },
        "subject": { "reference": format!("Patient/{resident}") }, "device": { "reference": "Device/band-1" },
        "effectiveDateTime": date,
        "valueQuantity": { "value": steps, "system": "http://unitsofmeasure.org", "code": "/d" },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bundle_with_one_bad_entry_keeps_the_others_and_again_is_known() {
    let town = Town::new().await;
    let bundle = file("fhir/bundle_one_bad");
    let expected = |stored: &str| {
        vec![
            format!("information -: {stored}"),
            "information Bundle.entry[0].resource: taken as `ayumi.steps.recorded.v1`".to_owned(),
            "information Bundle.entry[1].resource: taken as `ayumi.notebook.entry.v1`".to_owned(),
            "error Bundle.entry[2].resource.valueQuantity: the unit is `st`; weight is read in `kg`, `g` and `[lb_av]`"
                .to_owned(),
            "information Bundle.entry[3].resource: taken as `ayumi.goal.set.v1`".to_owned(),
        ]
    };
    let answer = town.fhir(&bundle).await;
    assert_eq!((answer.status, issues(&answer)), (StatusCode::OK, expected("events stored: 3; stored before: 0")));
    // Later, and with nothing in it that says when it was said, it is still the same.
    town.later(TimeDelta::hours(3));
    let answer = town.fhir(&bundle).await;
    assert_eq!((answer.status, issues(&answer)), (StatusCode::OK, expected("events stored: 0; stored before: 3")));
    assert_eq!(town.rows("SELECT 1 FROM events").await.len(), 3);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_taken_at_all_is_no_success_and_stores_nothing() {
    let town = Town::new().await;
    for (resource, status, said) in [
        (file("fhir/bundle_all_bad"), 422, "error Bundle.entry[0].resource: `steps` is -1; a day has 0 to 200,000"),
        (file("fhir/steps_future"), 422, "error Observation: `date` is 2026-12-24, which is still to come"),
        (json!([]), 400, "error -: the body is no FHIR resource: an object with `resourceType`"),
    ] {
        let answer = town.fhir(&resource).await;
        assert_eq!(answer.status, status);
        assert_eq!(issues(&answer)[0], said);
    }
    let path = format!("/v1/{ARAO}/fhir");
    let xml = town.call("POST", &path, "ingest_token", "application/fhir+xml", "<Observation/>").await;
    assert_eq!(xml.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(issues(&xml)[0].contains("`application/fhir+json`"));
    // What is asked before a body is read is answered as at every door.
    let steps = file("fhir/steps_versioned").to_string();
    let no_token = Request::post(&path).header("content-type", "application/fhir+json").body(steps.clone().into());
    let no_token = town.send(no_token.unwrap()).await;
    let no_city = town.call("POST", "/v1/999999/fhir", "ingest_token", "application/fhir+json", steps).await;
    for (answer, status) in [(no_token, 401), (no_city, 404)] {
        assert_eq!(answer.status, status);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    assert_eq!(town.rows("SELECT 1 FROM events").await.len(), 0);
    town.stop().await;
}

/// Steps become points, a later reading more of them, and an earlier one that comes late nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn steps_are_those_that_were_said_last() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now() - TimeDelta::days(3))).await;
    let goal = json!({ "metric": "steps_per_day", "target": 6000, "from": "2026-11-01" });
    town.post(&[event("goal", "goal.set.v1", "p-1", town.clock.now() - TimeDelta::days(3), goal)]).await;
    let points = async || match town.rows("SELECT coalesce(sum(points), 0) FROM points").await[0][0] {
        Integer(points) => points,
        ref other => panic!("{other:?}"),
    };
    let (evening, night) = ("2026-11-22T18:00:00+09:00", "2026-11-23T00:10:00+09:00");
    for (steps, issued) in [(6_500.0, night), (3_000.0, evening)] {
        let answer = town.fhir(&observed("p-1", "2026-11-22", steps, issued)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert_eq!(points().await, 10, "{steps}");
    }
    assert_eq!(town.stored("steps.recorded.v1").await, 2);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_consent_and_a_forecast_are_facts_at_once() {
    let town = Town::new().await;
    for name in ["fhir/consent_given", "fhir/forecast_all"] {
        let answer = town.fhir(&file(name)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let known = async |what: &str| {
        let sql = format!("SELECT json_extract(state, '{what}') FROM residents WHERE id = 'p-0001'");
        format!("{:?}", town.rows(&sql).await[0][0])
    };
    assert!(known("$.forecast").await.contains("renal_failure"));
    assert_eq!(known("$.consents.engagement.given").await, "Integer(1)");
    // Agreed to at the counter once more, after the `dateTime` that the resource keeps.
    let again = json!({ "purpose": "engagement", "categories": [], "text_version": "2026-04", "via": "counter" });
    let counter = "2026-11-10T10:00:00+09:00".parse().unwrap();
    town.post(&[event("again", "consent.given.v1", "p-0001", counter, again)]).await;
    // The server kept the version: a withdrawal is not taken for what is known.
    let answer = town.fhir(&file("fhir/consent_inactive")).await;
    assert_eq!(issues(&answer)[0], "information -: events stored: 1; stored before: 0");
    assert_eq!(known("$.consents.engagement.given").await, "Integer(0)");
    let ledger = "SELECT what, at FROM consents WHERE resident = 'p-0001' ORDER BY number DESC LIMIT 1";
    let now = town.clock.now().timestamp_millis();
    assert_eq!(town.rows(ledger).await[0], [Text("withdrawn".to_owned()), Integer(now)]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn open_mhealth_is_reported_as_events_are() {
    let town = Town::new().await;
    let points = file("openmhealth/several");
    let report = town.openmhealth(&points).await;
    assert_eq!((&report["accepted"], &report["duplicates"]), (&json!(2), &json!(0)));
    let rejected: Vec<u64> =
        report["rejected"].as_array().unwrap().iter().map(|one| one["index"].as_u64().unwrap()).collect();
    assert_eq!(rejected, [1, 2, 3]);
    assert_eq!(town.openmhealth(&points).await["duplicates"], 2);
    assert_eq!(town.openmhealth(&file("openmhealth/day")).await["duplicates"], 1);
    let path = format!("/v1/{ARAO}/openmhealth");
    let answer = town.call("POST", &path, "ingest_token", "application/json", "[").await;
    assert_eq!((answer.status, &answer.json()["line"]), (StatusCode::BAD_REQUEST, &json!(1)));
    town.stop().await;
}

/// What docs/health-records.md shows is what the doors take and answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_of_the_page_is_taken() {
    let town = Town::new().await;
    let mut kinds = std::collections::BTreeSet::new();
    let mut last = Value::Null;
    for block in blocks(PAGE, "json") {
        let shown: Value = serde_json::from_str(&block).unwrap_or_else(|error| panic!("{error}: {block}"));
        if shown["header"].is_object() {
            assert_eq!(town.openmhealth(&shown).await["accepted"], 1);
            kinds.insert("header".to_owned());
            continue;
        }
        match shown["resourceType"].as_str() {
            Some("OperationOutcome") => assert_eq!(shown, last, "the page's answer"),
            Some(kind) => {
                let answer = town.fhir(&shown).await;
                assert_eq!(answer.status, StatusCode::OK, "{block}\n{}", answer.text());
                last = answer.json();
                kinds.insert(kind.to_owned());
            }
            // A part of a resource.
            None => {}
        }
    }
    let expected = ["Bundle", "Consent", "Goal", "Observation", "QuestionnaireResponse", "RiskAssessment", "header"];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    town.stop().await;
}
