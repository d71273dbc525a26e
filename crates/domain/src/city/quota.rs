//! The month's messages by LINE: how many the plan has, and how many are used.

use crate::notice::Notice;
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What LINE last said of the month, and what left since. LINE counts people, not calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quota {
    /// The first day of the month it is about, in LINE's own zone (UTC+9).
    pub month: Day,
    /// How many the plan has; `None` for one without a limit.
    pub limit: Option<u64>,
    /// How many were used when LINE was asked.
    pub used: u64,
    /// How many we have handed to LINE since.
    pub since: u64,
    /// When LINE was asked.
    pub at: DateTime<Utc>,
    /// Whether staff were told that four fifths are used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub warned: bool,
}

impl Quota {
    /// How many may still leave; `None` without a limit, or in a month that it is not about.
    pub fn left(&self, month: Day) -> Option<u64> {
        let limit = self.limit.filter(|_| self.month == month)?;
        Some(limit.saturating_sub(self.used + self.since))
    }

    /// What staff are told once four fifths are used; once.
    pub fn warn(&mut self) -> Option<Notice> {
        let used = self.used + self.since;
        let limit = self.limit.filter(|limit| !self.warned && used * 5 >= limit * 4)?;
        self.warned = true;
        Some(Notice::QuotaLow { used, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_are_told_at_four_fifths_and_nothing_leaves_beyond_the_limit() {
        let month = Day(20_758);
        let quota =
            |used, since| Quota { month, limit: Some(200), used, since, at: DateTime::UNIX_EPOCH, warned: false };
        assert_eq!(quota(100, 59).warn(), None);
        let mut low = quota(100, 60);
        assert_eq!(low.warn(), Some(Notice::QuotaLow { used: 160, limit: 200 }));
        assert_eq!(low.warn(), None, "once");
        assert_eq!(quota(150, 49).left(month), Some(1));
        assert_eq!(quota(150, 90).left(month), Some(0));
        // A new month has not been asked about.
        assert_eq!(quota(200, 0).left(month.plus(30)), None);
        assert_eq!(Quota { limit: None, ..quota(200, 0) }.left(month), None);
    }
}
