//! The other way round: what stands of a resident as a Bundle of FHIR R4, for them to take along. What is written here
//! is read again by what reads FHIR here.
//!
//! | what | resource |
//! |---|---|
//! | steps, weight, blood pressure, items of a checkup | `Observation` |
//! | mood, sleep, meals, symptoms, notes | `QuestionnaireResponse` |
//! | a goal for steps | `Goal` |
//! | the last word on a purpose | `Consent` |
//! | a forecast | `RiskAssessment` |
//!
//! Other events have no resource here and are left out.

mod measured;
mod said;

use super::coding::{RESIDENT, UCUM};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::event::{Event, Payload};
use domain::{ResidentId, Zone};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A resident and what they take along, at an instant, in the city's zone.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// Whose it is.
    pub resident: &'a ResidentId,
    /// What stands, oldest first.
    pub events: &'a [&'a Event],
    /// The city's zone.
    pub zone: Zone,
    /// When.
    pub now: DateTime<Utc>,
}

/// The Bundle, a `collection`.
pub fn bundle(taken: &Taken<'_>) -> Value {
    let patient = urn(&["patient", taken.resident.as_str()]);
    let whose = json!({
        "resourceType": "Patient",
        "identifier": [{ "system": RESIDENT, "value": taken.resident.as_str() }],
    });
    let mut entries = vec![json!({ "fullUrl": patient, "resource": whose })];
    for event in taken.events {
        let of = Of { event, patient: &patient, zone: taken.zone };
        for (place, resource) in of.resources().into_iter().enumerate() {
            let url = urn(&["event", &event.source, &event.id, &place.to_string()]);
            entries.push(json!({ "fullUrl": url, "resource": resource }));
        }
    }
    json!({ "resourceType": "Bundle", "type": "collection", "timestamp": instant(taken.now), "entry": entries })
}

/// An event on its way to resources.
struct Of<'a> {
    event: &'a Event,
    patient: &'a str,
    zone: Zone,
}

impl Of<'_> {
    fn resources(&self) -> Vec<Value> {
        match &self.event.payload {
            Payload::Steps(data) => vec![self.steps(data)],
            Payload::Notebook(data) => self.entry(data).into_iter().collect(),
            Payload::Checkup(data) => self.checkup(data),
            Payload::Goal(data) => self.goal(data).into_iter().collect(),
            Payload::ConsentGiven(data) => {
                vec![self.consent("permit", data.purpose, &data.categories, (&data.text_version, &data.via))]
            }
            Payload::ConsentWithdrawn(data) => {
                vec![self.consent("deny", data.purpose, &data.categories, (&data.text_version, &data.via))]
            }
            Payload::Forecast(data) => vec![self.forecast(data)],
            _ => Vec::new(),
        }
    }

    fn subject(&self) -> Value {
        json!({ "reference": self.patient })
    }

    /// When it was said.
    fn meta(&self) -> Value {
        json!({ "lastUpdated": instant(self.event.time) })
    }

    /// An instant as clocks in the city show it.
    fn local(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone.0).to_rfc3339_opts(SecondsFormat::Millis, false)
    }
}

fn coded(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// Gives a resource one more member.
fn put(resource: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = resource {
        members.insert(name.to_owned(), value);
    }
}

fn quantity(value: Value, unit: &str, code: &str) -> Value {
    json!({ "value": value, "unit": unit, "system": UCUM, "code": code })
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A name that is the same for the same, as a UUID of one's own making (RFC 9562, version 8).
fn urn(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let bytes = hasher.finalize();
    let bits = bytes.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let bits = bits & !(0xf << 76) | 8 << 76;
    let bits = bits & !(0b11 << 62) | 0b10 << 62;
    let part = |shift: u32, digits: u32| bits >> shift & ((1_u128 << (digits * 4)) - 1);
    format!(
        "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        part(96, 8),
        part(80, 4),
        part(64, 4),
        part(48, 4),
        part(0, 12)
    )
}
