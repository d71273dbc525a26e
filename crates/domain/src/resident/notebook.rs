use super::records::{Records, Word};
use crate::event::{EntryKind, NotebookEntry};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which days have entries, and of what kind. The values stay in the event log: rules have no need of
/// them. An entry is told from others by a hash of what it says, so that it can be taken back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Notebook {
    #[serde(with = "rows")]
    entries: Records<Entry>,
}

/// Its kind, and the hash of what it says.
type Entry = (EntryKind, u32);

/// The hash of an entry that was stored before there were any.
const UNKNOWN: u32 = 0;

impl Notebook {
    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many days of a span have an entry, both ends included.
    pub fn days_between(&self, from: Day, until: Day) -> i64 {
        let days = self.entries.days().filter(|day| (from..=until).contains(day)).count();
        i64::try_from(days).unwrap_or(i64::MAX)
    }

    /// The latest day with an entry.
    pub fn latest(&self) -> Option<Day> {
        self.entries.days().next_back()
    }

    /// The kinds of a day's entries.
    pub fn kinds(&self, day: Day) -> Vec<EntryKind> {
        let mut kinds: Vec<EntryKind> = self.entries.on(day).map(|entry| entry.0).collect();
        kinds.dedup();
        kinds
    }

    pub(super) fn record(&mut self, data: &NotebookEntry, at: DateTime<Utc>, day: Day, today: Day) -> bool {
        super::in_window(day, today) && self.entries.hear(day, entry(data), Word::said(at))
    }

    pub(super) fn withdraw(&mut self, data: &NotebookEntry, at: DateTime<Utc>, day: Day, today: Day) -> bool {
        if !super::in_window(day, today) {
            return false;
        }
        // An entry of that kind which nobody can tell from this one is taken for it.
        let was_unknown = self.entries.forget(day, &(data.kind, UNKNOWN));
        self.entries.hear(day, entry(data), Word::withdrawn(at)) || was_unknown
    }

    pub(super) fn prune(&mut self, first: Day) {
        self.entries.prune(first);
    }
}

fn entry(data: &NotebookEntry) -> Entry {
    (data.kind, super::hash(data).max(1))
}

/// Entries as rows: `[day, kind, hash, seconds since that day began in UTC]`, and `true` behind it when it
/// was taken back. A row that ends after its kind was stored before entries could be taken back.
mod rows {
    use super::{Day, Entry, EntryKind, Records, UNKNOWN, Word};
    use serde::de::{Error, SeqAccess, Visitor};
    use serde::ser::SerializeSeq;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::fmt;

    const DAY: i64 = 24 * 60 * 60;

    pub(super) fn serialize<S: Serializer>(entries: &Records<Entry>, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(None)?;
        for (day, (kind, hash), word) in entries.words() {
            let at = word.at - i64::from(day.0) * DAY;
            match word.withdrawn {
                _ if *hash == UNKNOWN => rows.serialize_element(&(day, kind))?,
                true => rows.serialize_element(&(day, kind, hash, at, true))?,
                false => rows.serialize_element(&(day, kind, hash, at))?,
            }
        }
        rows.end()
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Records<Entry>, D::Error> {
        let rows = Vec::<Row>::deserialize(deserializer)?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    struct Row((Day, Entry, Word));

    impl<'de> Deserialize<'de> for Row {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_seq(Members)
        }
    }

    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Row;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("day and kind of an entry, with its hash and when it was said")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Row, A::Error> {
            let cut = || A::Error::custom("an entry of the notebook is cut off");
            let day: Day = row.next_element()?.ok_or_else(cut)?;
            let kind: EntryKind = row.next_element()?.ok_or_else(cut)?;
            let begins = i64::from(day.0) * DAY;
            let Some(hash) = row.next_element()? else {
                return Ok(Row((day, (kind, UNKNOWN), Word { at: begins, withdrawn: false })));
            };
            let at: i64 = row.next_element()?.ok_or_else(cut)?;
            let withdrawn = row.next_element()?.unwrap_or(false);
            Ok(Row((day, (kind, hash), Word { at: begins.saturating_add(at), withdrawn })))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn note(at: &str) -> (NotebookEntry, DateTime<Utc>) {
        let data = format!(r#"{{"kind": "note", "at": "{at}", "text": "散歩した"}}"#);
        (serde_json::from_str(&data).unwrap(), at.parse().unwrap())
    }

    #[test]
    fn entries_come_back_as_they_were() {
        let today = Day(20_779);
        let mut notebook = Notebook::default();
        let (one, at) = note("2026-11-22T00:10:00Z");
        let (other, later) = note("2026-11-22T00:20:00Z");
        assert!(notebook.record(&one, at, today, today));
        assert!(notebook.record(&other, later, today, today));
        assert!(notebook.withdraw(&other, later, today, today));
        let json = serde_json::to_string(&notebook).unwrap();
        assert!(json.contains(",600]") && json.contains(",1200,true]"), "{json}");
        assert_eq!(serde_json::from_str::<Notebook>(&json).unwrap(), notebook);
        assert_eq!(notebook.kinds(today), [EntryKind::Note]);
    }

    #[test]
    fn what_older_versions_stored_is_read_and_can_be_taken_back() {
        let json = r#"[[20778,"mood"],[20779,"weight"],[20779,"note"]]"#;
        let mut notebook: Notebook = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&notebook).unwrap(), r#"[[20778,"mood"],[20779,"weight"],[20779,"note"]]"#);
        assert_eq!(notebook.days_between(Day(20_778), Day(20_779)), 2);
        let (data, at) = note("2026-11-22T00:10:00Z");
        assert!(notebook.withdraw(&data, at, Day(20_779), Day(20_779)));
        assert_eq!(notebook.kinds(Day(20_779)), [EntryKind::Weight]);
    }
}
