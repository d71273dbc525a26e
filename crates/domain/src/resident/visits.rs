use super::records::{Records, Word};
use crate::event::{Visit, VisitKind};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a resident came to in the last days.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Visits {
    visits: Records<(VisitKind, String)>,
}

impl Visits {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty()
    }

    /// On how many days of a span the resident came to something of this kind, both ends included.
    pub fn days_between(&self, kind: VisitKind, from: Day, until: Day) -> i64 {
        let days = self.visits.days().filter(|day| (from..=until).contains(day));
        let days = days.filter(|day| self.visits.on(*day).any(|visit| visit.0 == kind)).count();
        i64::try_from(days).unwrap_or(i64::MAX)
    }

    /// The latest day with a visit.
    pub fn latest(&self) -> Option<Day> {
        self.visits.days().next_back()
    }

    /// The visits of a day.
    pub fn on(&self, day: Day) -> Vec<Visit> {
        let visit = |(kind, place): &(VisitKind, String)| Visit {
            kind: *kind,
            place: (!place.is_empty()).then(|| place.clone()),
            date: day.date(),
        };
        self.visits.on(day).map(visit).collect()
    }

    pub(super) fn record(&mut self, data: &Visit, at: DateTime<Utc>, today: Day) -> bool {
        self.hear(data, Word::said(at), today)
    }

    pub(super) fn withdraw(&mut self, data: &Visit, at: DateTime<Utc>, today: Day) -> bool {
        self.hear(data, Word::withdrawn(at), today)
    }

    fn hear(&mut self, data: &Visit, word: Word, today: Day) -> bool {
        let day = Day::from_date(data.date);
        let visit = (data.kind, data.place.clone().unwrap_or_default());
        super::in_window(day, today) && self.visits.hear(day, visit, word)
    }

    pub(super) fn prune(&mut self, first: Day) {
        self.visits.prune(first);
    }
}

/// A visit as it is stored.
#[derive(Serialize, Deserialize)]
struct Row {
    day: Day,
    kind: VisitKind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    place: String,
    /// When it was said, in seconds since 1970.
    at: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
}

impl Serialize for Visits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.visits.words().map(|(day, (kind, place), Word { at, withdrawn })| Row {
            day,
            kind: *kind,
            place: place.clone(),
            at,
            withdrawn,
        }))
    }
}

impl<'de> Deserialize<'de> for Visits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<Row>::deserialize(deserializer)?;
        let word = |Row { day, kind, place, at, withdrawn }| (day, (kind, place), Word { at, withdrawn });
        Ok(Self { visits: rows.into_iter().map(word).collect() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn visits_come_back_as_they_were() {
        let today = Day::from_date("2026-11-20".parse().unwrap());
        let at: DateTime<Utc> = "2026-11-20T03:00:00Z".parse().unwrap();
        let class = Visit { kind: VisitKind::Class, place: None, date: today.date() };
        let event =
            Visit { kind: VisitKind::Event, place: Some("健康福祉センター".to_owned()), date: today.date() };
        let mut visits = Visits::default();
        assert!(visits.record(&class, at, today));
        assert!(visits.record(&event, at, today));
        assert!(!visits.record(&event, at, today), "the same visit is no news");
        assert!(visits.withdraw(&class, at, today));
        assert!(!visits.record(&class, at, today), "a visit that was taken back stays away");
        let json = serde_json::to_string(&visits).unwrap();
        assert_eq!(serde_json::from_str::<Visits>(&json).unwrap(), visits);
        assert_eq!(visits.on(today), [event]);
        assert_eq!(visits.days_between(VisitKind::Class, today, today), 0);
    }
}
