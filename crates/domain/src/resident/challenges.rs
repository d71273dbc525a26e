use super::Withdrawals;
use crate::event::{ChallengeJoined, ChallengeLeft, ChallengePaused};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What was said of walking challenges, by the campaign's name.
///
/// ```json
/// {"autumn_walk": {"words": {"20761": {"at": "2026-11-04T01:00:00Z", "team": "桜山"},
///                            "20775": {"at": "2026-11-18T01:00:00Z", "left": true}},
///                  "rests": {"20765": {"at": "2026-11-08T01:00:00Z", "days": 3}}}}
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Challenges {
    of: BTreeMap<String, Membership>,
}

/// What was said of one challenge: of each day the last word, and the days of rest.
///
/// Words are kept and not only what follows from them, so that the order in which they arrive decides
/// nothing. They are kept for as long as the challenge may run, since a member of the first day is still
/// one on the last.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Membership {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    words: BTreeMap<Day, Word>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rests: BTreeMap<Day, Rest>,
}

/// The last word of a day. Of two at the same instant the leave holds, then the team that comes last by
/// name, so that which of them arrived first decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Word {
    at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    left: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    team: Option<String>,
}

/// Days of rest from a day on; of two said at the same instant the longer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Rest {
    at: DateTime<Utc>,
    days: u32,
}

/// Days in a row in which a resident takes part for the same team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay<'a> {
    /// The team; none where everyone walks for themselves.
    pub team: Option<&'a str>,
    /// The first day.
    pub from: Day,
    /// The last day; open when `None`.
    pub until: Option<Day>,
}

/// How many challenges are remembered, those that were spoken of last.
const CHALLENGES: usize = 16;

/// How many days with a word, and how many rests, are remembered of each: the first and the last of them.
const WORDS: usize = 32;

/// For how many days a challenge is remembered after the last word about it: two years, the longest time
/// that one can run and be joined ahead.
pub(super) const REMEMBERED: i32 = 2 * 366;

impl Challenges {
    /// Whether none was ever spoken of.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// What was said of a challenge.
    pub fn get(&self, challenge: &str) -> Option<&Membership> {
        self.of.get(challenge)
    }

    /// The challenges that were spoken of, by name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
    }

    pub(super) fn join(&mut self, data: &ChallengeJoined, day: Day, at: DateTime<Utc>) -> bool {
        self.hear(&data.challenge, day, Word { at, left: false, team: data.team.clone() })
    }

    pub(super) fn leave(&mut self, data: &ChallengeLeft, day: Day, at: DateTime<Utc>) -> bool {
        self.hear(&data.challenge, day, Word { at, left: true, team: None })
    }

    pub(super) fn pause(&mut self, data: &ChallengePaused, at: DateTime<Utc>) -> bool {
        let rest = Rest { at, days: data.days };
        self.change(&data.challenge, |of| latest(&mut of.rests, Day::from_date(data.from), rest))
    }

    fn hear(&mut self, challenge: &str, day: Day, word: Word) -> bool {
        self.change(challenge, |of| latest(&mut of.words, day, word))
    }

    fn change(&mut self, challenge: &str, take: impl FnOnce(&mut Membership)) -> bool {
        let before = self.of.get(challenge).cloned();
        take(self.of.entry(challenge.to_owned()).or_default());
        while self.of.len() > CHALLENGES {
            let oldest = self.of.iter().min_by_key(|(name, of)| (of.spoken(), name.as_str()));
            let Some(oldest) = oldest.map(|(name, _)| name.clone()) else { break };
            self.of.remove(&oldest);
        }
        self.of.get(challenge) != before.as_ref()
    }

    /// Forgets challenges that nobody has spoken of for long.
    pub(super) fn prune(&mut self, today: Day) {
        let first = today.plus(-REMEMBERED).date();
        self.of.retain(|_, of| of.spoken().is_some_and(|at| at.date_naive() >= first));
    }
}

