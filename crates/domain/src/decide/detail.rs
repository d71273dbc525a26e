use crate::event::Hours;
use crate::pack::Cap;
use crate::points::PointCap;
use crate::sentence::Sentence;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// More about a verdict than its reason, for `why`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// The campaign has no message of this name.
    NoSuchMessage(String),
    /// The campaign has no award of this name.
    NoSuchAward(String),
    /// A text asks for a value that the rule does not give.
    NoValue(String),
    /// With its values the text says a word that tells of health.
    TellsOfHealth,
    /// With its values the SMS has this many parts, more than the message may have.
    SmsParts(usize),
    /// Staff, or a fuse, have stopped the campaign or all messages.
    Paused,
    /// The city is closed on this day, by its name, and the message cannot wait until it is open.
    ClosedDay(String),
    /// The resident wants no messages of the campaign's topic; what the city calls it.
    TopicOff(Sentence),
    /// The resident chose a pause, to this day.
    OwnPause(NaiveDate),
    /// It is outside of the hours that the resident chose, and the message cannot wait until they come.
    OwnHours(Hours),
    /// The city's cap is reached.
    CityCap(Cap),
    /// The campaign's own cap is reached.
    CampaignCap(Cap),
    /// A cap of the city keeps some of the points, or all, from being granted.
    PointsCapped(PointCap),
    /// Points are taken back, since the day's steps were revised.
    DayRevised,
    /// Points are taken back, since the record that earned them was.
    RecordWithdrawn,
    /// Why the resident was not entered in a walking challenge.
    NotJoined(Sentence),
    /// The resident is in the arm in which nothing is sent.
    InControl,
    /// The resident is held out of all campaigns.
    HeldOut,
    /// The campaign has not begun in the resident's district; it does on this day.
    NotYet(NaiveDate),
    /// Arms are of teams, and the resident is in none yet.
    NoTeam,
    /// The draw at this decision point said no.
    DrawnOut,
    /// What the script's error says.
    Script(Sentence),
    /// The same, as it was stored when it was told in English only.
    #[serde(untagged)]
    Error(String),
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_a_script_said_is_read_as_it_was_stored_in_one_language_or_two() {
        let of = |json: &str| serde_json::from_str::<Detail>(json).unwrap();
        assert_eq!(of("\"this divides by 0\""), Detail::Error("this divides by 0".to_owned()));
        let said = Sentence::new("this divides by 0", "0で割っています。");
        let script = Detail::Script(said);
        assert_eq!(of(&serde_json::to_string(&script).unwrap()), script);
    }
}
