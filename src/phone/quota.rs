//! LINE's two limits: messages a month, calls a second.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Datelike as _, FixedOffset, Utc};

/// Japan's time, which is also the one LINE counts days and months in (UTC+9, no summer time).
pub(super) fn japan(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    // The offset is within a day, so it exists; the fallback only spells that out.
    match FixedOffset::east_opt(9 * 3600) {
        Some(jst) => at.with_timezone(&jst),
        None => at.fixed_offset(),
    }
}

/// Messages sent this month, counted in people, without those who blocked.
pub(super) struct Month {
    /// How many the plan has; `None` is no limit.
    pub(super) limit: Option<u64>,
    month: (i32, u32),
    used: u64,
}

impl Month {
    /// Of a plan.
    pub(super) fn of(limit: Option<u64>) -> Self {
        Self { limit, month: (0, 0), used: 0 }
    }

    /// Takes `people` out of the month, or nothing at all if they do not fit.
    pub(super) fn take(&mut self, people: u64, now: DateTime<Utc>) -> bool {
        let used = self.used(now).saturating_add(people);
        let fits = self.limit.is_none_or(|limit| used <= limit);
        if fits {
            self.used = used;
        }
        fits
    }

    /// `totalUsage` of the month that `now` is in.
    pub(super) fn used(&mut self, now: DateTime<Utc>) -> u64 {
        let now = japan(now);
        let month = (now.year(), now.month());
        if month != self.month {
            *self = Self { limit: self.limit, month, used: 0 };
        }
        self.used
    }
}

/// How often an endpoint may be called: a bucket of so many calls, which fills in so many seconds.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) calls: u32,
    pub(super) seconds: u32,
}

impl Limit {
    pub(super) fn a_second(calls: u32) -> Self {
        Self { calls, seconds: 1 }
    }

    /// LINE's own for what it counts and tells of days: 60 an hour.
    pub(super) const COUNTS: Self = Self { calls: 60, seconds: 3_600 };
}

/// One token bucket for each endpoint.
#[derive(Default)]
pub(super) struct Rate {
    buckets: HashMap<&'static str, (f64, Option<Duration>)>,
}

impl Rate {
    /// Whether one more call fits; `now` is the time since some beginning.
    pub(super) fn take(&mut self, endpoint: &'static str, limit: Option<Limit>, now: Duration) -> bool {
        let Some(Limit { calls, seconds }) = limit else {
            return true;
        };
        let (limit, rate) = (f64::from(calls), f64::from(calls) / f64::from(seconds));
        let (tokens, since) = self.buckets.entry(endpoint).or_insert((limit, None));
        if let Some(since) = since.replace(now) {
            *tokens = limit.min(*tokens + now.saturating_sub(since).as_secs_f64() * rate);
        }
        let fits = *tokens >= 1.0;
        if fits {
            *tokens -= 1.0;
        }
        fits
    }
}
