//! What was measured: `Observation`.

use super::super::coding::{CHECKUP_ITEM, LOINC, STEP_SOURCE, UCUM};
use super::{Of, coded, put, quantity};
use domain::event::{Checkup, CheckupItem, CheckupValue, Modality, NotebookEntry, SourceKind, Steps};
use serde_json::{Value, json};

impl Of<'_> {
    pub(super) fn steps(&self, data: &Steps) -> Value {
        let mut resource = self.observation(coded(LOINC, "41950-7"), json!(data.date.to_string()));
        put(&mut resource, "valueQuantity", quantity(json!(data.steps), "steps/day", "/d"));
        let kind = match data.source.kind {
            SourceKind::Phone => "phone",
            SourceKind::Tracker => "tracker",
            SourceKind::PedometerReader => "pedometer_reader",
            SourceKind::Paper => "paper",
        };
        put(&mut resource, "method", coded(STEP_SOURCE, kind));
        let named = json!({ "display": data.source.id });
        match data.source.modality {
            Modality::Sensed => put(&mut resource, "device", named),
            Modality::SelfReported => put(&mut resource, "performer", json!([named])),
        }
        resource
    }

    pub(super) fn weight(&self, data: &NotebookEntry, kilograms: f64) -> Value {
        let mut resource = self.vital_sign("29463-7", data);
        put(&mut resource, "valueQuantity", quantity(json!(kilograms), "kg", "kg"));
        resource
    }

    pub(super) fn pressure(&self, data: &NotebookEntry, upper: i64, lower: i64) -> Value {
        let side = |code: &str, mmhg: i64| json!({ "code": coded(LOINC, code), "valueQuantity": quantity(json!(mmhg), "mmHg", "mm[Hg]") });
        let mut resource = self.vital_sign("85354-9", data);
        put(&mut resource, "component", json!([side("8480-6", upper), side("8462-4", lower)]));
        resource
    }

    pub(super) fn checkup(&self, data: &Checkup) -> Vec<Value> {
        let item = |item: &CheckupItem| {
            let mut resource = self.observation(coded(CHECKUP_ITEM, &item.code), json!(data.date.to_string()));
            match (&item.value, &item.unit) {
                (CheckupValue::Number(number), Some(unit)) => {
                    put(&mut resource, "valueQuantity", quantity(json!(number), unit, unit))
                }
                (CheckupValue::Number(number), None) => put(&mut resource, "valueQuantity", json!({ "value": number })),
                (CheckupValue::Word(word), _) => put(&mut resource, "valueString", json!(word)),
            }
            resource
        };
        data.items.iter().map(item).collect()
    }

    fn vital_sign(&self, code: &str, data: &NotebookEntry) -> Value {
        let mut resource = self.observation(coded(LOINC, code), json!(self.local(data.at)));
        let category = "http://terminology.hl7.org/CodeSystem/observation-category";
        put(&mut resource, "category", json!([coded(category, "vital-signs")]));
        resource
    }

    fn observation(&self, code: Value, effective: Value) -> Value {
        json!({
            "resourceType": "Observation", "meta": self.meta(), "status": "final", "code": code,
            "subject": self.subject(), "effectiveDateTime": effective,
        })
    }
}

/// Years, as FHIR counts them.
pub(super) fn years(years: u32) -> Value {
    json!({ "value": years, "unit": "years", "system": UCUM, "code": "a" })
}
