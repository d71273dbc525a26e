//! What stands of all that was ever said of a resident: the last word on each record, where it was not taken back.
//! For showing and handing over, where values matter that the snapshot does not keep.

use crate::event::{Event, Payload, Steps};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How late a word is, and whether it takes back: of two of the same time that one holds. Its name decides between two
/// that say different things at once, so that the order of arrival does not.
type Rank<'e> = (i64, u8, &'e str, &'e str);

/// What was said of a day's steps by one source.
struct Word<'e> {
    event: &'e Event,
    version: u64,
    steps: i64,
    complete: bool,
    is_back: bool,
}

/// Of these events, in whatever order, those whose records stand: steps of each day and source, entries of the notebook,
/// visits, stamps, goals by their first day, the last word on each purpose, and of each day the last checkup and forecast.
/// Others are left out. In the order in which they happened.
pub fn standing(events: &[Event]) -> Vec<&Event> {
    let mut last: BTreeMap<String, (Rank<'_>, Option<&Event>)> = BTreeMap::new();
    let mut walked: BTreeMap<String, Vec<Word<'_>>> = BTreeMap::new();
    for event in events {
        let taken_back = match &event.payload {
            Payload::Withdrawn(data) => data.record().ok(),
            _ => None,
        };
        let is_back = taken_back.is_some();
        let said = taken_back.as_ref().unwrap_or(&event.payload);
        if let Payload::Steps(Steps { date, steps, source, version, complete }) = said {
            let word = Word { event, version: *version, steps: *steps, complete: *complete, is_back };
            walked.entry(format!("{date} {:?} {}", source.kind, source.id)).or_default().push(word);
            continue;
        }
        let Some(key) = record(said) else { continue };
        // A no that was said at the same instant holds.
        let is_no = is_back || matches!(event.payload, Payload::ConsentWithdrawn(_));
        let rank = (event.time.timestamp_millis(), u8::from(is_no), event.source.as_str(), event.id.as_str());
        let word = (rank, (!is_back).then_some(event));
        let known = last.entry(key).or_insert(word);
        if known.0 < word.0 {
            *known = word;
        }
    }
    let steps = walked.values().filter_map(|words| counting(words));
    let mut standing: Vec<&Event> = last.into_values().filter_map(|(_, event)| event).chain(steps).collect();
    standing.sort_by_key(|event| (event.time, &event.source, &event.id));
    standing
}

/// What counts of one day and source, by the rule of [`super::StepDays`]: the latest version that is whole, or the latest
/// since then that is not, whichever has more steps; of those since the latest that was taken back.
fn counting<'e>(words: &[Word<'e>]) -> Option<&'e Event> {
    let rank = |word: &&Word<'e>| (word.version, Reverse((word.event.time, &word.event.source, &word.event.id)));
    let gone = words.iter().filter(|word| word.is_back).map(|word| word.version).max();
    let said = || words.iter().filter(|word| !word.is_back && gone.is_none_or(|gone| gone < word.version));
    let whole = said().filter(|word| word.complete).max_by_key(rank);
    let part = said().filter(|word| !word.complete).max_by_key(rank);
    let part = part.filter(|part| whole.is_none_or(|whole| whole.version < part.version));
    let counts = whole.into_iter().chain(part).max_by_key(|word| (word.steps, word.version));
    counts.map(|word| word.event)
}

/// What tells a record from others.
fn record(payload: &Payload) -> Option<String> {
    let kind = payload.kind();
    Some(match payload {
        Payload::Notebook(_) | Payload::Visit(_) | Payload::Stamp(_) => format!("{kind} {}", payload.to_json()),
        Payload::Goal(data) => format!("{kind} {} {}", data.metric.as_str(), data.from),
        Payload::ConsentGiven(data) => format!("consent {:?}", data.purpose),
        Payload::ConsentWithdrawn(data) => format!("consent {:?}", data.purpose),
        Payload::Checkup(data) => format!("{kind} {}", data.date),
        Payload::Forecast(data) => format!("{kind} {} {}", data.test_date, data.provider),
        _ => return None,
    })
}
