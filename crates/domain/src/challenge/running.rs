//! What may not be changed while a challenge runs: its rows hold what the old rule counted.

use super::Challenge;
use crate::pack::{Problem, Ruleset};
use crate::sentence::Sentence;
use crate::time::Day;
use std::collections::BTreeSet;

/// What speaks against putting a pack in the place of the one in force on a day: a challenge that has begun, and is not
/// final, is not there any more or counts by something else, or the city counts its steps otherwise. Texts, names and
/// whatever no row follows from may change at any time; and so may a challenge that nobody has joined: `joined` names
/// the others.
pub fn changed_while_running(present: &Ruleset, next: &Ruleset, today: Day, joined: &BTreeSet<String>) -> Vec<Problem> {
    let challenges = present.campaigns.values().filter_map(|campaign| campaign.challenge.as_ref());
    let counts = |challenge: &&Challenge| {
        joined.contains(&challenge.name) && challenge.from <= today && !challenge.is_final(today)
    };
    let running: Vec<&Challenge> = challenges.filter(counts).collect();
    let code = &present.code;
    let mut problems = Vec::new();
    for known in &running {
        let campaign = next.campaigns.get(&known.name);
        let file = format!("campaigns/{code}/{}/campaign.toml", known.name);
        match campaign.and_then(|campaign| campaign.challenge.as_ref()) {
            Some(challenge) => {
                let changed = differences(known, challenge);
                problems.extend(changed.into_iter().map(|key| Problem::whole(&file, changed_key(known, key))));
            }
            None => problems.push(Problem::whole(&file, gone(known))),
        }
    }
    if let Some(known) = running.iter().max_by_key(|known| last_open(known)) {
        let city = format!("campaigns/{code}/city.toml");
        let keys = [
            ("steps.priority", present.city.step_priority != next.city.step_priority),
            ("time_zone", present.city.zone != next.city.zone),
        ];
        let changed = keys.into_iter().filter(|(_, is_other)| *is_other);
        problems.extend(changed.map(|(key, _)| Problem::whole(&city, changed_key(known, key))));
    }
    problems.sort();
    problems
}

/// Whether a pack counts a challenge from the beginning, since what its rows hold says nothing of it: it has not begun on
/// a day and counts by another rule than in the one in force, or the city by other steps or days, or it was in none.
pub fn counts_anew(present: &Ruleset, next: &Ruleset, challenge: &Challenge, today: Day) -> bool {
    let known = present.campaigns.get(&challenge.name).and_then(|campaign| campaign.challenge.as_ref());
    let is_same_city = present.city.step_priority == next.city.step_priority && present.city.zone == next.city.zone;
    let is_other = |known: &Challenge| !is_same_city || !differences(known, challenge).is_empty();
    known.is_none_or(|known| today < known.from && is_other(known))
}

/// The keys by which something else would be counted.
fn differences(known: &Challenge, next: &Challenge) -> Vec<&'static str> {
    let Challenge {
        name: _,
        from,
        until,
        between,
        ranks_by,
        least_steps,
        cap_per_day,
        team_size,
        join_until,
        closes_after,
        handicap,
        leagues,
        pause_days,
        ties,
        route,
    } = next;
    // The names of places are words; how far they are is where everyone is on the way.
    let way = |challenge: &Challenge| {
        let route = challenge.route.as_ref()?;
        Some(route.places.iter().map(|place| place.metres).collect::<Vec<_>>())
    };
    let step = |challenge: &Challenge| challenge.route.as_ref().map(|route| route.step_cm);
    let keys = [
        ("from", known.from != *from),
        ("until", known.until != *until),
        ("challenge.between", known.between != *between),
        ("challenge.ranks_by", known.ranks_by != *ranks_by),
        ("challenge.least_steps", known.least_steps != *least_steps),
        ("challenge.cap_per_day", known.cap_per_day != *cap_per_day),
        ("challenge.team_size", known.team_size != *team_size),
        ("challenge.join_until", known.join_until != *join_until),
        ("challenge.closes_after", known.closes_after != *closes_after),
        ("challenge.handicap", known.handicap != *handicap),
        ("challenge.leagues", known.leagues != *leagues),
        ("challenge.pause_days", known.pause_days != *pause_days),
        ("challenge.ties", known.ties != *ties),
        ("challenge.route", way(known) != way(next)),
        ("challenge.step_cm", route.is_some() && known.route.is_some() && step(known) != step(next)),
    ];
    keys.into_iter().filter(|(_, is_other)| *is_other).map(|(key, _)| key).collect()
}

/// The last day on which something may still change the ranking.
fn last_open(challenge: &Challenge) -> Day {
    challenge.until.plus(challenge.closes_after)
}

fn changed_key(challenge: &Challenge, key: &str) -> Sentence {
    let (name, last) = (&challenge.name, last_open(challenge));
    Sentence::new(
        format!("the challenge `{name}` has begun and counts by `{key}` until {last}; put back what it was"),
        format!(
            "歩くチャレンジ `{name}` が始まっています。順位がこれで決まるので、{last} までは `{key}` を変えられません。\
             もとに戻してください。"
        ),
    )
}

fn gone(challenge: &Challenge) -> Sentence {
    let (name, last) = (&challenge.name, last_open(challenge));
    Sentence::new(
        format!("the challenge `{name}` has begun and runs until {last}; keep the campaign and its `[challenge]`"),
        format!(
            "歩くチャレンジ `{name}` が始まっています。{last} までは、取り組みと、その `[challenge]` を消せません。"
        ),
    )
}
