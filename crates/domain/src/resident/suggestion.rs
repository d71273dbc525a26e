//! A goal for steps that a resident may agree to: one step up from what they walk, by the graded tasks of behaviour
//! change (BCTTv1 8.7). It proposes; the resident decides.

use super::{Snapshot, WINDOW_DAYS};
use crate::pack::City;
use crate::time::Day;

/// Of how many days what somebody walks is taken, the latest with steps.
const DAYS: usize = 14;

/// With fewer nobody knows what they walk.
const FEWEST: usize = 3;

/// The lowest goal that is suggested.
const LOWEST: i64 = 500;

/// Goals to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuggestedGoal {
    /// What is walked on the day in the middle.
    pub walks: i64,
    /// The next step.
    pub target: i64,
    /// A smaller step; the same where there is none.
    pub less: i64,
}

impl Snapshot {
    /// The next step up from the median of the latest days with steps: about a tenth more, at least 300 and at most
    /// 1,500, in hundreds. It stops at what is recommended for the age; who walks as much already is told to keep it.
    /// `None` where there are too few days yet. Today is not over, and does not count.
    pub fn suggested_goal(&self, city: &City, today: Day) -> Option<SuggestedGoal> {
        let days: Vec<Day> = self.steps.days(today.plus(-WINDOW_DAYS), today.plus(-1)).collect();
        let latest = days.iter().rev().filter_map(|day| self.steps.on(*day, city)).take(DAYS);
        let walks = median(latest.collect())?;
        let recommended = recommended(self.age(today));
        if walks >= recommended {
            let target = hundreds(walks);
            return Some(SuggestedGoal { walks, target, less: hundreds(target - target / 10) });
        }
        let target = hundreds(walks + walks / 10).clamp(up(walks + 300), down(walks + 1_500));
        let target = target.min(recommended).max(LOWEST);
        let less = hundreds(walks + (target - walks) / 2).clamp(LOWEST, target);
        Some(SuggestedGoal { walks, target, less })
    }
}

/// Steps a day that are recommended at an age: 健康日本21(第三次), 8,000 from 20 to 64 and 6,000 from 65 on. Whose age
/// nobody knows is not asked for more.
fn recommended(age: Option<i32>) -> i64 {
    match age {
        Some(age) if age < 65 => 8_000,
        _ => 6_000,
    }
}

fn median(mut steps: Vec<i64>) -> Option<i64> {
    if steps.len() < FEWEST {
        return None;
    }
    steps.sort_unstable();
    let middle = steps.len() / 2;
    let upper = *steps.get(middle)?;
    if steps.len().is_multiple_of(2) { Some((*steps.get(middle - 1)? + upper) / 2) } else { Some(upper) }
}

fn hundreds(steps: i64) -> i64 {
    (steps + 50) / 100 * 100
}

fn up(steps: i64) -> i64 {
    (steps + 99) / 100 * 100
}

fn down(steps: i64) -> i64 {
    steps / 100 * 100
}
