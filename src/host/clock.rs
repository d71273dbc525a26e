//! The time that components see: the real one, or one that a test or the demo sets.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use wasmtime_wasi::HostWallClock;

use super::HostError;

/// A wall clock. Clones show the same time; waiting and deadlines stay on real, monotonic time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    Real,
    Virtual(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The system's clock.
    pub fn real() -> Self {
        Self(Source::Real)
    }

    /// A clock that shows `time` and stands still until it is moved.
    pub fn virtual_at(time: DateTime<Utc>) -> Self {
        Self(Source::Virtual(Arc::new(Mutex::new(time))))
    }

    /// The time it shows.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Real => SystemTime::now().into(),
            Source::Virtual(time) => *time.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a virtual clock by `step`, backwards if negative, and says what it shows then.
    ///
    /// # Errors
    /// [`HostError::ClockIsReal`] for the system's clock.
    pub fn advance(&self, step: TimeDelta) -> Result<DateTime<Utc>, HostError> {
        self.moved(|time| time.checked_add_signed(step).unwrap_or(time))
    }

    /// Sets a virtual clock.
    ///
    /// # Errors
    /// [`HostError::ClockIsReal`] for the system's clock.
    pub fn set(&self, time: DateTime<Utc>) -> Result<(), HostError> {
        self.moved(|_| time).map(|_| ())
    }

    fn moved(&self, to: impl FnOnce(DateTime<Utc>) -> DateTime<Utc>) -> Result<DateTime<Utc>, HostError> {
        match &self.0 {
            Source::Real => Err(HostError::ClockIsReal),
            Source::Virtual(time) => {
                let mut time = time.lock().unwrap_or_else(PoisonError::into_inner);
                *time = to(*time);
                Ok(*time)
            }
        }
    }
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_micros(1)
    }

    fn now(&self) -> Duration {
        let now = Clock::now(self);
        // WASI 0.2 has no time before 1970.
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        Duration::new(seconds, now.timestamp_subsec_nanos().min(999_999_999))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_virtual_clock_moves_only_when_told() {
        let start = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
        let clock = Clock::virtual_at(start);
        let seen = clock.clone();
        assert_eq!(seen.now(), start);
        clock.advance(TimeDelta::days(3)).unwrap();
        assert_eq!(seen.now(), start + TimeDelta::days(3));
        assert_eq!(HostWallClock::now(&seen).as_secs(), 1_760_259_200);
    }

    #[test]
    fn the_real_clock_is_not_set() {
        let clock = Clock::real();
        assert!(matches!(clock.advance(TimeDelta::days(1)), Err(HostError::ClockIsReal)));
        assert!(clock.now() > DateTime::from_timestamp(1_700_000_000, 0).unwrap());
    }
}
