//! A ranking without some of those who walk.

use super::{MemberSum, TeamSum};
use std::collections::BTreeMap;

/// The rows of teams without what some members walked for them: those of whom somebody still has to look at a doubt,
/// or has decided. Rows are sums, so what is left is exactly what it would be if they had never joined; and since no
/// row is changed for it, the ranking is as it was once they are let in again. A team of which nothing is left is no
/// team. Where the middle decides, the median is taken of the other members too.
pub fn set_aside<'a>(
    teams: impl IntoIterator<Item = TeamSum>,
    members: impl IntoIterator<Item = &'a MemberSum>,
) -> Vec<TeamSum> {
    let mut all: BTreeMap<String, TeamSum> = teams.into_iter().map(|team| (team.team.clone(), team)).collect();
    for member in members {
        if let Some(team) = all.get_mut(&member.team) {
            team.sums.take_away(&member.sums);
        }
    }
    all.into_values().filter(|team| !team.sums.is_zero()).collect()
}
