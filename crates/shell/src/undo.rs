//! An upload undone: each of its events is withdrawn, and what it had put aside is recorded again, so
//! that what counted before counts again, unless somebody had taken that back as well. Nothing is deleted: an
//! undo is events too.

use crate::handle::handle;
use crate::store::{Alike, Store, StoredEvent};
use crate::upload::zone;
use crate::{Cache, Error, Sql};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::event::{Checkup, Steps, Withdrawn};
use domain::{CityCode, Day, Event, Payload, Zone, chance};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// Events withdrawn in a batch; with what is recorded again, it has twice as many at most.
const BATCH: usize = 500;

/// What an undo has done.
///
/// ```json
/// {"upload": "6f1c…", "withdrawn": 58, "restored": 3, "done": true, "undone_at": "2026-11-25T01:30:00Z"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Undone {
    /// The upload.
    pub upload: String,
    /// Events taken back by this request.
    pub withdrawn: usize,
    /// Earlier events that count again.
    pub restored: usize,
    /// Whether nothing is left; else the same request goes on.
    pub done: bool,
    /// When the undo ended.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Undoes an upload, batch by batch, as long as `more` says. Said again it goes on, and once it is
/// done it does nothing.
///
/// # Errors
/// An unknown upload, or as [`handle`]; the batches before are stored.
pub async fn undo(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    id: &str,
    now: DateTime<Utc>,
    more: impl Fn() -> bool,
) -> Result<Undone, Error> {
    let store = Store::new(sql);
    let upload = store.upload(city, id).await?.ok_or_else(|| Error::UnknownUpload(id.to_owned()))?;
    let mut undone =
        Undone { upload: upload.id.clone(), withdrawn: 0, restored: 0, done: true, undone_at: upload.undone_at };
    if upload.undone_at.is_some() {
        return Ok(undone);
    }
    let zone = zone(sql, cache, city).await?;
    let source = format!("upload/{id}");
    let mut through = upload.undone_through;
    if through.is_empty() {
        // Before the first read, so that the file is not taken in meanwhile. It comes before every id.
        through.push(' ');
        store.note_undo(city, id, &through, None).await?;
    }
    loop {
        let events = store.events_of(city, &source, &through, BATCH).await?;
        let Some(last) = events.last() else { break };
        if !more() {
            undone.done = false;
            return Ok(undone);
        }
        through.clone_from(&last.id);
        let records: Vec<Record> = events.iter().map(Record::read).collect::<Result<_, _>>()?;
        let alike: Vec<Alike<'_>> = records.iter().map(|record| record.alike(zone)).collect();
        let others = store.events_like(city, &source, &alike).await?;
        let taken_back = withdrawals(&store, city, id, &alike).await?;
        let mut batch = Vec::with_capacity(records.len() * 2);
        for (place, record) in records.iter().enumerate() {
            batch.push(Rc::new(record.withdrawn(id, now)?));
            let others = others.iter().filter(|(of, _)| *of == place).map(|(_, other)| other);
            let taken_back = taken_back.iter().filter(|(of, _)| *of == place).map(|(_, gone)| gone).collect::<Vec<_>>();
            if let Some(again) = record.before(others, &taken_back, id, now)? {
                undone.restored += 1;
                batch.push(Rc::new(again));
            }
        }
        let _ = handle(sql, cache, city, &batch, now).await?;
        undone.withdrawn += records.len();
        store.note_undo(city, id, &through, None).await?;
    }
    store.note_undo(city, id, &through, Some(now)).await?;
    undone.undone_at = Some(now);
    Ok(undone)
}

/// A record that was taken back, by whomever, and when.
struct Gone {
    at: DateTime<Utc>,
    record: Payload,
}

impl Gone {
    /// Whether it is this that was taken back. Of a day's steps all that the source had said until then
    /// is; what was said again later than it was taken back stands.
    fn is(&self, payload: &Payload, said: DateTime<Utc>) -> bool {
        match (&self.record, payload) {
            (Payload::Steps(gone), Payload::Steps(other)) => {
                (&gone.source.id, gone.source.kind) == (&other.source.id, other.source.kind)
                    && gone.version >= other.version
            }
            (Payload::Checkup(gone), Payload::Checkup(other)) => gone.is_same(other) && self.at >= said,
            (gone, other) => gone == other && self.at.timestamp() >= said.timestamp(),
        }
    }
}

/// A record without what was taken back of it since it was said: of a checkup single items may have been.
/// A list that is another one's whole word took that one back, as in what is known of the resident.
fn left(payload: Payload, said: DateTime<Utc>, taken_back: &[&Gone], words: &[&Checkup]) -> Option<Payload> {
    let Payload::Checkup(mut data) = payload else { return Some(payload) };
    for gone in taken_back.iter().filter(|gone| gone.at >= said) {
        let Payload::Checkup(record) = &gone.record else { continue };
        if record.asked() < 2 || !words.iter().any(|word| word.is_same(record)) {
            data = data.without(record)?;
        }
    }
    Some(Payload::Checkup(data))
}

