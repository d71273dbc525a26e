use super::{Kind, Refusal, sensible_date, short};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Heat or a disaster in an area: messages that call people outdoors are held back in heat,
/// and all messages in a disaster. It has no subject.
///
/// ```json
/// {"kind": "heat", "area": "432041", "from": "2026-08-03T00:00:00+09:00", "until": "2026-08-03T21:00:00+09:00"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    /// What threatens.
    pub kind: AlertKind,
    /// The city's code for the whole city, or the name of a district.
    pub area: String,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// What threatens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Dangerous heat.
    Heat,
    /// Flood, earthquake, storm and the like.
    Disaster,
}

impl Alert {
    /// Whether the alert is on at an instant, for a district (or for all of the city).
    pub fn covers(&self, city: &str, district: Option<&str>, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until && (self.area == city || district == Some(self.area.as_str()))
    }
}

impl Kind for Alert {
    fn check(&self) -> Result<(), Refusal> {
        sensible_date("from", self.from.date_naive())?;
        sensible_date("until", self.until.date_naive())?;
        if self.until <= self.from {
            return Err(Refusal::data("`until` is not after `from`"));
        }
        if self.until - self.from > TimeDelta::days(31) {
            return Err(Refusal::data("an alert lasts 31 days at most; send it again to prolong it"));
        }
        if self.area.is_empty() {
            return Err(Refusal::data("`area` is empty"));
        }
        short("area", &self.area, 50)
    }
}
