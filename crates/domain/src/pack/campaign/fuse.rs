use crate::sentence::Sentence;
use serde::Deserialize;

/// When a campaign stops by itself: on a day on which it would send many more messages than it was
/// expected to.
///
/// ```toml
/// [fuse]
/// expected_per_day = 300
/// times = 3
/// ```
///
/// Without an expectation of its own a campaign is expected to send as many as on its busiest of the
/// last 28 days, and 100 at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fuse {
    /// How many messages are expected on a day, all residents together.
    pub expected_per_day: Option<u64>,
    /// How many times as many may leave.
    pub times: u64,
}

impl Default for Fuse {
    fn default() -> Self {
        Self { expected_per_day: None, times: 3 }
    }
}

/// What is expected of a campaign that has sent little or nothing.
const EXPECTED: u64 = 100;

impl Fuse {
    /// How many messages may leave on a day, given the busiest of the days before.
    pub fn most(&self, busiest: u64) -> u64 {
        self.expected_per_day.unwrap_or(busiest.max(EXPECTED)).saturating_mul(self.times)
    }

    pub(super) fn wrong(&self) -> Option<Sentence> {
        if !(1..=100).contains(&self.times) {
            return Some(Sentence::new("`fuse.times` can be 1 to 100", "`fuse.times` は1〜100の整数にしてください。"));
        }
        let expected = self.expected_per_day.is_none_or(|expected| (1..=1_000_000).contains(&expected));
        (!expected).then(|| {
            Sentence::new(
                "`fuse.expected_per_day` can be 1 to 1,000,000",
                "`fuse.expected_per_day` は1〜1,000,000の整数にしてください。",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_expected_by_people_counts_before_what_was_seen() {
        assert_eq!(Fuse { expected_per_day: Some(10), times: 2 }.most(1_000), 20);
        assert_eq!(Fuse::default().most(0), 300);
        assert_eq!(Fuse::default().most(2_000), 6_000);
    }
}
