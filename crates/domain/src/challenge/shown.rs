//! What of a ranking may be seen, and by whom.

use super::{Between, Challenge, SMALLEST, Standing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a ranking as others see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The league, from 1.
    pub league: usize,
    /// The place in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    /// Who; not below the middle of the ranking, not of a team under five, and not where staff took the name out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Members now.
    pub members: i64,
    /// Counted steps, all together; not of a team under five, which others would see one person in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<i64>,
    /// What decides the order; not of a group under five.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// Participation per thousand; not of a group under five.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participation: Option<i64>,
}

/// A ranking as it may be shown to one who walks for a group, or to everyone.
///
/// - A district or workplace under five shows its name, its members and its total, and nothing from which one could
///   tell who walked.
/// - A team under five, which anyone may make and name, shows others how many it has and nothing else; so nobody
///   writes on everyone's screen alone, and nobody's own steps stand there.
/// - What is in `unnamed` has no name for others: staff took it out.
/// - No name stands lower than the middle of its league, but one's own. Districts are named throughout: their
///   race is between places, and these are on every map.
/// - Of people there is a ranking from five of them on; before, one sees oneself.
pub fn shown(challenge: &Challenge, standings: &[Standing], own: Option<&str>, unnamed: &BTreeSet<String>) -> Vec<Row> {
    let alone = challenge.between == Between::People;
    let mut ranked: BTreeMap<usize, usize> = BTreeMap::new();
    for standing in standings.iter().filter(|standing| standing.place.is_some()) {
        *ranked.entry(standing.league).or_default() += 1;
    }
    let mut rows = Vec::new();
    for Standing { league, place, group } in standings {
        let is_own = own == Some(group.team.as_str());
        let ranked = ranked.get(league).copied().unwrap_or_default();
        let few = i64::try_from(ranked).unwrap_or(i64::MAX) < SMALLEST;
        if alone && (few || place.is_none()) && !is_own {
            continue;
        }
        let is_small = !alone && group.members < SMALLEST;
        let place = place.filter(|_| !(is_small || alone && few));
        let upper = place.is_none_or(|place| place <= ranked.div_ceil(2));
        let is_hidden = !is_own && is_small && challenge.between == Between::Teams;
        let may_be_named = !is_hidden && !unnamed.contains(&group.team);
        let is_named = is_own || may_be_named && (upper || challenge.between == Between::Districts);
        rows.push(Row {
            league: *league,
            place,
            name: is_named.then(|| group.team.clone()),
            members: group.members,
            steps: (!is_hidden).then_some(group.steps),
            value: (!is_small).then_some(group.value),
            participation: (!is_small).then_some(group.participation),
        });
    }
    rows
}
