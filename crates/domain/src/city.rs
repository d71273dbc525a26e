//! What is known of the city as a whole.

mod pause;
mod quota;

pub use pause::{By, Discarded, NoScope, Pause, Scope};
pub use quota::Quota;

use crate::decide::Outgoing;
use crate::event::{Alert, AlertKind, ChannelKind};
use crate::notice::Notice;
use crate::resident::Observed;
use crate::time::Day;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The state of a city that its residents share.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CityState {
    /// Alerts that are on, or will be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
    /// Until when nothing leaves by LINE, since the month's messages are used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_spent_until: Option<DateTime<Utc>>,
    /// When LINE was last asked about the month, whether it told or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_asked: Option<DateTime<Utc>>,
    /// The month's messages by LINE, as far as LINE told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_quota: Option<Quota>,
    /// What is stopped, each scope once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// What was thrown away as it was stopped, each scope once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub discarded: Vec<Discarded>,
    /// Campaigns that someone let go on, each with the day: its fuse does not blow again on it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub let_go_on: BTreeMap<String, Day>,
    /// What campaigns that learn have found, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub learnt: BTreeMap<String, Learnt>,
}

/// What a campaign that learns has found: within bounds it is drawn with, until something else is found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// How likely messages help, by what is known so far; a whole number of thousandths.
    pub helps: f64,
    /// The day on which it was found.
    pub day: Day,
    /// Of which trial, as its rows on record name it: another one begins anew.
    pub experiment: String,
}

/// The most alerts a city has at once. Of more, those that have ended are forgotten first, then heat,
/// which holds back the least, and of each kind what ends first.
const MAX_ALERTS: usize = 200;

/// After which every message is worthless that was ever decided: none is valid for so long.
const OVER: TimeDelta = TimeDelta::days(400);

impl CityState {
    /// Takes an alert in, and forgets those long past.
    pub fn observe(&mut self, alert: &Alert, now: DateTime<Utc>) -> Observed {
        self.alerts.retain(|known| known.until > now - TimeDelta::days(2));
        if self.alerts.contains(alert) {
            return Observed::Unchanged;
        }
        if self.alerts.len() >= MAX_ALERTS {
            let weight = |known: &Alert| (known.until > now, known.kind == AlertKind::Disaster, known.until);
            let first = self.alerts.iter().enumerate().min_by_key(|(_, known)| weight(known));
            if let Some(place) = first.map(|(place, _)| place) {
                self.alerts.swap_remove(place);
            }
        }
        self.alerts.push(alert.clone());
        Observed::Changed
    }

    /// What holds a message of a campaign, if anything is stopped that it needs. One that has no way yet is
    /// held by what holds every way.
    pub fn paused(&self, campaign: &str, channel: Option<ChannelKind>) -> Option<&Pause> {
        self.pauses.iter().find(|pause| pause.scope.covers(campaign, channel))
    }

    /// Whether a way takes anything at all now: nobody has stopped it, and the month has messages left.
    pub fn is_open(&self, channel: ChannelKind, month: Day, now: DateTime<Utc>) -> bool {
        let is_stopped = self.pauses.iter().any(|pause| pause.scope.covers_all_of(channel));
        let is_spent = channel == ChannelKind::Line
            && (self.line_spent_until.is_some_and(|until| now < until)
                || self.line_quota.as_ref().and_then(|quota| quota.left(month)) == Some(0));
        !is_stopped && !is_spent
    }

    /// Whether a message was thrown away, as the way by which it would go, or what else it needs, was stopped.
    pub fn discards(&self, message: &Outgoing, channel: ChannelKind) -> bool {
        self.discarded.iter().any(|discarded| discarded.has(message, channel))
    }

    /// Throws away what waits now.
    pub fn discard(&mut self, scope: &Scope, now: DateTime<Utc>) {
        self.discarded.retain(|known| known.scope != *scope && now - known.until < OVER);
        self.discarded.push(Discarded { scope: scope.clone(), until: now });
    }

    /// Takes in what LINE says of the month, and gives what staff are told of it.
    pub fn learn(&mut self, mut quota: Quota) -> Option<Notice> {
        if let Some(known) = self.line_quota.as_ref().filter(|known| known.month == quota.month) {
            // LINE's count lags behind what was just handed over: where it has not moved, what we counted
            // stands. Where it has, it is nearer the truth, since who blocks us is not counted.
            if quota.used <= known.used {
                (quota.used, quota.since) = (known.used, known.since);
            }
            quota.warned = known.warned && known.limit == quota.limit;
        }
        let notice = quota.warn();
        // A larger plan, or a new month, lets messages go on.
        if quota.left(quota.month) != Some(0) {
            self.line_spent_until = None;
        }
        self.line_quota = Some(quota);
        notice
    }

    /// Stops something. The first who stopped it stays named.
    pub fn pause(&mut self, pause: Pause) -> Observed {
        if self.pauses.iter().any(|known| known.scope == pause.scope) {
            return Observed::Unchanged;
        }
        self.pauses.push(pause);
        Observed::Changed
    }

    /// Lets something go on, on a day.
    pub fn resume(&mut self, scope: &Scope, today: Day) -> Observed {
        let before = self.pauses.len();
        self.pauses.retain(|known| known.scope != *scope);
        if self.pauses.len() == before {
            return Observed::Unchanged;
        }
        self.let_go_on.retain(|_, day| *day >= today);
        if let Scope::Campaign(name) = scope {
            self.let_go_on.insert(name.clone(), today);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_of_heat_alerts_drives_out_a_disaster() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let alert = |kind, hours, area: usize| Alert {
            kind,
            area: format!("区{area}"),
            from: now - TimeDelta::hours(1),
            until: now + TimeDelta::hours(hours),
        };
        let mut city = CityState::default();
        let flood = alert(AlertKind::Disaster, 2, 0);
        let _ = city.observe(&flood, now);
        for area in 0..MAX_ALERTS * 2 {
            assert_eq!(city.observe(&alert(AlertKind::Heat, 5, area), now), Observed::Changed);
        }
        assert_eq!(city.alerts.len(), MAX_ALERTS);
        assert!(city.alerts.contains(&flood));
        // Over, it makes room.
        let later = now + TimeDelta::hours(3);
        let _ = city.observe(&alert(AlertKind::Heat, 9, 0), later);
        assert!(!city.alerts.contains(&flood));
    }
}
