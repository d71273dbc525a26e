//! Who stands where, by the rule that was written down.

use super::{Challenge, RanksBy, Sums, TeamSum, Ties};
use crate::chance;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What a group has walked up to a day. All numbers are whole, rounded down, and those that are shown are those
/// that rank: who is level to the eye is level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The team, district or workplace, or the resident's id.
    pub team: String,
    /// Members now.
    pub members: i64,
    /// Counted steps, all together.
    pub steps: i64,
    /// Days of members.
    pub member_days: i64,
    /// Of these, the days of which steps arrived.
    pub days: i64,
    /// Days of members on which they took part, per thousand of all their days.
    pub participation: i64,
    /// What decides the order: steps of a member and day, or participation.
    pub value: i64,
}

/// A group and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The league, from 1.
    pub league: usize,
    /// The place in it, from 1; `None` of a group that is too small, or before the first day.
    pub place: Option<usize>,
    /// What it has walked.
    #[serde(flatten)]
    pub group: Group,
}

impl Group {
    /// What a team's row says on a day; `middle` is the [`median`] of its members, where that ranks.
    pub fn of(challenge: &Challenge, team: &TeamSum, middle: Option<i64>, on: Day) -> Self {
        let sums = &team.sums;
        let member_days = sums.member_days(challenge, on);
        let participation = per(sums.active * 1000, member_days);
        let value = match challenge.ranks_by {
            RanksBy::Mean => per(sums.steps, member_days),
            RanksBy::Median => middle.unwrap_or_default(),
            RanksBy::Participation => participation,
        };
        Self {
            team: team.team.clone(),
            members: sums.members,
            steps: sums.steps,
            member_days,
            days: sums.days,
            participation,
            value,
        }
    }
}

/// Of all who walked for a team, the steps a day of the one in the middle: each has their counted steps divided
/// by their own days, so that nobody is behind for having joined later. Of two in the middle it is half of both.
pub fn median<'a>(challenge: &Challenge, members: impl IntoIterator<Item = &'a Sums>, on: Day) -> i64 {
    let mean = |sums: &Sums| {
        let days = sums.member_days(challenge, on);
        (days > 0).then(|| per(sums.steps, days))
    };
    let mut means: Vec<i64> = members.into_iter().filter_map(mean).collect();
    let (half, is_even) = (means.len() / 2, means.len().is_multiple_of(2));
    if means.is_empty() {
        return 0;
    }
    let (below, upper, _) = means.select_nth_unstable(half);
    match below.iter().max() {
        Some(lower) if is_even => (lower + *upper) / 2,
        _ => *upper,
    }
}

/// The groups by league and place; in each league those without a place come last, by name.
pub fn rank(challenge: &Challenge, groups: Vec<Group>) -> Vec<Standing> {
    let mut all: Vec<Standing> = groups
        .into_iter()
        .map(|group| Standing { league: challenge.league(group.members), place: None, group })
        .collect();
    let is_ranked = |group: &Group| group.members >= challenge.team_size.min && group.member_days > 0;
    all.sort_by_cached_key(|standing| {
        let group = &standing.group;
        (standing.league, !is_ranked(group), Reverse(challenge.level(group)), group.team.clone())
    });
    let mut last: Option<(usize, Level)> = None;
    let mut before = 0;
    let mut place = 0;
    for standing in all.iter_mut().filter(|standing| is_ranked(&standing.group)) {
        let level = challenge.level(&standing.group);
        if last.is_none_or(|(league, _)| league != standing.league) {
            before = 0;
        }
        if before == 0 || last.is_none_or(|(_, known)| known != level) {
            place = before + 1;
        }
        before += 1;
        last = Some((standing.league, level));
        standing.place = Some(place);
    }
    all
}

/// What orders groups, the greatest first; those of one level share a place.
type Level = (i64, i64, Reverse<u128>);

impl Challenge {
    fn level(&self, group: &Group) -> Level {
        match &self.ties {
            Ties::Shared => (group.value, 0, Reverse(0)),
            Ties::Participation => (group.value, group.participation, Reverse(0)),
            Ties::Draw { seed } => (group.value, 0, Reverse(chance::digest(seed, &[&self.name, &group.team]))),
        }
    }
}

/// So much for each, rounded down; nothing where there is nobody.
fn per(sum: i64, of: i64) -> i64 {
    if of > 0 { sum / of } else { 0 }
}
