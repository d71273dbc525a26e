//! What the phone counts.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use serde::Serialize;

#[derive(Default)]
pub(super) struct Counters {
    pub(super) requests: AtomicU64,
    pub(super) accepted: AtomicU64,
    pub(super) duplicates: AtomicU64,
    pub(super) changed_retries: AtomicU64,
    pub(super) refused: AtomicU64,
    pub(super) webhooks: AtomicU64,
    pub(super) webhooks_failed: AtomicU64,
}

pub(super) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// What the phone has counted since it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Calls to either provider's API, of any outcome, but for those that ask how the month stands.
    pub requests: u64,
    /// Send calls accepted for the first time.
    pub accepted: u64,
    /// Send calls answered 409.
    pub duplicates: u64,
    /// Those of them whose content was not the first one's: a bug in the caller.
    pub changed_retries: u64,
    /// Calls answered with another 4xx or 5xx.
    pub refused: u64,
    /// Webhooks posted to the service.
    pub webhooks: u64,
    /// Those of them that did not end in a 2xx.
    pub webhooks_failed: u64,
}

/// A call that was not accepted, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Refused {
    /// When, by the phone's clock.
    pub at: DateTime<Utc>,
    /// Path of the call.
    pub path: String,
    /// Status answered; `None` when the connection was cut.
    pub status: Option<u16>,
    /// The provider's words.
    pub reason: String,
}

impl Counters {
    pub(super) fn read(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            requests: read(&self.requests),
            accepted: read(&self.accepted),
            duplicates: read(&self.duplicates),
            changed_retries: read(&self.changed_retries),
            refused: read(&self.refused),
            webhooks: read(&self.webhooks),
            webhooks_failed: read(&self.webhooks_failed),
        }
    }
}
