//! What a resident takes along as FHIR is read again by our own reader.

use std::collections::BTreeMap;

use crate::cloudevents::{headers, typed};
use crate::fhir::{arrival, zone};
use chrono::{DateTime, Utc};
use domain::event::{Event, Payload};
use serde_json::Value;
use wire::fhir::{Taken, bundle, parse};

fn event(id: usize, kind: &str, data: &str) -> Event {
    let time: DateTime<Utc> = "2026-11-21T07:10:00+09:00".parse().unwrap();
    let payload = Payload::parse(&format!("ayumi.{kind}.v1"), data).unwrap();
    Event { source: "test".into(), id: id.to_string(), subject: Some("p-1".parse().unwrap()), time, payload }
}

const SAID: [(&str, &str); 16] = [
    (
        "steps.recorded",
        r#"{"date": "2026-11-20", "steps": 7321, "source": {"id": "band-1", "kind": "tracker", "modality": "sensed"}, "version": 1795212600000}"#,
    ),
    (
        "steps.recorded",
        r#"{"date": "2026-11-20", "steps": 5000, "source": {"id": "用紙", "kind": "paper", "modality": "self_reported"}, "version": 1795212600000}"#,
    ),
    (
        "steps.recorded",
        r#"{"date": "2026-11-19", "steps": 0, "source": {"id": "p", "kind": "phone", "modality": "sensed"}, "version": 1795212600000}"#,
    ),
    ("notebook.entry", r#"{"kind": "weight", "weight_kg": 62.5, "at": "2026-11-20T07:10:00+09:00"}"#),
    (
        "notebook.entry",
        r#"{"kind": "blood_pressure", "systolic_mmhg": 299, "diastolic_mmhg": 84, "at": "2026-11-20T07:10:00.250+09:00"}"#,
    ),
    ("notebook.entry", r#"{"kind": "mood", "score": 4, "at": "2026-11-20T07:10:00+09:00"}"#),
    ("notebook.entry", r#"{"kind": "sleep", "hours": 6.5, "at": "2026-11-20T07:10:00+09:00"}"#),
    ("notebook.entry", r#"{"kind": "note", "text": "孫と\n公園へ \"行った\"", "at": "2026-11-20T07:10:00+09:00"}"#),
    ("notebook.entry", r#"{"kind": "symptom", "text": "ひざが重い", "at": "2026-11-20T07:10:00+09:00"}"#),
    ("goal.set", r#"{"metric": "steps_per_day", "target": 6000, "from": "2026-11-01", "until": "2027-01-31"}"#),
    ("goal.set", r#"{"metric": "steps_per_day", "target": 5000, "from": "2026-10-01"}"#),
    (
        "consent.given",
        r#"{"purpose": "engagement", "categories": ["notebook", "steps"], "text_version": "2026-04", "via": "page"}"#,
    ),
    ("consent.withdrawn", r#"{"purpose": "research", "categories": [], "text_version": "2026-04", "via": "counter"}"#),
    (
        "checkup.recorded",
        r#"{"date": "2026-06-12", "items": [{"code": "9N006000000000001", "value": 61.5, "unit": "kg"}, {"code": "9N506000000000011", "value": "2"}]}"#,
    ),
    (
        "forecast.issued",
        r#"{"test_date": "2026-10-20", "provider": "fonesvisuas", "predictions": [{"condition": "mi_stroke", "horizon_years": 4, "probability_percent": 2.35, "comparison": {"basis": "low_risk_group", "ratio_low": 2.0, "ratio_high": 3.0}}, {"condition": "dementia", "horizon_years": 20, "probability_percent": 11.0}]}"#,
    ),
    ("goal.set", r#"{"metric": "notebook_days_per_week", "target": 3, "from": "2026-11-01"}"#),
];

/// What events say, how often each.
fn said<'e>(events: impl Iterator<Item = &'e Event>) -> BTreeMap<String, usize> {
    let mut said = BTreeMap::new();
    for event in events {
        let data: Value = serde_json::from_str(&event.payload.to_json()).unwrap();
        *said.entry(format!("{:?} {} {data}", event.subject, event.payload.kind())).or_default() += 1;
    }
    said
}

#[test]
fn what_is_written_is_read_again() {
    let events: Vec<Event> = SAID.iter().enumerate().map(|(id, (kind, data))| event(id, kind, data)).collect();
    let all: Vec<&Event> = events.iter().collect();
    let resident = "p-1".parse().unwrap();
    let taken = Taken { resident: &resident, events: &all, zone: zone(), now: arrival().now };
    let written = bundle(&taken);
    let read = parse(&headers(&typed("application/fhir+json")), written.to_string().as_bytes(), arrival()).unwrap();
    // The Patient alone is told of: it is read for what refers to it.
    let issues: Vec<_> = read.entries.iter().skip(1).flat_map(|entry| &entry.issues).collect();
    assert!(issues.is_empty(), "{issues:?}");
    // A goal of another kind has no code, and is left out.
    let (left_out, written) = events.split_last().unwrap();
    assert!(matches!(left_out.payload, Payload::Goal(_)));
    assert_eq!(said(read.events.iter().map(|made| &made.event)), said(written.iter()));
}

#[test]
fn names_in_a_bundle_are_there_once() {
    let events: Vec<Event> = SAID.iter().enumerate().map(|(id, (kind, data))| event(id, kind, data)).collect();
    let all: Vec<&Event> = events.iter().collect();
    let resident = "p-1".parse().unwrap();
    let taken = Taken { resident: &resident, events: &all, zone: zone(), now: arrival().now };
    let written = bundle(&taken);
    let urls: Vec<&str> =
        written["entry"].as_array().unwrap().iter().map(|one| one["fullUrl"].as_str().unwrap()).collect();
    let once: std::collections::BTreeSet<_> = urls.iter().collect();
    assert_eq!(once.len(), urls.len());
    // A UUID of version 8, of the variant of RFC 9562.
    for url in urls {
        let hex = url.strip_prefix("urn:uuid:").unwrap();
        assert_eq!(hex.len(), 36, "{url}");
        assert!(hex[14..].starts_with('8') && "89ab".contains(&hex[19..20]), "{url}");
    }
}
