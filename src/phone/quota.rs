//! LINE's two limits: messages a month, calls a second.

use std::collections::HashMap;
use std::time::Instant;

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
#[derive(Default)]
pub(super) struct Month {
    month: (i32, u32),
    used: u64,
}

impl Month {
    /// Takes `people` out of the month's `limit`, or nothing at all if they do not fit.
    pub(super) fn take(&mut self, people: u64, limit: Option<u64>, now: DateTime<Utc>) -> bool {
        let used = self.used(now).saturating_add(people);
        let fits = limit.is_none_or(|limit| used <= limit);
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
            *self = Self { month, used: 0 };
        }
        self.used
    }
}

/// One token bucket for each endpoint, holding a second's worth of calls.
#[derive(Default)]
pub(super) struct Rate {
    buckets: HashMap<&'static str, (f64, Option<Instant>)>,
}

impl Rate {
    /// Whether one more call fits.
    pub(super) fn take(&mut self, endpoint: &'static str, limit: Option<u32>, now: Instant) -> bool {
        let Some(limit) = limit.map(f64::from) else {
            return true;
        };
        let (tokens, since) = self.buckets.entry(endpoint).or_insert((limit, None));
        if let Some(since) = since.replace(now) {
            *tokens = limit.min(*tokens + now.duration_since(since).as_secs_f64() * limit);
        }
        let fits = *tokens >= 1.0;
        if fits {
            *tokens -= 1.0;
        }
        fits
    }
}
