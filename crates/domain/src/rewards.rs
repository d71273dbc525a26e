//! Spending points: what is asked for before a reward is given, what becomes of it, and the draw of a lottery.
//!
//! [`take`] decides on what was counted in the same transaction that stores it. The points move to an account of the
//! reward at once and come back when it is cancelled ([`crate::points::spent`]); whether it was used is in its state.

mod lottery;

pub use lottery::{Commitment, Ticket, Won, draw, seed};

use crate::pack::{Reward, RewardKind};
use crate::points::Holding;
use crate::time::Day;

/// What was taken of a reward so far, what was cancelled left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// By everyone, where [`is_counted`].
    pub in_all: u32,
    /// By the resident who asks.
    pub by_person: u32,
}

/// What becomes of a reward that was taken.
///
/// | state | what it is | may follow |
/// |---|---|---|
/// | `taken` | paid for with points | `used`, `cancelled`, `expired`, `won`, `lost` |
/// | `used` | a shop confirmed the code, the cause has the points, or the currency was paid out | – |
/// | `cancelled` | the points came back | – |
/// | `expired` | the code was not used in its days | – |
/// | `won`, `lost` | the lottery was drawn | `won`: `used` |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Paid for with points.
    Taken,
    /// It was used: nothing follows.
    Used,
    /// The points came back.
    Cancelled,
    /// Its days are over.
    Expired,
    /// Drawn.
    Won,
    /// Not drawn.
    Lost,
}

impl State {
    const ALL: [Self; 6] = [Self::Taken, Self::Used, Self::Cancelled, Self::Expired, Self::Won, Self::Lost];

    /// The name in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Used => "used",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Reads the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Why a reward is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// It cannot be had yet; from this day.
    NotYet(Day),
    /// It could be had until this day.
    Over(Day),
    /// The resident owes points.
    Owes(i64),
    /// So many points are missing.
    Short(i64),
    /// The resident has as many as one may have.
    Enough(u32),
    /// None is left.
    Gone,
}

/// Whether a resident gets a reward.
///
/// # Errors
/// Why not, in the order in which it is best told.
pub fn take(reward: &Reward, taken: Taken, left: Holding, today: Day) -> Result<(), NotTaken> {
    if today < reward.period.from {
        return Err(NotTaken::NotYet(reward.period.from));
    }
    if let Some(until) = reward.period.until.filter(|until| *until < today) {
        return Err(NotTaken::Over(until));
    }
    if matches!(reward.kind, RewardKind::Coupon { stock, .. } if taken.in_all >= stock) {
        return Err(NotTaken::Gone);
    }
    if let Some(most) = reward.per_person.filter(|most| taken.by_person >= *most) {
        return Err(NotTaken::Enough(most));
    }
    if left.owed > 0 {
        return Err(NotTaken::Owes(left.owed));
    }
    match reward.points - left.held {
        missing @ 1.. => Err(NotTaken::Short(missing)),
        _ => Ok(()),
    }
}

/// What one is in the local currency; nothing of what is paid in none.
pub fn units(reward: &Reward) -> i64 {
    match reward.kind {
        RewardKind::Currency { units } => i64::from(units),
        RewardKind::Coupon { .. } | RewardKind::Lottery { .. } | RewardKind::Cause => 0,
    }
}

/// Whether there is an end of them, so that what everyone took has to be counted.
pub fn is_counted(reward: &Reward) -> bool {
    left_of(reward, Taken::default()).is_some()
}

/// How many are left; nothing where there is no end of them.
pub fn left_of(reward: &Reward, taken: Taken) -> Option<u32> {
    match reward.kind {
        RewardKind::Coupon { stock, .. } => Some(stock.saturating_sub(taken.in_all)),
        RewardKind::Lottery { .. } | RewardKind::Cause | RewardKind::Currency { .. } => None,
    }
}

/// The last day on which what was taken on a day is good; none where it has no end.
pub fn good_until(reward: &Reward, taken_on: Day) -> Option<Day> {
    match reward.kind {
        RewardKind::Coupon { days, .. } => Some(taken_on.plus(days - 1)),
        RewardKind::Lottery { .. } | RewardKind::Cause | RewardKind::Currency { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::pack::{Period, Wording};

    fn day(text: &str) -> Day {
        Day::from_date(text.parse().unwrap())
    }

    fn bath_ticket() -> Reward {
        Reward {
            title: Wording { ja: "入浴券".to_owned(), easy_ja: None, en: None },
            about: None,
            points: 300,
            period: Period { from: day("2026-12-01"), until: Some(day("2027-02-28")) },
            per_person: Some(2),
            kind: RewardKind::Coupon { stock: 100, days: 30 },
        }
    }

    #[test]
    fn why_not_is_told_the_most_telling_first() {
        let asked = |in_all, by_person, left, date| {
            take(&bath_ticket(), Taken { in_all, by_person }, Holding::of(left), day(date))
        };
        assert_eq!(asked(0, 0, 300, "2026-12-01"), Ok(()));
        assert_eq!(asked(99, 1, 300, "2027-02-28"), Ok(()));
        assert_eq!(asked(0, 0, 0, "2026-11-30"), Err(NotTaken::NotYet(day("2026-12-01"))));
        assert_eq!(asked(0, 0, 300, "2027-03-01"), Err(NotTaken::Over(day("2027-02-28"))));
        assert_eq!(asked(100, 2, 0, "2027-01-10"), Err(NotTaken::Gone));
        assert_eq!(asked(99, 2, 0, "2027-01-10"), Err(NotTaken::Enough(2)));
        assert_eq!(asked(99, 0, -20, "2027-01-10"), Err(NotTaken::Owes(20)));
        assert_eq!(asked(99, 0, 299, "2027-01-10"), Err(NotTaken::Short(1)));
        assert_eq!(left_of(&bath_ticket(), Taken { in_all: 98, by_person: 0 }), Some(2));
        assert_eq!(left_of(&bath_ticket(), Taken { in_all: 120, by_person: 0 }), Some(0));
        assert_eq!(good_until(&bath_ticket(), day("2026-12-01")), Some(day("2026-12-30")));
    }

    #[test]
    fn states_are_read_as_they_are_written() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        assert_eq!(State::parse("lent"), None);
    }
}
