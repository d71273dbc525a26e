use super::{Kind, Payload, Refusal};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// A record was a mistake: an upload is undone. What it said no longer counts.
///
/// ```json
/// {"type": "ayumi.steps.recorded.v1",
///  "record": {"date": "2026-11-20", "steps": 62000,
///             "source": {"id": "sheet", "kind": "paper", "modality": "self_reported"}, "version": 3}}
/// ```
///
/// Of a day's steps, the source's reading of this or a lower version goes; a higher one stays. A visit,
/// a stamp and an entry of the notebook go where they say the same. Of a checkup each item goes that says the
/// same, of what was said of its date until then; the list as a whole where it is the same list, and
/// with its last item that rules ask for. So do the predictions of a forecast, of the same test by the
/// same provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The type of the record: steps, a notebook entry, a forecast, a checkup, a visit or a stamp.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its data, as it was sent; written with its members by name, since ids are made of what is written.
    #[serde(serialize_with = "by_name")]
    pub record: Value,
}

/// In which order a `Value` keeps members depends on a feature of serde_json that anything built beside may turn on.
fn by_name<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    sorted(value).serialize(serializer)
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let by_name: BTreeMap<&String, &Value> = members.iter().collect();
            by_name.into_iter().map(|(name, value)| (name.clone(), sorted(value))).collect()
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

impl Withdrawn {
    /// The record that is taken back.
    ///
    /// # Errors
    /// A type that cannot be taken back, or data that is not of that type.
    pub fn record(&self) -> Result<Payload, Refusal> {
        let record = Payload::parse(&self.kind, &self.record.to_string())?;
        match record {
            Payload::Steps(_)
            | Payload::Notebook(_)
            | Payload::Forecast(_)
            | Payload::Checkup(_)
            | Payload::Visit(_)
            | Payload::Stamp(_) => Ok(record),
            _ => Err(Refusal::data(format!(
                "`{}` cannot be taken back; steps, notebook entries, forecasts, checkups, visits and stamps can",
                self.kind
            ))),
        }
    }
}

impl Kind for Withdrawn {
    fn check(&self) -> Result<(), Refusal> {
        self.record().map(drop)
    }
}
