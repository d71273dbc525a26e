//! A whole challenge in memory: for tests, replays and simulations, and for whoever counts again.

use super::aside::set_aside;
use super::moves::{Share, moves};
use super::part::Counted;
use super::ranking::{Group, Standing, median, rank};
use super::{Challenge, MemberSum, Move, RanksBy, TeamSum, Turn};
use crate::id::ResidentId;
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a challenge, and what is to come. A store keeps the same in tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    challenge: Challenge,
    teams: BTreeMap<String, TeamSum>,
    members: BTreeMap<String, BTreeMap<ResidentId, MemberSum>>,
    /// Turns whose day has not come.
    ahead: BTreeMap<(Day, String, ResidentId), i64>,
}

impl Board {
    /// A challenge that nobody has joined.
    pub fn new(challenge: Challenge) -> Self {
        Self { challenge, teams: BTreeMap::new(), members: BTreeMap::new(), ahead: BTreeMap::new() }
    }

    /// The same board from what each day of each member counts, as of a day: of closed days as they counted when
    /// they closed, and of those to come as far as it is known who takes part. `members` are those who take part
    /// now, and for whom.
    pub fn recount(
        challenge: Challenge,
        today: Day,
        days: impl IntoIterator<Item = (ResidentId, Day, Counted)>,
        members: impl IntoIterator<Item = (ResidentId, String)>,
    ) -> Self {
        let mut shares: BTreeMap<ResidentId, Share> = BTreeMap::new();
        for (resident, day, counted) in days {
            let nothing = Share::nothing(&challenge, &resident, today);
            shares.entry(resident).or_insert(nothing).add(&challenge, day, &counted);
        }
        for (resident, team) in members {
            let nothing = Share::nothing(&challenge, &resident, today);
            shares.entry(resident).or_insert(nothing).add_member(&team);
        }
        let mut board = Self::new(challenge);
        for (resident, share) in shares {
            for change in moves(&Share::nothing(&board.challenge, &resident, today), &share) {
                board.apply(&change);
            }
        }
        board
    }

    /// Adds a move.
    pub fn apply(&mut self, change: &Move) {
        let team = self.teams.entry(change.team.clone()).or_insert_with_key(|team| TeamSum::new(team));
        team.apply(change);
        if team.sums.is_zero() {
            self.teams.remove(&change.team);
        }
        let members = self.members.entry(change.team.clone()).or_default();
        let member = members.entry(change.member.clone());
        let member = member.or_insert_with_key(|member| MemberSum::new(&change.team, member));
        member.apply(change);
        if member.sums.is_zero() {
            members.remove(&change.member);
        }
        if members.is_empty() {
            self.members.remove(&change.team);
        }
        for turn in &change.ahead {
            let key = (turn.day, change.team.clone(), change.member.clone());
            let by = self.ahead.entry(key.clone()).or_default();
            *by += turn.by;
            if *by == 0 {
                self.ahead.remove(&key);
            }
        }
    }

    /// Adds the turns whose day has come.
    pub fn advance(&mut self, today: Day) {
        while let Some(((day, team, member), by)) = self.ahead.pop_first() {
            if day > today {
                self.ahead.insert((day, team, member), by);
                break;
            }
            self.apply(&Move::turned(&self.challenge, &team, &member, Turn { day, by }));
        }
    }

    /// The ranking as of a day, which is not before the last on which a move was added.
    pub fn standings(&mut self, today: Day) -> Vec<Standing> {
        self.standings_without(today, &BTreeSet::new())
    }

    /// The ranking without those who are set aside: as if they had never joined.
    pub fn standings_without(&mut self, today: Day, aside: &BTreeSet<ResidentId>) -> Vec<Standing> {
        self.advance(today);
        rank(&self.challenge, self.groups(today, aside))
    }

    /// A team's row.
    pub fn team(&self, team: &str) -> Option<&TeamSum> {
        self.teams.get(team)
    }

    /// The rows of a team's members, in order of their ids; those who left among them.
    pub fn members(&self, team: &str) -> impl Iterator<Item = &MemberSum> {
        self.members.get(team).into_iter().flat_map(BTreeMap::values)
    }

    /// What is ranked.
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    fn groups(&self, today: Day, aside: &BTreeSet<ResidentId>) -> Vec<Group> {
        let all = self.members.values().flat_map(BTreeMap::values);
        let teams = set_aside(self.teams.values().cloned(), all.filter(|member| aside.contains(&member.member)));
        let group = |sum: &TeamSum| {
            let members = self.members(&sum.team).filter(|member| !aside.contains(&member.member));
            let middle = (self.challenge.ranks_by == RanksBy::Median)
                .then(|| median(&self.challenge, members.map(|member| &member.sums), today));
            Group::of(&self.challenge, sum, middle, today)
        };
        teams.iter().map(group).collect()
    }
}
