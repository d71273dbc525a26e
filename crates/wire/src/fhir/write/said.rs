//! What was said, agreed to or foreseen.

use super::super::coding::{
    CONSENT_CATEGORY, CONSENT_PURPOSE, CONSENT_VIA, FORECAST_CONDITION, LOINC, RISK_COMPARISON,
};
use super::measured::years;
use super::{Of, coded, put, quantity};
use domain::event::{Basis, EntryKind, Forecast, Goal, Metric, NotebookEntry, Prediction, Purpose};
use serde_json::{Value, json};

const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
const RULE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

impl Of<'_> {
    /// An entry of the notebook: a measurement, or an answer.
    pub(super) fn entry(&self, data: &NotebookEntry) -> Option<Value> {
        let answer = match data.kind {
            EntryKind::Weight => return data.weight_kg.map(|kilograms| self.weight(data, kilograms)),
            EntryKind::BloodPressure => {
                return Some(self.pressure(data, data.systolic_mmhg?, data.diastolic_mmhg?));
            }
            EntryKind::Mood => json!({ "valueInteger": data.score? }),
            EntryKind::Sleep => json!({ "valueDecimal": data.hours? }),
            EntryKind::Meal | EntryKind::Symptom | EntryKind::Note => json!({ "valueString": data.text.as_ref()? }),
        };
        Some(json!({
            "resourceType": "QuestionnaireResponse", "meta": self.meta(), "status": "completed",
            "subject": self.subject(), "authored": self.local(data.at),
            "item": [{ "linkId": data.kind.as_str(), "answer": [answer] }],
        }))
    }

    /// A goal for steps; others have no code.
    pub(super) fn goal(&self, data: &Goal) -> Option<Value> {
        if data.metric != Metric::StepsPerDay {
            return None;
        }
        let mut target = json!({
            "measure": coded(LOINC, "41950-7"), "detailQuantity": quantity(json!(data.target), "steps/day", "/d"),
        });
        if let Some(until) = data.until {
            put(&mut target, "dueDate", json!(until.to_string()));
        }
        Some(json!({
            "resourceType": "Goal", "meta": self.meta(), "lifecycleStatus": "active",
            "description": { "text": format!("{} steps a day", data.target) }, "subject": self.subject(),
            "startDate": data.from.to_string(), "target": [target],
        }))
    }

    /// The last word on a purpose.
    pub(super) fn consent(
        &self,
        decision: &str,
        purpose: Purpose,
        categories: &[String],
        (text_version, via): (&str, &str),
    ) -> Value {
        let purpose = match purpose {
            Purpose::Engagement => "engagement",
            Purpose::Research => "research",
            Purpose::OutcomesSharing => "outcomes_sharing",
        };
        let rule = if decision == "permit" { "OPTIN" } else { "OPTOUT" };
        let mut provision = json!({ "type": decision });
        if !categories.is_empty() {
            let codes: Vec<Value> = categories.iter().map(|category| coded(CONSENT_CATEGORY, category)).collect();
            put(&mut provision, "code", json!(codes));
        }
        let mut resource = json!({
            "resourceType": "Consent", "meta": self.meta(), "status": "active",
            "scope": coded(SCOPE, "patient-privacy"), "category": [coded(CONSENT_PURPOSE, purpose)],
            "patient": self.subject(), "dateTime": self.local(self.event.time), "policyRule": coded(RULE, rule),
            "provision": provision,
        });
        if !text_version.is_empty() {
            put(&mut resource, "sourceAttachment", json!({ "title": text_version }));
        }
        if !via.is_empty() {
            put(&mut resource, "extension", json!([{ "url": CONSENT_VIA, "valueCode": via }]));
        }
        resource
    }

    pub(super) fn forecast(&self, data: &Forecast) -> Value {
        let predictions: Vec<Value> = data.predictions.iter().map(prediction).collect();
        json!({
            "resourceType": "RiskAssessment", "meta": self.meta(), "status": "final", "subject": self.subject(),
            "occurrenceDateTime": data.test_date.to_string(), "performer": { "display": data.provider },
            "prediction": predictions,
        })
    }
}

fn prediction(one: &Prediction) -> Value {
    let mut prediction = json!({
        "outcome": coded(FORECAST_CONDITION, one.condition.as_str()), "probabilityDecimal": one.probability_percent,
        "whenRange": { "high": years(one.horizon_years) },
    });
    if let Some(comparison) = &one.comparison {
        let basis = match comparison.basis {
            Basis::LowRiskGroup => "low_risk_group",
            Basis::Average => "average",
        };
        put(
            &mut prediction,
            "extension",
            json!([{ "url": RISK_COMPARISON, "extension": [
            { "url": "basis", "valueCode": basis },
            { "url": "ratioLow", "valueDecimal": comparison.ratio_low },
            { "url": "ratioHigh", "valueDecimal": comparison.ratio_high },
        ] }]),
        );
    }
    prediction
}