/// What was taken back of the same, but for what this undo itself takes back: begun again, it does as it did.
async fn withdrawals(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    upload: &str,
    alike: &[Alike<'_>],
) -> Result<Vec<(usize, Gone)>, Error> {
    let events = store.withdrawals_like(city, &format!("undo/{upload}"), alike).await?;
    let read = |(place, event): (usize, StoredEvent)| {
        let Ok(Payload::Withdrawn(data)) = Payload::parse(&event.kind, &event.data) else {
            return Err(Error::corrupt("events.data"));
        };
        let record = data.record().map_err(|_| Error::corrupt("events.data"))?;
        Ok((place, Gone { at: event.time, record }))
    };
    events.into_iter().map(read).collect()
}

/// An event of the upload, with what it says.
struct Record<'a> {
    event: &'a StoredEvent,
    payload: Payload,
}

impl<'a> Record<'a> {
    fn read(event: &'a StoredEvent) -> Result<Self, Error> {
        let payload = Payload::parse(&event.kind, &event.data).map_err(|_| Error::corrupt("events.data"))?;
        Ok(Self { event, payload })
    }

    /// The word that it was a mistake.
    fn withdrawn(&self, upload: &str, now: DateTime<Utc>) -> Result<Event, Error> {
        let record = serde_json::from_str(&self.event.data).map_err(|_| Error::corrupt("events.data"))?;
        let payload = Payload::Withdrawn(Withdrawn { kind: self.event.kind.clone(), record });
        let subject = self.event.subject.parse().map_err(|_| Error::corrupt("events.subject"))?;
        let (source, id) = (format!("undo/{upload}"), self.event.id.clone());
        // What an undo recorded again may have been said a moment ahead.
        let time = now.max(self.event.time);
        Ok(Event { source, id, subject: Some(subject), time, payload })
    }

    /// Where to look for what it may have put aside.
    fn alike(&self, zone: Zone) -> Alike<'a> {
        let (from, until) = match &self.payload {
            Payload::Steps(data) => (data.date.to_string(), String::new()),
            Payload::Checkup(data) => (data.date.to_string(), String::new()),
            Payload::Visit(data) => (data.date.to_string(), String::new()),
            Payload::Notebook(data) => {
                let day = zone.day(data.at);
                (written(zone.end_of(day.plus(-1))), written(zone.end_of(day)))
            }
            _ => (Day(0).to_string(), String::new()),
        };
        Alike(&self.event.subject, &self.event.kind, from, until)
    }

    /// What counted before: of steps the highest version below that the same source had said; of the
    /// others the latest word. What was taken back did not count.
    fn before<'o>(
        &self,
        others: impl Iterator<Item = &'o StoredEvent>,
        taken_back: &[&Gone],
        upload: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Event>, Error> {
        let mut all = Vec::new();
        for other in others {
            let payload = Payload::parse(&other.kind, &other.data).map_err(|_| Error::corrupt("events.data"))?;
            all.push((other, payload));
        }
        let words = [&self.payload].into_iter().chain(all.iter().map(|(_, payload)| payload));
        let words: Vec<Checkup> = words.filter_map(checkup).cloned().collect();
        let words: Vec<&Checkup> = words.iter().collect();
        let mut before: Option<(u64, &StoredEvent, Payload)> = None;
        for (other, payload) in all {
            let Some(rank) = self.rank(&payload) else { continue };
            if taken_back.iter().any(|gone| gone.is(&payload, other.time)) {
                continue;
            }
            let Some(payload) = left(payload, other.time, taken_back, &words) else { continue };
            let is_step = matches!(payload, Payload::Steps(_));
            // Of steps with one version the first counts, as it did.
            if before.as_ref().is_none_or(|(best, ..)| if is_step { rank > *best } else { rank >= *best }) {
                before = Some((rank, other, payload));
            }
        }
        let Some((_, other, payload)) = before else { return Ok(None) };
        let payload = match (&self.payload, payload) {
            (Payload::Steps(gone), Payload::Steps(data)) => {
                Payload::Steps(Steps { version: gone.version.saturating_add(1), ..data })
            }
            (_, other) => other,
        };
        // What comes from another upload goes with it, should that be undone too.
        let source = if other.source.starts_with("upload/") { other.source.clone() } else { format!("undo/{upload}") };
        let parts = [other.source.as_str(), &other.id, upload, &self.event.id];
        let id = format!("again:{:032x}", chance::digest("undo", &parts));
        let subject = self.event.subject.parse().map_err(|_| Error::corrupt("events.subject"))?;
        // Later than what is taken back now, which may have an item in common with it.
        let is_checkup = matches!(payload, Payload::Checkup(_));
        let time = if is_checkup { now.max(self.event.time) + TimeDelta::seconds(1) } else { now };
        Ok(Some(Event { source, id, subject: Some(subject), time, payload }))
    }

    /// Whether another event is about the same thing, and which of several counts.
    fn rank(&self, other: &Payload) -> Option<u64> {
        match (&self.payload, other) {
            (Payload::Steps(gone), Payload::Steps(other)) => {
                let same = (&gone.source.id, gone.source.kind) == (&other.source.id, other.source.kind);
                (same && other.version < gone.version).then_some(other.version)
            }
            (Payload::Notebook(gone), Payload::Notebook(other)) => (gone.kind == other.kind).then_some(0),
            (Payload::Visit(gone), Payload::Visit(other)) => (gone.kind == other.kind).then_some(0),
            (Payload::Checkup(_), Payload::Checkup(_)) => Some(0),
            _ => None,
        }
    }
}

fn checkup(payload: &Payload) -> Option<&Checkup> {
    match payload {
        Payload::Checkup(data) => Some(data),
        _ => None,
    }
}

/// An instant as events have it, so that texts compare as instants do.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
