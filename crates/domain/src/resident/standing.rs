//! What stands of all that was ever said of a resident: the latest word on each record, where it was not taken back.
//! For showing and handing over, where values matter that the snapshot does not keep.

use crate::event::{Event, Payload};
use std::collections::BTreeMap;

/// How late a word is, and whether it takes back: of two of the same time, or of the same version, that one holds. Its
/// name decides between two that say different things at once, so that the order of arrival does not.
type Rank<'e> = (i128, u8, &'e str, &'e str);

/// Of these events, in whatever order, those whose records stand: steps of each day and source, entries of the notebook,
/// visits, goals by their first day, the last word on each purpose, and of each day the last checkup and forecast.
/// Others are left out. In the order in which they happened.
pub fn standing(events: &[Event]) -> Vec<&Event> {
    let mut last: BTreeMap<String, (Rank<'_>, Option<&Event>)> = BTreeMap::new();
    for event in events {
        let taken_back = match &event.payload {
            Payload::Withdrawn(data) => data.record().ok(),
            _ => None,
        };
        let said = taken_back.as_ref().unwrap_or(&event.payload);
        let Some((key, place)) = record(said) else { continue };
        let time = i128::from(event.time.timestamp_millis());
        // A no that was said at the same instant holds.
        let is_no = taken_back.is_some() || matches!(event.payload, Payload::ConsentWithdrawn(_));
        let rank = (place.unwrap_or(time), u8::from(is_no), event.source.as_str(), event.id.as_str());
        let word = (rank, taken_back.is_none().then_some(event));
        let known = last.entry(key).or_insert(word);
        if known.0 < word.0 {
            *known = word;
        }
    }
    let mut standing: Vec<&Event> = last.into_values().filter_map(|(_, event)| event).collect();
    standing.sort_by_key(|event| (event.time, &event.source, &event.id));
    standing
}

/// What tells a record from others, and which word on it is the last where that is not the latest.
fn record(payload: &Payload) -> Option<(String, Option<i128>)> {
    let kind = payload.kind();
    Some(match payload {
        Payload::Steps(data) => {
            let source = (&data.source.id, data.source.kind);
            (format!("{kind} {} {source:?}", data.date), Some(i128::from(data.version)))
        }
        Payload::Notebook(_) | Payload::Visit(_) => (format!("{kind} {}", payload.to_json()), None),
        Payload::Goal(data) => (format!("{kind} {} {}", data.metric.as_str(), data.from), None),
        Payload::ConsentGiven(data) => (format!("consent {:?}", data.purpose), None),
        Payload::ConsentWithdrawn(data) => (format!("consent {:?}", data.purpose), None),
        Payload::Checkup(data) => (format!("{kind} {}", data.date), None),
        Payload::Forecast(data) => (format!("{kind} {} {}", data.test_date, data.provider), None),
        _ => return None,
    })
}
