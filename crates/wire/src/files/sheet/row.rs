use super::super::dates;
use super::super::report::{Note, Taken};
use super::super::setting::Setting;
use super::super::text::{event_id, resident};
use super::super::trouble::Trouble;
use super::header::Place;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Event, Payload, ResidentId};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One row, on its way to become events.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) cells: &'a [String],
    pub(super) setting: &'a Setting,
    pub(super) seen: &'a mut Seen,
}

/// Which persons, days and devices there were. Hashes, so that a large file needs little memory.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeSet<u64>);

impl Seen {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    fn insert(&mut self, key: &impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.0.insert(hasher.finish())
    }
}

/// A value that could not be had, and in which column.
pub(super) type Wrong = (Option<String>, Trouble);

impl Row<'_> {
    /// What stands in a column; nothing if the row is shorter.
    pub(super) fn cell(&self, place: &Place) -> &str {
        self.cells.get(place.index).map_or("", |cell| cell.trim())
    }

    /// What stands in a column, if there is the column and it is filled.
    pub(super) fn filled<'c>(&'c self, place: Option<&'c Place>) -> Option<(&'c Place, &'c str)> {
        let place = place?;
        Some((place, self.cell(place))).filter(|(_, text)| !text.is_empty())
    }

    pub(super) fn resident(&self, place: &Place) -> Result<ResidentId, Wrong> {
        at(place, resident(self.cell(place)))
    }

    pub(super) fn day(&self, place: &Place) -> Result<NaiveDate, Wrong> {
        at(place, dates::day(self.cell(place), self.setting))
    }

    /// Notes who and when this is about; refused if an earlier row was about the same.
    pub(super) fn once(&mut self, key: &impl Hash) -> Result<(), Wrong> {
        if self.seen.insert(key) { Ok(()) } else { Err((None, Trouble::Twice)) }
    }

    /// An event of this row, named `part` among several.
    pub(super) fn event(&self, part: &str, resident: &ResidentId, time: DateTime<Utc>, payload: Payload) -> Event {
        let mut id = event_id(self.line, self.cells.join("\u{1f}").as_bytes());
        if !part.is_empty() {
            id.push(':');
            id.push_str(part);
        }
        Event { source: self.setting.source.clone(), id, subject: Some(resident.clone()), time, payload }
    }

    /// Takes over what the row says, or what is wrong with it.
    pub(super) fn settle(&self, read: Result<Vec<Event>, Wrong>, taken: &mut Taken) {
        match read {
            Ok(events) => taken.events.extend(events),
            Err((column, trouble)) => taken.notes.push(Note { line: self.line, column, trouble }),
        }
    }
}

/// A trouble with the column in which it is.
pub(super) fn at<T>(place: &Place, read: Result<T, Trouble>) -> Result<T, Wrong> {
    read.map_err(|trouble| (Some(place.name.clone()), trouble))
}
