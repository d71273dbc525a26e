//! The log of what staff did and looked at. Each entry's hash is over the hash before it, so that whoever
//! kept one hash can tell whether anything before it was changed, left out or put in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One entry.
///
/// ```json
/// {"number": 7, "at": "2026-11-30T01:02:03.456Z", "who": "01KB…", "what": "resident_seen", "about": "p-000123",
///  "detail": {"page": "why"}, "hash": "5f0c…"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counted from 1.
    pub number: i64,
    /// When, to the millisecond.
    pub at: DateTime<Utc>,
    /// The id of the person, `machine`, or `nobody` where nobody is signed in yet.
    pub who: String,
    /// What was done.
    pub what: String,
    /// With what, or with whom.
    pub about: String,
    /// More of it, as JSON text, byte by byte as it is hashed.
    pub detail: String,
    /// [`Entry::sealed`] with the entry before it.
    pub hash: String,
}

/// The hash before the first entry.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

impl Entry {
    /// The hash of this entry, after the one before it: SHA-256 over the hash before, the city, and the
    /// entry's fields, each preceded by its length in bytes as 64 bits, big-endian; times in
    /// milliseconds since 1970 and numbers in decimal digits. 64 hexadecimal digits.
    pub fn sealed(&self, city: &str, before: &str) -> String {
        let mut hasher = Sha256::new();
        let number = self.number.to_string();
        let at = self.at.timestamp_millis().to_string();
        for field in [before, city, &number, &at, &self.who, &self.what, &self.about, &self.detail] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Where the log is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is missing.
    #[error("entry {expected} is missing; the next one there is {found}")]
    Missing {
        /// The number that should come.
        expected: i64,
        /// The number that comes.
        found: i64,
    },
    /// An entry is not what was written, or one before it is not.
    #[error("entry {0} is not as it was written: its hash does not follow from it and the entry before")]
    Changed(i64),
}

/// What a log that holds comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// How many entries.
    pub entries: i64,
    /// The last hash. Who keeps it elsewhere can later tell that nothing before it was touched, the end included.
    pub hash: String,
}

/// Goes through a log from its beginning.
///
/// # Errors
/// The first entry at which it does not hold.
pub fn verify<'e>(city: &str, entries: impl IntoIterator<Item = &'e Entry>) -> Result<Held, Broken> {
    let mut held = Held { entries: 0, hash: BEGINNING.to_owned() };
    for entry in entries {
        held = follow(city, held, entry)?;
    }
    Ok(held)
}

/// Goes one entry further.
///
/// # Errors
/// The entry does not follow.
pub fn follow(city: &str, held: Held, entry: &Entry) -> Result<Held, Broken> {
    let expected = held.entries + 1;
    if entry.number != expected {
        return Err(Broken::Missing { expected, found: entry.number });
    }
    if entry.sealed(city, &held.hash) != entry.hash {
        return Err(Broken::Changed(entry.number));
    }
    Ok(Held { entries: entry.number, hash: entry.hash.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Vec<Entry> {
        let mut before = BEGINNING.to_owned();
        let entry = |number: i64| {
            let mut entry = Entry {
                number,
                at: DateTime::UNIX_EPOCH,
                who: "a".to_owned(),
                what: "signed_in".to_owned(),
                about: String::new(),
                detail: "{}".to_owned(),
                hash: String::new(),
            };
            entry.hash = entry.sealed("432041", &before);
            before.clone_from(&entry.hash);
            entry
        };
        (1..=4).map(entry).collect()
    }

    #[test]
    fn whatever_is_touched_is_found() {
        let log = log();
        assert_eq!(verify("432041", &log).map(|held| held.entries), Ok(4));
        let without = |gone: i64| log.iter().filter(move |entry| entry.number != gone);
        assert_eq!(verify("432041", without(2)), Err(Broken::Missing { expected: 2, found: 3 }));
        type Change = fn(&mut Entry);
        let changes: [Change; 4] = [
            |entry| entry.who.push('b'),
            |entry| entry.about.push('b'),
            |entry| entry.detail.push(' '),
            |entry| entry.at += chrono::TimeDelta::milliseconds(1),
        ];
        for change in changes {
            let mut touched = log.clone();
            touched.iter_mut().filter(|entry| entry.number == 3).for_each(change);
            assert_eq!(verify("432041", &touched), Err(Broken::Changed(3)));
        }
        // A log of another city is no log of this one.
        assert_eq!(verify("432059", &log), Err(Broken::Changed(1)));
    }
}
