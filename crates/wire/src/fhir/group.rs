//! From what each resource says to events: what tells of one checkup, or of one test, is one event,
//! in whatever order it stands in the Bundle.

use super::identity::digest;
use super::issue::{Code, Issue};
use super::standing::Standing;
use super::{Arrival, Brought, Entry, Finding, Foreseen, Made, Part, Read};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ResidentId;
use domain::event::{Checkup, CheckupItem, Event, Forecast, Payload, Prediction, Steps};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What the resources at these places say, as events.
pub(super) fn events(read: Vec<(String, Result<Read, Issue>)>, arrival: Arrival) -> Brought {
    let mut brought = Brought { entries: Vec::with_capacity(read.len()), events: Vec::new() };
    let mut findings: BTreeMap<_, Vec<(usize, Finding)>> = BTreeMap::new();
    let mut tests: BTreeMap<_, Vec<(usize, Foreseen)>> = BTreeMap::new();
    for (place, (path, read)) in read.into_iter().enumerate() {
        let (parts, issues) = read.map_or_else(|issue| (Vec::new(), vec![issue]), |read| (read.parts, read.issues));
        brought.entries.push(Entry { place: path, issues });
        for part in parts {
            match part {
                Part::Event(event) => brought.events.push(Made { event: *event, entries: vec![place] }),
                Part::Finding(one) => {
                    let key = (one.resident.clone(), one.date, one.standing);
                    findings.entry(key).or_default().push((place, one));
                }
                Part::Foreseen(one) => {
                    let test = (one.forecast.test_date, one.forecast.provider.clone());
                    let key = (one.resident.clone(), test, one.standing);
                    tests.entry(key).or_default().push((place, one));
                }
            }
        }
    }
    for ((resident, date, standing), all) in findings {
        checkup(&mut brought, arrival, &resident, (date, standing), all);
    }
    for ((resident, test, standing), all) in tests {
        forecast(&mut brought, arrival, &resident, (test, standing), all);
    }
    contradictions(&mut brought);
    brought.events.sort_by(|one, other| one.entries.cmp(&other.entries));
    brought
}

fn checkup(
    brought: &mut Brought,
    arrival: Arrival,
    resident: &ResidentId,
    (date, standing): (NaiveDate, Standing),
    all: Vec<(usize, Finding)>,
) {
    let said = all.iter().filter_map(|(_, finding)| finding.said).max();
    let mut by_code: BTreeMap<String, Vec<(usize, CheckupItem)>> = BTreeMap::new();
    for (place, finding) in all {
        by_code.entry(finding.item.code.clone()).or_default().push((place, finding.item));
    }
    let (mut items, mut places) = (Vec::new(), BTreeSet::new());
    for (code, said) in by_code {
        let Some((_, first)) = said.first() else { continue };
        if said.iter().all(|(_, item)| item == first) {
            places.extend(said.iter().map(|(place, _)| *place));
            items.push(first.clone());
        } else {
            let text = format!("`{code}` of {date} has more than one value in this Bundle");
            said.iter().for_each(|(place, _)| brought.refuse(*place, Code::BusinessRule, &text));
        }
    }
    if items.is_empty() {
        return;
    }
    let payload = Payload::Checkup(Checkup { date, items });
    let path = brought.path(&places);
    match standing.payload(&path, payload) {
        Ok(payload) => brought.make(arrival, resident, "Checkup", (payload, said), places),
        Err(issue) => places.iter().for_each(|place| brought.refuse(*place, issue.code, &issue.diagnostics)),
    }
}

