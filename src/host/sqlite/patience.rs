use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::query::LOCK_TIME;

/// How long a connection's statements wait for a lock: what its component said with
/// `PRAGMA busy_timeout`, in milliseconds. It is the host that waits, on a thread that may.
#[derive(Clone)]
pub(super) struct Patience(Arc<AtomicU64>);

impl Default for Patience {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(u64::try_from(LOCK_TIME.as_millis()).unwrap_or(u64::MAX))))
    }
}

impl Patience {
    /// As the pragma's value says; what is no number, or below 0, is no patience, as in SQLite.
    pub(super) fn set(&self, value: &str) {
        let millis = value.trim().parse::<i32>().ok().and_then(|millis| u64::try_from(millis).ok());
        self.0.store(millis.unwrap_or(0), Ordering::Relaxed);
    }

    pub(super) fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}
