//! LINE's retry keys: a request is done once however often it is said, for 24 hours.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::answer::{Refusal, Sent};

/// "A retry key is valid for 24 hours after the first request" (LINE, "Retry failed API requests").
/// The first request counts even if it failed, so a late retry of a failed one can still be cut off.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// Beyond this many keys the oldest go early; a day of a large city is below it.
const MOST: usize = 500_000;

/// What an accepted request was given, to be said again to its retries.
#[derive(Clone)]
pub(super) struct Accepted {
    pub(super) request_id: String,
    pub(super) sent: Vec<Sent>,
    pub(super) fingerprint: u64,
}

struct Key {
    first: DateTime<Utc>,
    accepted: Option<Accepted>,
}

#[derive(Default)]
pub(super) struct RetryKeys {
    keys: HashMap<String, Key>,
    by_age: VecDeque<(DateTime<Utc>, String)>,
}

pub(super) enum Admission {
    First(Accepted),
    Again(Accepted),
}

impl RetryKeys {
    /// Marks a try. After its day a key is as good as new, and a retry becomes a second message:
    /// LINE's own trap, kept here so that the service's guard against it can be tested.
    pub(super) fn tried(&mut self, key: &str, now: DateTime<Utc>) {
        self.drop_old(now);
        if self.keys.get(key).is_none_or(|known| now - known.first > KEPT) {
            self.keys.insert(key.to_owned(), Key { first: now, accepted: None });
            self.by_age.push_back((now, key.to_owned()));
        }
    }

    /// Accepts the key's first good request through `accept`; tells the later ones what it got.
    /// The caller holds the lock meanwhile, so two at the same moment cannot both be first.
    pub(super) fn admit(
        &mut self,
        key: &str,
        accept: impl FnOnce() -> Result<Accepted, Refusal>,
    ) -> Result<Admission, Refusal> {
        if let Some(Key { accepted: Some(accepted), .. }) = self.keys.get(key) {
            return Ok(Admission::Again(accepted.clone()));
        }
        let accepted = accept()?;
        if let Some(known) = self.keys.get_mut(key) {
            known.accepted = Some(accepted.clone());
        }
        Ok(Admission::First(accepted))
    }

    fn drop_old(&mut self, now: DateTime<Utc>) {
        while let Some((first, _)) = self.by_age.front() {
            if now - *first <= KEPT && self.by_age.len() < MOST {
                break;
            }
            let Some((first, key)) = self.by_age.pop_front() else {
                break;
            };
            // The key may have begun a second day since: then its younger mark is further back.
            if self.keys.get(&key).is_some_and(|known| known.first == first) {
                self.keys.remove(&key);
            }
        }
    }
}

/// Whether a header is a UUID in hexadecimal, `8-4-4-4-12`.
pub(super) fn is_uuid(key: &str) -> bool {
    let lengths: Vec<usize> = key.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && key.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}
