use super::{Kind, Refusal, sensible_date, short};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An entry in the resident's health notebook.
///
/// ```json
/// {"kind": "blood_pressure", "systolic_mmhg": 132, "diastolic_mmhg": 84, "at": "2026-11-21T07:10:00+09:00"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotebookEntry {
    /// What was written down.
    pub kind: EntryKind,
    /// When it was so.
    pub at: DateTime<Utc>,
    /// Body weight in kilograms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_kg: Option<f64>,
    /// Upper blood pressure in mmHg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub systolic_mmhg: Option<i64>,
    /// Lower blood pressure in mmHg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diastolic_mmhg: Option<i64>,
    /// Hours slept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<f64>,
    /// Mood from 1 (low) to 5 (high).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<i64>,
    /// In the resident's own words, 1,000 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Body weight.
    Weight,
    /// Blood pressure, measured at home.
    BloodPressure,
    /// A meal.
    Meal,
    /// Sleep.
    Sleep,
    /// Mood.
    Mood,
    /// Something felt.
    Symptom,
    /// Anything else.
    Note,
}

impl EntryKind {
    /// The name in JSON and in scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::BloodPressure => "blood_pressure",
            Self::Meal => "meal",
            Self::Sleep => "sleep",
            Self::Mood => "mood",
            Self::Symptom => "symptom",
            Self::Note => "note",
        }
    }
}

impl Kind for NotebookEntry {
    fn check(&self) -> Result<(), Refusal> {
        let need = |there: bool, field: &str| {
            if there { Ok(()) } else { Err(Refusal::data(format!("`{field}` is missing for this kind of entry"))) }
        };
        match self.kind {
            EntryKind::Weight => need(self.weight_kg.is_some(), "weight_kg")?,
            EntryKind::BloodPressure => {
                need(self.systolic_mmhg.is_some(), "systolic_mmhg")?;
                need(self.diastolic_mmhg.is_some(), "diastolic_mmhg")?;
            }
            EntryKind::Sleep => need(self.hours.is_some(), "hours")?,
            EntryKind::Mood => need(self.score.is_some(), "score")?,
            EntryKind::Meal | EntryKind::Symptom | EntryKind::Note => need(self.text.is_some(), "text")?,
        }
        sensible_date("at", self.at.date_naive())?;
        between("weight_kg", self.weight_kg, 10.0, 400.0)?;
        between("systolic_mmhg", self.systolic_mmhg.map(|v| v as f64), 40.0, 300.0)?;
        between("diastolic_mmhg", self.diastolic_mmhg.map(|v| v as f64), 20.0, 200.0)?;
        between("hours", self.hours, 0.0, 24.0)?;
        between("score", self.score.map(|v| v as f64), 1.0, 5.0)?;
        short("text", self.text.as_deref().unwrap_or_default(), 1_000)
    }
}

fn between(field: &str, value: Option<f64>, least: f64, most: f64) -> Result<(), Refusal> {
    match value {
        Some(value) if !(least..=most).contains(&value) => {
            Err(Refusal::data(format!("`{field}` is {value}; it can be {least} to {most}")))
        }
        _ => Ok(()),
    }
}
