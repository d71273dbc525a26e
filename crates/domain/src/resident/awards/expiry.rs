//! Points that are used within some months, the oldest first, or are no more.
//!
//! What a resident spends is taken from the oldest points that are left. So when a month's points end, of all that was
//! granted up to that month there is left what had not been spent by then, and no list of purchases is needed: what
//! ended is a function of what the months granted and of what was spent when each of them ended. In which order points
//! were granted and taken back makes no difference to it, and neither does whether something was taken back before its
//! month ended or after: then as much of it as had ended comes back from what ended, so that nothing is taken twice.

use super::Awards;
use crate::id::ResidentId;
use crate::points::{GoodFor, Holding, PointCaps, Transfer, expired, fiscal_year};
use crate::sentence::{Sentence, thousands};
use crate::time::Day;
use chrono::Datelike;
use std::collections::BTreeMap;

/// Points of a month that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lasting {
    /// The first day of the month in which they were granted.
    pub month: Day,
    /// How many are left.
    pub points: i64,
    /// The last day on which they can be used.
    pub until: Day,
}

/// What ends of a resident's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expiring {
    /// What is over already, and still to be entered.
    pub over: i64,
    /// What ends next: a store that keeps its last day finds who is due by an index.
    pub next: Option<Lasting>,
}

impl Awards {
    /// What is left of each month, the oldest first, by the last day on which it can be used. What came back of a month
    /// that has ended ends with the next one that does. Points of which no month is known are of the oldest.
    pub fn lasting(&self, good_for: GoodFor, caps: &PointCaps) -> Vec<Lasting> {
        let mut all = Vec::new();
        let held = self.left().held;
        let mut before = 0;
        for (month, up_to) in self.granted_up_to(caps) {
            let left = up_to.saturating_sub(self.spent).saturating_sub(self.expired).clamp(before, held.max(before));
            let ends_with = self.ended.map_or(month, |ended| month.max(GoodFor::month_after(ended)));
            if left > before {
                all.push(Lasting { month, points: left - before, until: good_for.until(ends_with) });
            }
            before = left;
        }
        all
    }

    /// What is over on a day, and what ends next.
    pub fn expiring(&self, today: Day, good_for: GoodFor, caps: &PointCaps) -> Expiring {
        let (over, ahead): (Vec<_>, Vec<_>) =
            self.lasting(good_for, caps).into_iter().partition(|lasting| lasting.until < today);
        Expiring { over: over.iter().map(|lasting| lasting.points).sum(), next: ahead.into_iter().next() }
    }

    /// Takes out what is over, to the account of what expired; and gives back from there what was taken back of it in
    /// another way since. To be called when something is [due](Self::expiring), when something was taken back, and
    /// before points of a reward come back. It never takes more than is there, and calling it again changes nothing.
    pub fn expire(&mut self, resident: &ResidentId, today: Day, good_for: GoodFor, caps: &PointCaps) -> Vec<Transfer> {
        let left = self.left();
        let up_to = self.granted_up_to(caps);
        let granted = |month: Day| {
            let known = up_to.iter().rev().find(|(known, _)| *known <= month);
            // Nothing is known to have been granted up to a month before the first.
            known.map_or(0, |(_, sum)| *sum)
        };
        let was_over = |(month, spent): (&Day, &i64)| granted(*month).saturating_sub(*spent);
        let sum = self.over.iter().map(was_over).max().unwrap_or_default().max(0);
        let mut change = (self.expired - sum).max(0);
        let ended = good_for.ended(today);
        if self.ended.is_none_or(|known| known < ended) && !up_to.is_empty() {
            self.ended = Some(ended);
            let ends = granted(ended).saturating_sub(self.spent).saturating_sub(self.expired - change);
            let ends = ends.min(Holding::of(left.held - left.owed + change).held);
            if ends > 0 {
                self.over.insert(ended, self.spent);
                change -= ends;
            }
        }
        self.expired -= change;
        expired(resident, left.held - left.owed, change)
    }

    /// What was granted up to each month, that month included. A year's cap leaves the first months what they grant;
    /// whatever was granted and is of no month is of the oldest.
    fn granted_up_to(&self, caps: &PointCaps) -> Vec<(Day, i64)> {
        let mut years: BTreeMap<Day, i64> = BTreeMap::new();
        let each = self.months.iter().map(|(month, grants)| {
            let year = years.entry(fiscal_year(*month)).or_default();
            let before = caps.of_year(*year);
            *year = year.saturating_add(*grants);
            (*month, caps.of_year(*year) - before)
        });
        let mut all: Vec<(Day, i64)> = each.collect();
        let mut up_to = self.balance;
        for (_, sum) in all.iter_mut().rev() {
            let of_month = std::mem::replace(sum, up_to);
            up_to = up_to.saturating_sub(of_month);
        }
        all
    }
}

impl Lasting {
    /// What the resident is told.
    pub fn said(&self, today: Day) -> Sentence {
        let (month, until) = (self.month.date(), self.until.date());
        let points = thousands(self.points);
        // A month of another year would be taken for this year's.
        let year = if today.since(self.month) > 330 { format!("{}年", month.year()) } else { String::new() };
        Sentence::new(
            format!("{points} points from {} can be used until {until}.", month.format("%B %Y")),
            format!(
                "{year}{}月にたまった{points}ポイントは、{}年{}月{}日までに使えます。",
                month.month(),
                until.year(),
                until.month(),
                until.day()
            ),
        )
    }
}
