//! Open mHealth: the schema's own cases, and data points of our own beside what they become.

use crate::cloudevents::{headers, typed};
use crate::fhir::zone;
use crate::files::{compare, path};
use serde_json::{Value, json};
use std::fmt::Write;
use wire::Received;
use wire::openmhealth::{MAX_POINTS, Unreadable, parse};
use wire::problem::Kind;

fn read(body: &[u8]) -> Result<Vec<Received>, Unreadable> {
    parse(&headers(&typed("application/json")), body, zone())
}

fn point(version: &str, body: &Value) -> Value {
    json!({
        "header": {
            "id": "243c773b", "creation_date_time": "2026-11-22T00:10:12+09:00", "user_id": "p-0001",
            "schema_id": { "namespace": "omh", "name": "step-count", "version": version },
            "acquisition_provenance": { "source_name": "band-1", "modality": "sensed" },
        },
        "body": body,
    })
}

fn told(received: &[Received]) -> String {
    let mut lines = String::new();
    for one in received {
        let id = one.id.as_deref().unwrap_or("-");
        let result = match &one.event {
            Ok(event) => format!(
                "{} {} {} {} {}",
                event.source,
                event.subject.as_ref().unwrap(),
                event.time,
                event.payload.kind(),
                event.payload.to_json()
            ),
            Err(refusal) => refusal.to_string(),
        };
        writeln!(lines, "{} {id} {result}", one.index).unwrap();
    }
    lines.trim_end().to_owned()
}

/// Why a valid step count may still be refused: it is no day's sum.
const NO_DAY: [&str; 3] = ["the time frame is not a day", "of several days", "of which day"];

/// The cases of the schema's authors are bodies without a header; with one, those that should fail are
/// refused for their shape, and those that should pass are refused at most for not being a day's sum.
#[test]
fn the_cases_of_the_schema() {
    let mut seen = [0, 0];
    for version in ["1.0", "2.0", "3.0"] {
        for (n, should) in ["shouldPass", "shouldFail"].into_iter().enumerate() {
            let folder = path(&format!("data/openmhealth/step-count/{version}/{should}"));
            for entry in std::fs::read_dir(&folder).unwrap() {
                let file = entry.unwrap().path();
                let body: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
                let received = read(point(version, &body).to_string().as_bytes()).unwrap();
                let said = received[0].event.as_ref().map_or_else(ToString::to_string, |_| "taken".to_owned());
                let valid = said == "taken" || NO_DAY.iter().any(|reason| said.contains(reason));
                assert_eq!(valid, should == "shouldPass", "{}: {said}", file.display());
                seen[n] += 1;
            }
        }
    }
    assert_eq!(seen, [10, 11]);
}

#[test]
fn data_points_become_these_events() {
    compare("openmhealth", "json", "events", |body| match read(body) {
        Ok(received) => told(&received),
        Err(error) => format!("{} {error}", error.kind().status()),
    });
}

#[test]
fn a_request_has_a_thousand_data_points_at_most() {
    let one = point("2.0", &json!({ "step_count": 1 }));
    let body = |points| Value::from(vec![one.clone(); points]).to_string();
    assert_eq!(read(body(MAX_POINTS).as_bytes()).unwrap().len(), MAX_POINTS);
    assert_eq!(read(body(MAX_POINTS + 1).as_bytes()).unwrap_err().kind(), Kind::TooLarge);
}