fn forecast(
    brought: &mut Brought,
    arrival: Arrival,
    resident: &ResidentId,
    ((test_date, provider), standing): ((NaiveDate, String), Standing),
    all: Vec<(usize, Foreseen)>,
) {
    let said = all.iter().filter_map(|(_, foreseen)| foreseen.said).max();
    let mut by_key: BTreeMap<_, Vec<(usize, Prediction)>> = BTreeMap::new();
    for (place, foreseen) in all {
        for prediction in foreseen.forecast.predictions {
            by_key.entry((prediction.condition, prediction.horizon_years)).or_default().push((place, prediction));
        }
    }
    // A forecast of which a part is in doubt is in doubt: the places of what contradicts, and those of
    // the rest, are refused alike.
    let places: BTreeSet<usize> = by_key.values().flatten().map(|(place, _)| *place).collect();
    let doubtful =
        by_key.values().any(|said| said.iter().any(|(_, one)| Some(one) != said.first().map(|(_, first)| first)));
    if doubtful {
        let text =
            format!("the test of {test_date} has two forecasts of one condition and horizon that are not the same");
        places.iter().for_each(|place| brought.refuse(*place, Code::BusinessRule, &text));
        return;
    }
    let predictions = by_key.into_values().filter_map(|said| said.into_iter().next().map(|(_, first)| first)).collect();
    let payload = Payload::Forecast(Forecast { test_date, provider, predictions, body_state: Vec::new() });
    match standing.payload(&brought.path(&places), payload) {
        Ok(payload) => brought.make(arrival, resident, "Forecast", (payload, said), places),
        Err(issue) => places.iter().for_each(|place| brought.refuse(*place, issue.code, &issue.diagnostics)),
    }
}

/// Steps of one day from one source that are not the same, with nothing to tell which is newer: the
/// order in the Bundle would decide.
fn contradictions(brought: &mut Brought) {
    let mut by_key: BTreeMap<_, Vec<(usize, i64)>> = BTreeMap::new();
    for (n, made) in brought.events.iter().enumerate() {
        if let Payload::Steps(Steps { date, steps, source, version, .. }) = &made.event.payload {
            let key = (made.event.subject.clone(), *date, source.id.clone(), source.kind, *version);
            by_key.entry(key).or_default().push((n, *steps));
        }
    }
    let mut gone = BTreeSet::new();
    for ((_, date, ..), said) in by_key {
        if said.iter().any(|(_, steps)| said.first().is_some_and(|(_, first)| steps != first)) {
            let text = format!(
                "this Bundle has different steps of {date} from one source and does not say which are newer: send \
                 `meta.lastUpdated` or `issued`"
            );
            for (n, _) in said {
                gone.insert(n);
                let places = brought.events.get(n).map(|made| made.entries.clone()).unwrap_or_default();
                places.iter().for_each(|place| brought.refuse(*place, Code::BusinessRule, &text));
            }
        }
    }
    let mut n = 0;
    brought.events.retain(|_| {
        n += 1;
        !gone.contains(&(n - 1))
    });
}

impl Brought {
    fn path(&self, places: &BTreeSet<usize>) -> String {
        places.first().and_then(|place| self.entries.get(*place)).map(|entry| entry.place.clone()).unwrap_or_default()
    }

    fn refuse(&mut self, place: usize, code: Code, text: &str) {
        if let Some(entry) = self.entries.get_mut(place) {
            let issue = Issue::error(code, &entry.place, text);
            // Two answers of one form may contradict each other; that is said once.
            if !entry.issues.contains(&issue) {
                entry.issues.push(issue);
            }
        }
    }

    /// An event that several resources are. Its id is of what it says and of when that was said, so
    /// that the same again is a duplicate, whatever the resources are called.
    fn make(
        &mut self,
        arrival: Arrival,
        resident: &ResidentId,
        name: &str,
        (payload, said): (Payload, Option<DateTime<Utc>>),
        places: BTreeSet<usize>,
    ) {
        let content = digest(&json!([payload.kind(), payload.to_json(), said.map(|at| at.timestamp_millis())]));
        let event = Event {
            source: "fhir".to_owned(),
            id: format!("{name}/{resident}/{content}"),
            subject: Some(resident.clone()),
            time: said.unwrap_or(arrival.now),
            payload,
        };
        self.events.push(Made { event, entries: places.into_iter().collect() });
    }
}
