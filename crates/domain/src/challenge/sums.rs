//! What is kept of a team and of a member: sums, to which moves are added.

use super::{Challenge, Move};
use crate::id::ResidentId;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Sums that moves are added to. All are whole numbers, and adding is all that is ever done with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sums {
    /// Counted steps.
    pub steps: i64,
    /// Days of members of which steps arrived.
    pub days: i64,
    /// Days of members on which they took part.
    pub active: i64,
    /// Members now.
    pub members: i64,
    /// By how many the days of members grow each day.
    pub rate: i64,
    /// The sum over turns of their day, counted from the challenge's first as 0, times what they add.
    pub base: i64,
}

/// One row for each challenge and team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamSum {
    /// The team, district or workplace; where everyone walks for themselves, the resident's id.
    pub team: String,
    /// What its members walked for it.
    #[serde(flatten)]
    pub sums: Sums,
}

/// One row for each challenge, member and team: who changed the team has walked for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberSum {
    /// For whom.
    pub team: String,
    /// Who.
    pub member: ResidentId,
    /// What they walked.
    #[serde(flatten)]
    pub sums: Sums,
}

impl TeamSum {
    /// A team of nobody.
    pub fn new(team: &str) -> Self {
        Self { team: team.to_owned(), sums: Sums::default() }
    }

    /// Adds a move of one of its members.
    pub fn apply(&mut self, change: &Move) {
        self.sums.add(&change.sums);
    }
}

impl MemberSum {
    /// A member who has not walked.
    pub fn new(team: &str, member: &ResidentId) -> Self {
        Self { team: team.to_owned(), member: member.clone(), sums: Sums::default() }
    }

    /// Adds a move of this member for this team.
    pub fn apply(&mut self, change: &Move) {
        self.sums.add(&change.sums);
    }
}

impl Sums {
    /// How many days of members there are up to a day, that day included. Right for any day from the latest
    /// turn on that was added.
    pub fn member_days(&self, challenge: &Challenge, on: Day) -> i64 {
        let on = on.min(challenge.until);
        if on < challenge.from { 0 } else { self.rate * i64::from(on.since(challenge.from) + 1) - self.base }
    }

    /// Whether there is nothing.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn add(&mut self, other: &Self) {
        let Self { steps, days, active, members, rate, base } = other;
        self.steps += steps;
        self.days += days;
        self.active += active;
        self.members += members;
        self.rate += rate;
        self.base += base;
    }

    pub(super) fn take_away(&mut self, other: &Self) {
        let Self { steps, days, active, members, rate, base } = *other;
        let less = Self { steps: -steps, days: -days, active: -active, members: -members, rate: -rate, base: -base };
        self.add(&less);
    }

    /// A turn of a day, counted from the challenge's first as 0.
    pub(super) fn turn(&mut self, days: i32, by: i64) {
        self.rate += by;
        self.base += by * i64::from(days);
    }
}
