//! What changes on a board when something of a resident does.

use super::part::{self, Counted, Part};
use super::{Challenge, Sums};
use crate::id::ResidentId;
use crate::pack::City;
use crate::resident::Snapshot;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a resident adds to each team by the days that are not closed. It is taken from the snapshot before an
/// event, or a batch of them, and after; [`moves`] tells the two apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    member: ResidentId,
    /// The challenge's first day, from which turns are counted.
    from: Day,
    /// The day up to which turns have come.
    come: Day,
    teams: BTreeMap<String, Added>,
}

/// What is added to one team.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Added {
    /// Without the turns.
    sums: Sums,
    turns: BTreeMap<Day, i64>,
    /// What each day adds to the sums.
    days: BTreeMap<Day, Walked>,
}

/// What members walked on a day, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Walked {
    steps: i64,
    walkers: i64,
}

/// What a change of one resident adds to one team: to the team's row and to the member's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// For whom.
    pub team: String,
    /// Who.
    pub member: ResidentId,
    /// What is added now.
    #[serde(flatten)]
    pub sums: Sums,
    /// What is added when its day comes: rests that were said ahead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ahead: Vec<Turn>,
    /// What of it is of which day: how the team's days went, on which nothing ranks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<TeamDay>,
}

/// What a team walked on a day, or what is added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamDay {
    /// The civil day.
    pub day: Day,
    /// Counted steps, all together.
    pub steps: i64,
    /// How many members' steps arrived.
    pub walkers: i64,
}

/// From a day on, a team has so many days of members more each day than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The first day.
    pub day: Day,
    /// How many more; fewer where it is below zero.
    pub by: i64,
}

impl Share {
    /// What a resident adds as of a day. Nothing, once the challenge is final.
    pub fn of(challenge: &Challenge, resident: &ResidentId, snapshot: &Snapshot, city: &City, today: Day) -> Self {
        let mut share = Self::nothing(challenge, resident, today);
        if challenge.is_final(today) {
            return share;
        }
        let first = challenge.first_open(today);
        let part = Part::of(challenge, resident, snapshot);
        for span in part.spans.iter().filter(|span| first <= span.until) {
            let from = span.from.max(first);
            let added = share.teams.entry(span.team.to_owned()).or_default();
            added.span(challenge, from, span.until);
            // A day ahead of the city's calendar may have steps already: they are walked in another zone.
            for day in snapshot.steps.days(from, span.until) {
                let steps = part::steps(challenge, snapshot, city, day);
                added.walked(day, steps, steps.is_some_and(|steps| steps >= challenge.least_steps));
            }
        }
        if let Some(team) = part.now {
            share.teams.entry(team.to_owned()).or_default().sums.members += 1;
        }
        share
    }

    /// What one adds who takes no part.
    pub fn nothing(challenge: &Challenge, resident: &ResidentId, today: Day) -> Self {
        let come = today.max(challenge.from);
        Self { member: resident.clone(), from: challenge.from, come, teams: BTreeMap::new() }
    }

    /// Adds what one day counts.
    pub(super) fn add(&mut self, challenge: &Challenge, day: Day, counted: &Counted) {
        let added = self.teams.entry(counted.team.clone()).or_default();
        added.span(challenge, day, day);
        added.walked(day, counted.steps, counted.active);
    }

    /// Adds that the resident walks for a team now.
    pub(super) fn add_member(&mut self, team: &str) {
        self.teams.entry(team.to_owned()).or_default().sums.members += 1;
    }
}

impl Added {
    fn span(&mut self, challenge: &Challenge, from: Day, until: Day) {
        self.turn(from, 1);
        if until < challenge.until {
            self.turn(until.plus(1), -1);
        }
    }

    fn turn(&mut self, day: Day, by: i64) {
        *self.turns.entry(day).or_default() += by;
    }

    fn walked(&mut self, day: Day, steps: Option<i64>, active: bool) {
        let Some(steps) = steps else { return };
        self.sums.steps += steps;
        self.sums.days += 1;
        self.sums.active += i64::from(active);
        let walked = self.days.entry(day).or_default();
        walked.steps += steps;
        walked.walkers += 1;
    }

    fn take_away(&mut self, other: &Self) {
        self.sums.take_away(&other.sums);
        for (day, by) in &other.turns {
            self.turn(*day, -by);
        }
        for (day, walked) in &other.days {
            let left = self.days.entry(*day).or_default();
            left.steps -= walked.steps;
            left.walkers -= walked.walkers;
        }
    }
}

/// What became different between two shares of the same resident on the same day, team by team. None is told
/// where nothing did: a stale revision, a day that is closed, a word that was known.
pub fn moves(before: &Share, after: &Share) -> Vec<Move> {
    let mut teams = after.teams.clone();
    for (team, added) in &before.teams {
        teams.entry(team.clone()).or_default().take_away(added);
    }
    let changed = teams.into_iter().map(|(team, Added { mut sums, turns, days })| {
        let mut ahead = Vec::new();
        for (day, by) in turns.into_iter().filter(|(_, by)| *by != 0) {
            if day <= after.come { sums.turn(day.since(after.from), by) } else { ahead.push(Turn { day, by }) }
        }
        let days = days.into_iter().filter(|(_, walked)| *walked != Walked::default());
        let days = days.map(|(day, Walked { steps, walkers })| TeamDay { day, steps, walkers }).collect();
        Move { team, member: after.member.clone(), sums, ahead, days }
    });
    changed.filter(|change| !change.sums.is_zero() || !change.ahead.is_empty() || !change.days.is_empty()).collect()
}

impl Move {
    /// What a turn adds whose day has come.
    pub fn turned(challenge: &Challenge, team: &str, member: &ResidentId, turn: Turn) -> Self {
        let mut sums = Sums::default();
        sums.turn(turn.day.since(challenge.from), turn.by);
        Self { team: team.to_owned(), member: member.clone(), sums, ahead: Vec::new(), days: Vec::new() }
    }
}
