//! When a fact was observed, as far as anybody says.

use super::Notification;
use super::entity::{Entity, Found, inner};
use super::value::instant;
use chrono::{DateTime, NaiveTime, Utc};
use domain::event::Refusal;
use domain::pack::{CityOsRow, Origin};
use domain::time::{Day, Zone};
use serde_json::Value;

/// What belongs to a value and tells when it was so: NGSI-LD's own, that of FIWARE's IoT agents, that of
/// the Smart Data Models, and when the broker wrote it down.
const MEMBERS: [&str; 4] = ["observedAt", "TimeInstant", "dateObserved", "dateModified"];

/// The times that an entity comes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Observed {
    /// What the table's `time` names, what belongs to the values, or what the entity says of itself.
    pub(super) own: Option<DateTime<Utc>>,
    /// When the broker told. A repeated notification says the same.
    pub(super) notified: Option<DateTime<Utc>>,
}

impl Observed {
    pub(super) fn read(
        row: &CityOsRow,
        entity: &Entity,
        notification: &Notification,
        dataset: Option<&str>,
        zone: Zone,
    ) -> Result<Self, Refusal> {
        let notified = notification.notified_at;
        for origin in &row.time {
            let text = match entity.find(origin, row.id.as_ref(), dataset)? {
                Found::Value(value) => inner(value).as_str(),
                Found::Text(text) => Some(text),
                Found::Missing | Found::Deleted => continue,
            };
            let own = text.and_then(|text| instant(text, zone));
            let problem =
                || Refusal::Data("what `time` names is no time such as `2026-11-21T07:10:00+09:00`".to_owned());
            return Ok(Self { own: Some(own.ok_or_else(problem)?), notified });
        }
        let mut own = None;
        for origin in row.fields.iter().flat_map(|rule| &rule.from) {
            let Some(instance) = entity.instance(origin, dataset)? else { continue };
            own = own.max(first(|name| instance.members.get(name), zone));
        }
        if own.is_none() {
            for name in MEMBERS {
                let origin = Origin::Attribute(name.to_owned());
                if let Found::Value(value) = entity.find(&origin, None, dataset)? {
                    own = own.or(value.as_str().and_then(|text| instant(text, zone)));
                }
            }
        }
        Ok(Self { own, notified })
    }

    /// The latest word that is said, if any.
    pub(super) fn at(&self) -> Option<DateTime<Utc>> {
        self.own.or(self.notified)
    }

    /// The version of a day's count: the second in which it was observed, so that the later one holds
    /// whatever order they come in. A time at which the day had not begun (the day itself, most often, as
    /// a time at midnight) says nothing of the order; then the count itself is the version, since a
    /// day's count only grows. That is less than any second since 1970.
    pub(super) fn version(&self, day: Day, count: u64, zone: Zone) -> u64 {
        let begins = zone.instant(day, NaiveTime::MIN);
        let told = [self.own, self.notified].into_iter().flatten().find(|at| *at > begins);
        told.and_then(|at| u64::try_from(at.timestamp()).ok()).unwrap_or(count)
    }
}

fn first<'v>(member: impl Fn(&str) -> Option<&'v Value>, zone: Zone) -> Option<DateTime<Utc>> {
    MEMBERS.iter().find_map(|name| instant(inner(member(name)?).as_str()?, zone))
}