impl Membership {
    /// The days in a row in which the resident takes part, oldest first; none of them empty. The last word
    /// of a day holds for the whole day. What was said after `join_until` to join or to change the team
    /// does not hold; to leave, it does. Who no longer agrees to engagement has left by that, and joins only once
    /// they agree again; `agreed` is when they did last.
    pub fn stays(&self, join_until: Day, withdrawals: &Withdrawals, agreed: Option<DateTime<Utc>>) -> Vec<Stay<'_>> {
        let days: BTreeSet<Day> = self.words.keys().copied().chain(withdrawals.days()).collect();
        let mut stays: Vec<Stay<'_>> = Vec::new();
        for day in days {
            // At the same instant, the leave holds.
            let word = self.words.get(&day).filter(|word| withdrawals.on(day).is_none_or(|at| at < word.at));
            let joined = word.filter(|word| !word.left);
            if joined.is_some_and(|word| withdrawals.hold(word.at, agreed)) {
                continue;
            }
            let open = stays.last_mut().filter(|stay| stay.until.is_none());
            match (open, joined.map(|word| word.team.as_deref())) {
                (Some(stay), None) => stay.until = Some(day.plus(-1)),
                (Some(stay), Some(team)) if stay.team != team && day <= join_until => {
                    stay.until = Some(day.plus(-1));
                    stays.push(Stay { team, from: day, until: None });
                }
                (None, Some(team)) if day <= join_until => stays.push(Stay { team, from: day, until: None }),
                _ => {}
            }
        }
        stays
    }

    /// The days of rest between two days, as first and last, oldest first: `most` of them together, the
    /// earliest first.
    pub fn rests(&self, first: Day, last: Day, most: i32) -> Vec<(Day, Day)> {
        let mut left = most;
        let mut next = first;
        let mut rests = Vec::new();
        for (day, rest) in &self.rests {
            let from = next.max(*day);
            let until = day.plus(i32::try_from(rest.days).unwrap_or(i32::MAX)).plus(-1).min(last);
            let until = until.min(from.plus(left - 1));
            if from <= until {
                rests.push((from, until));
                left -= until.since(from) + 1;
                next = until.plus(1);
            }
        }
        rests
    }

    /// When the last word about it was said.
    fn spoken(&self) -> Option<DateTime<Utc>> {
        let words = self.words.values().map(|word| word.at);
        words.chain(self.rests.values().map(|rest| rest.at)).max()
    }
}

