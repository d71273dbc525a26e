//! What is known of the city as a whole.

use crate::event::{Alert, AlertKind};
use crate::resident::Observed;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The state of a city that its residents share.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CityState {
    /// Alerts that are on, or will be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
    /// Until when nothing leaves by LINE, since the month's messages are used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_spent_until: Option<DateTime<Utc>>,
}

/// The most alerts a city has at once; those that end first are forgotten first.
const MAX_ALERTS: usize = 200;

impl CityState {
    /// Takes an alert in, and forgets those long past.
    pub fn observe(&mut self, alert: &Alert, now: DateTime<Utc>) -> Observed {
        self.alerts.retain(|known| known.until > now - TimeDelta::days(2));
        if self.alerts.contains(alert) {
            return Observed::Unchanged;
        }
        if self.alerts.len() >= MAX_ALERTS {
            // What has ended holds nothing back any more; of what is on, that which ends first.
            let first = self.alerts.iter().enumerate().min_by_key(|(_, known)| known.until);
            if let Some(place) = first.map(|(place, _)| place) {
                self.alerts.swap_remove(place);
            }
        }
        self.alerts.push(alert.clone());
        Observed::Changed
    }

    /// Whether messages are held back: those that call people outdoors in heat, and all in
    /// a disaster.
    pub fn is_suspended(&self, city: &str, district: Option<&str>, outdoor: bool, at: DateTime<Utc>) -> bool {
        self.alerts
            .iter()
            .filter(|alert| alert.covers(city, district, at))
            .any(|alert| alert.kind == AlertKind::Disaster || outdoor)
    }
}
