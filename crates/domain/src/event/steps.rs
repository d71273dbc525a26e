use super::object::object;
use super::{Kind, Refusal, sensible_date, short};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Steps of one civil day from one source; a higher `version` replaces a lower one.
///
/// ```json
/// {"date": "2026-11-21", "steps": 7321,
///  "source": {"id": "band-1", "kind": "tracker", "modality": "sensed"}, "version": 3, "complete": true}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// The civil day, in the city's zone.
    pub date: NaiveDate,
    /// Steps in that day so far, 0 to 200,000. More has never been walked in a day.
    pub steps: i64,
    /// What counted them.
    #[serde(deserialize_with = "object")]
    pub source: StepSource,
    /// Rises with each revision of the same day by the same source.
    pub version: u64,
    /// Whether the sender says that the day is whole. What is not said to be whole, and comes later, takes nothing
    /// away from it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complete: bool,
}

/// What counted the steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepSource {
    /// The device's or sheet's own id, 100 characters at most.
    pub id: String,
    /// What kind of thing.
    pub kind: SourceKind,
    /// Whether a sensor or a person says so (Open mHealth `modality`).
    pub modality: Modality,
}

/// What kind of thing counts steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A phone's own counter.
    Phone,
    /// A band or watch.
    Tracker,
    /// A pedometer, read out at a shop or hall.
    PedometerReader,
    /// A paper sheet, keyed in by staff.
    Paper,
}

/// Who vouches for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// A sensor.
    Sensed,
    /// The person.
    SelfReported,
}

impl Kind for Steps {
    fn check(&self) -> Result<(), Refusal> {
        sensible_date("date", self.date)?;
        if !(0..=200_000).contains(&self.steps) {
            return Err(Refusal::data(format!("`steps` is {}; a day has 0 to 200,000", self.steps)));
        }
        if self.source.id.is_empty() {
            return Err(Refusal::data("`source.id` is empty"));
        }
        short("source.id", &self.source.id, 100)
    }
}
