//! The header of a data point: whose it is, who says so, and by which schema.

use super::{refused, text, time};
use crate::echo::{clip, clip_to};
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::event::{Modality, Refusal};
use serde_json::Value;

/// A header, read.
pub(super) struct Header<'a> {
    pub(super) id: &'a str,
    pub(super) user: ResidentId,
    pub(super) created: DateTime<Utc>,
    /// When the count was last changed at its source.
    pub(super) changed: DateTime<Utc>,
    pub(super) version: Version,
    /// The name of what counted; none where nobody says.
    pub(super) source: Option<&'a str>,
    pub(super) modality: Modality,
}

/// The version of the step-count schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
    Three,
}

impl<'a> Header<'a> {
    pub(super) fn read(header: &'a Value) -> Result<Self, Refusal> {
        let id = text(header, "header", "id")?;
        let created = time(header, "header", "creation_date_time")?;
        let version = version(header.get("schema_id").ok_or_else(|| refused("`header.schema_id` is missing"))?)?;
        let user: ResidentId = text(header, "header", "user_id")?.parse()?;
        let provenance = header.get("acquisition_provenance");
        let place = "header.acquisition_provenance";
        let source = provenance.map(|given| text(given, place, "source_name")).transpose()?;
        let said = |name| provenance.filter(|given| given.get(name).is_some());
        let modality = said("modality").map(|given| text(given, place, "modality")).transpose()?;
        let modality = match modality {
            Some("sensed") => Modality::Sensed,
            // Nothing is taken for measured that does not say so.
            Some("self-reported") | None => Modality::SelfReported,
            Some(other) => {
                let other = clip(other);
                return Err(refused(format!("`{place}.modality` is `{other}`; it is `sensed` or `self-reported`")));
            }
        };
        let name = "source_last_modification_date_time";
        let changed = said(name).map(|given| time(given, place, name)).transpose()?.unwrap_or(created);
        Ok(Self { id, user, created, changed, version, source, modality })
    }

    /// The event's source: an id of a data point need not be another's elsewhere.
    pub(super) fn event_source(&self) -> String {
        format!("openmhealth:{}", clip_to(self.source.unwrap_or("unnamed"), 150))
    }
}

fn version(schema: &Value) -> Result<Version, Refusal> {
    let place = "header.schema_id";
    let (space, name) = (text(schema, place, "namespace")?, text(schema, place, "name")?);
    match (space, name, text(schema, place, "version")?) {
        ("omh", "step-count", "1.0" | "1.x") => Ok(Version::One),
        ("omh", "step-count", "2.0" | "2.x") => Ok(Version::Two),
        ("omh", "step-count", "3.0" | "3.x") => Ok(Version::Three),
        (space, name, version) => {
            let found = clip(&format!("{space}:{name}:{version}"));
            Err(refused(format!("the schema `{found}` is not read here; `omh:step-count` 1.0, 2.0 and 3.0 are")))
        }
    }
}
