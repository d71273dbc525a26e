use super::{Kind, Refusal, sensible_date};
use crate::pack::is_name;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A resident takes part in a walking challenge from the day of the event's `time` on. Joining once more
/// with another team changes the team: the days before stay with the one that was.
///
/// ```json
/// {"challenge": "autumn_walk", "team": "桜山"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeJoined {
    /// The campaign that is the challenge, by its name.
    pub challenge: String,
    /// The team, district or workplace, as the city names it; none where everyone walks for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
}

/// A resident no longer takes part, from the day of the event's `time` on. The days before stay.
///
/// ```json
/// {"challenge": "autumn_walk"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeLeft {
    /// The campaign that is the challenge, by its name.
    pub challenge: String,
}

/// A resident rests for some days, for illness: they count neither for nor against. Said again of the same
/// first day, the later word holds; 0 days take it back.
///
/// ```json
/// {"challenge": "autumn_walk", "from": "2026-11-20", "days": 3}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengePaused {
    /// The campaign that is the challenge, by its name.
    pub challenge: String,
    /// The first day of rest, in the city's zone. It may lie ahead.
    pub from: NaiveDate,
    /// How many days, 0 to 62.
    pub days: u32,
}

/// The longest name of a team, in characters.
const TEAM: usize = 50;

/// The longest rest that is said at once.
const REST: u32 = 62;

impl Kind for ChallengeJoined {
    fn check(&self) -> Result<(), Refusal> {
        named(&self.challenge)?;
        let Some(team) = &self.team else { return Ok(()) };
        let is_plain = team.trim() == team && !team.is_empty() && !team.chars().any(char::is_control);
        if is_plain && team.chars().count() <= TEAM {
            return Ok(());
        }
        Err(Refusal::data(format!(
            "`team` has 1 to {TEAM} characters, none of them a control character, and no space at its ends"
        )))
    }
}

impl Kind for ChallengeLeft {
    fn check(&self) -> Result<(), Refusal> {
        named(&self.challenge)
    }
}

impl Kind for ChallengePaused {
    fn check(&self) -> Result<(), Refusal> {
        named(&self.challenge)?;
        sensible_date("from", self.from)?;
        if self.days > REST {
            return Err(Refusal::data(format!("`days` is {}; it can be 0 to {REST}", self.days)));
        }
        Ok(())
    }
}

fn named(challenge: &str) -> Result<(), Refusal> {
    if is_name(challenge) {
        return Ok(());
    }
    let text: String = challenge.chars().filter(|c| !c.is_control()).take(60).collect();
    Err(Refusal::data(format!("`challenge` is `{text}`, which is not a campaign's name: a–z, then a–z, 0–9 and `_`")))
}