/// Takes a word in that is later than the one known of its day, and keeps the first day and the last ones.
fn latest<W: Ord>(words: &mut BTreeMap<Day, W>, day: Day, word: W) {
    match words.get_mut(&day) {
        Some(known) if *known < word => *known = word,
        Some(_) => return,
        None => _ = words.insert(day, word),
    }
    if words.len() > WORDS
        && let Some(second) = words.keys().nth(1).copied()
    {
        words.remove(&second);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const DAY: Day = Day(20_760);

    fn at(day: i32, hour: i32) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(i64::from(day * 24 + hour))
    }

    fn join(team: &str) -> ChallengeJoined {
        ChallengeJoined { challenge: "walk".to_owned(), team: Some(team.to_owned()) }
    }

    fn leave() -> ChallengeLeft {
        ChallengeLeft { challenge: "walk".to_owned() }
    }

    fn stays(challenges: &Challenges) -> Vec<(Option<&str>, i32, Option<i32>)> {
        let stays = challenges.get("walk").unwrap().stays(DAY.plus(20), Box::leak(Box::default()), None);
        stays.into_iter().map(|stay| (stay.team, stay.from.0, stay.until.map(|day| day.0))).collect()
    }

    #[test]
    fn a_new_team_has_the_days_from_then_on() {
        let mut challenges = Challenges::default();
        assert!(challenges.join(&join("red"), Day(1), at(1, 9)));
        assert!(!challenges.join(&join("red"), Day(1), at(1, 9)), "joining twice changes nothing");
        challenges.join(&join("red"), Day(3), at(3, 9));
        challenges.join(&join("blue"), Day(5), at(5, 9));
        challenges.leave(&leave(), Day(9), at(9, 9));
        assert_eq!(stays(&challenges), [(Some("red"), 1, Some(4)), (Some("blue"), 5, Some(8))]);
    }

    #[test]
    fn the_last_word_of_a_day_holds_for_the_day() {
        let words = [(join("red"), at(1, 9)), (join("blue"), at(1, 10)), (join("green"), at(1, 8))];
        let mut challenges = Challenges::default();
        for (word, at) in &words {
            challenges.join(word, Day(1), *at);
        }
        assert_eq!(stays(&challenges), [(Some("blue"), 1, None)]);
        challenges.leave(&leave(), Day(1), at(1, 10));
        assert!(stays(&challenges).is_empty());
    }

    #[test]
    fn after_the_last_day_to_join_one_can_only_leave() {
        let mut challenges = Challenges::default();
        challenges.join(&join("red"), Day(1), at(1, 9));
        let of = |challenges: &Challenges, join_until| {
            challenges.get("walk").unwrap().stays(join_until, &Withdrawals::default(), None).len()
        };
        challenges.join(&join("blue"), Day(5), at(5, 9));
        assert_eq!((of(&challenges, Day(4)), of(&challenges, Day(5))), (1, 2));
        challenges.leave(&leave(), Day(7), at(7, 9));
        challenges.join(&join("red"), Day(8), at(8, 9));
        assert_eq!((of(&challenges, Day(7)), of(&challenges, Day(8))), (2, 3));
    }

    #[test]
    fn who_no_longer_agrees_has_left_whatever_arrives_first() {
        let mut challenges = Challenges::default();
        challenges.join(&join("red"), Day(1), at(1, 9));
        challenges.join(&join("red"), Day(5), at(5, 9));
        challenges.join(&join("blue"), Day(8), at(8, 9));
        let mut withdrawals = Withdrawals::default();
        let of = |withdrawals: &Withdrawals, agreed| {
            let stays = challenges.get("walk").unwrap().stays(Day(20), withdrawals, agreed);
            stays.iter().map(|stay| (stay.from.0, stay.until.map(|day| day.0))).collect::<Vec<_>>()
        };
        assert_eq!(of(&withdrawals, None), [(1, Some(7)), (8, None)]);
        withdrawals.withdraw(Day(3), at(3, 9));
        assert_eq!(of(&withdrawals, Some(at(2, 9))), [(1, Some(2))]);
        assert_eq!(of(&withdrawals, Some(at(6, 9))), [(1, Some(2)), (8, None)]);
        withdrawals.agree(at(4, 9), Some(at(6, 9)));
        assert_eq!(of(&withdrawals, Some(at(6, 9))), [(1, Some(2)), (5, Some(7)), (8, None)]);
        // At the same instant, the leave holds.
        withdrawals.withdraw(Day(8), at(8, 9));
        assert_eq!(of(&withdrawals, Some(at(6, 9))), [(1, Some(2)), (5, Some(7))]);
        withdrawals.withdraw(Day(8), at(8, 8));
        assert_eq!(of(&withdrawals, Some(at(6, 9))).len(), 2, "the last time of a day holds");
        for day in 30..80 {
            withdrawals.withdraw(Day(day), at(day, 9));
            withdrawals.agree(at(day, 10), Some(at(day + 1, 10)));
        }
        assert_eq!((withdrawals.days().count(), withdrawals.days().next()), (32, Some(Day(48))));
        assert_eq!(
            serde_json::from_str::<Withdrawals>(&serde_json::to_string(&withdrawals).unwrap()).unwrap(),
            withdrawals
        );
        withdrawals.prune(Day(79));
        assert_eq!(withdrawals.days().count(), 1);
        withdrawals.prune(Day(80));
        assert!(withdrawals.is_empty());
    }

    #[test]
    fn rests_overlap_end_and_are_limited() {
        let mut challenges = Challenges::default();
        let pause = |from: Day, days| ChallengePaused { challenge: "walk".to_owned(), from: from.date(), days };
        for (from, days) in [(DAY, 3), (DAY.plus(2), 2), (DAY.plus(10), 5)] {
            challenges.pause(&pause(from, days), at(1, 9));
        }
        let rests = |challenges: &Challenges, most| challenges.get("walk").unwrap().rests(Day(0), DAY.plus(11), most);
        let (first, second) = ((DAY, DAY.plus(2)), (DAY.plus(3), DAY.plus(3)));
        assert_eq!(rests(&challenges, 62), [first, second, (DAY.plus(10), DAY.plus(11))]);
        assert_eq!(rests(&challenges, 4), [first, second]);
        assert!(rests(&challenges, 0).is_empty());
        assert!(challenges.pause(&pause(DAY, 0), at(1, 10)));
        assert_eq!(rests(&challenges, 2), [(DAY.plus(2), DAY.plus(3))]);
        assert!(!challenges.pause(&pause(DAY, 9), at(1, 9)), "an earlier word");
    }

    #[test]
    fn what_is_kept_comes_back_and_has_bounds() {
        let mut challenges = Challenges::default();
        for day in 0..100 {
            let team = if day % 2 == 0 { "red" } else { "blue" };
            challenges.join(&join(team), Day(day), at(day, 9));
        }
        let json = serde_json::to_string(&challenges).unwrap();
        assert!(json.starts_with(r#"{"walk":{"words":{"0":{"at":"1970-01-01T09:00:00Z","team":"red"}"#), "{json}");
        assert_eq!(serde_json::from_str::<Challenges>(&json).unwrap(), challenges);
        assert_eq!(challenges.get("walk").unwrap().words.len(), WORDS);
        for n in 0..20 {
            let other = ChallengeJoined { challenge: format!("walk_{n}"), team: None };
            challenges.join(&other, Day(200 + n), at(200 + n, 9));
        }
        assert_eq!((challenges.names().count(), challenges.get("walk")), (CHALLENGES, None));
        challenges.prune(Day(219 + REMEMBERED));
        assert_eq!(challenges.names().collect::<Vec<_>>(), ["walk_19"]);
    }
}
