use super::{Journey, point_key};
use crate::city::CityState;
use crate::decide::{Due, Outgoing, Rulesets};
use crate::id::ResidentId;
use crate::resident::Snapshot;
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A journey as it can be put away: everything but its rules, which have a hash of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    now: DateTime<Utc>,
    city: CityState,
    residents: Vec<(ResidentId, Snapshot)>,
    seen: Vec<(String, String)>,
    due: Vec<(ResidentId, Due)>,
    waiting: Vec<(DateTime<Utc>, ResidentId, Outgoing)>,
    left: Vec<(ResidentId, Vec<Day>)>,
}

impl Journey {
    /// What it takes to go on later, or elsewhere.
    pub fn save(&self) -> Saved {
        let residents = self.residents.iter().map(|(id, snapshot)| (id.clone(), snapshot.as_ref().clone()));
        let due = self.due.iter().map(|((_, point), due)| (point.0.clone(), due.clone()));
        let waiting = self.waiting.iter().map(|((at, ..), (id, message))| (*at, id.clone(), message.clone()));
        Saved {
            now: self.now,
            city: self.city.clone(),
            residents: residents.collect(),
            seen: self.seen.iter().cloned().collect(),
            due: due.collect(),
            waiting: waiting.collect(),
            left: self.left.iter().map(|(id, days)| (id.clone(), days.clone())).collect(),
        }
    }

    /// Goes on where another journey was saved.
    pub fn resume(rulesets: Rulesets, saved: Saved) -> Self {
        let mut journey = Self::new(rulesets, saved.now);
        journey.city = saved.city;
        journey.residents = saved.residents.into_iter().map(|(id, snapshot)| (id, Rc::new(snapshot))).collect();
        journey.seen = saved.seen.into_iter().collect();
        for (id, due) in saved.due {
            journey.due_at.insert(point_key(&id, &due), due.at);
            journey.due.insert((due.at, point_key(&id, &due)), due);
        }
        let waiting =
            saved.waiting.into_iter().map(|(at, id, message)| ((at, message.priority, message.id), (id, message)));
        journey.waiting = waiting.collect();
        journey.left = saved.left.into_iter().collect();
        journey
    }
}
