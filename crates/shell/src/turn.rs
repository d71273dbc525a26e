//! A share of the clock's work.

use chrono::{DateTime, Utc};

/// How much is done before others have their turn: so many things at most, none of them begun
/// after an instant. Work is of batches, and what is begun is brought to its end.
#[derive(Debug, Clone, Copy)]
pub struct Turn<C> {
    clock: C,
    until: DateTime<Utc>,
    most: usize,
}

impl<C: Fn() -> DateTime<Utc>> Turn<C> {
    /// A turn that ends at an instant of a clock.
    pub fn new(clock: C, until: DateTime<Utc>, most: usize) -> Self {
        Self { clock, until, most }
    }

    /// What time it is.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// How many things more there are time for at most, when so much is done.
    pub(crate) fn left(&self, done: usize) -> usize {
        self.most.saturating_sub(done)
    }

    /// Whether nothing more is to be begun, when so much is done.
    pub(crate) fn is_over(&self, done: usize) -> bool {
        done >= self.most || self.now() >= self.until
    }
}

impl Turn<()> {
    /// A turn on a clock that stands still.
    pub fn at(now: DateTime<Utc>, most: usize) -> Turn<impl Fn() -> DateTime<Utc> + Copy> {
        Turn::new(move || now, DateTime::<Utc>::MAX_UTC, most)
    }
}
