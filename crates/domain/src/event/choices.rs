use super::{ChannelKind, Kind, Refusal, sensible_date, short};
use crate::pack::is_name;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What a resident chose on their own page: the whole of it each time. What is absent is as it is for everybody.
///
/// ```json
/// {"topics_off": ["walking"], "hours": {"from": 9, "until": 18}, "paused_until": "2026-12-20", "prefer": "sms",
///  "language": "easy_ja", "family": [{"id": "k3m9x2p7q4", "called": "娘"}], "closed": "2026-11-20T11:00:00Z"}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Topics of which no messages are wanted, by their names in city.toml; 20 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics_off: Vec<String>,
    /// The hours of the day in which messages may come.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "super::object::optional")]
    pub hours: Option<Hours>,
    /// The last day of a pause of all messages, in the city's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<NaiveDate>,
    /// By which way first: LINE or SMS. As enrolled when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefer: Option<ChannelKind>,
    /// The language of messages, as in the enrolment. As enrolled when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who of the family may open the resident's page for them; 3 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "super::object::list")]
    pub family: Vec<Relative>,
    /// Every browser and every link that was let in before is out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<DateTime<Utc>>,
}

/// Whole hours of the day, in the city's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The first hour, 0 to 23.
    pub from: u32,
    /// The hour at which they end, 1 to 24.
    pub until: u32,
}

/// Somebody of the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relative {
    /// By what the page knows them: 8 to 32 of a–z and 0–9.
    pub id: String,
    /// What the resident calls them, 1 to 20 characters.
    pub called: String,
}

impl Hours {
    /// The clock times at which they begin and end. 24 o'clock is the midnight at which a day begins.
    pub fn clock(self) -> (NaiveTime, NaiveTime) {
        let time = |hour: u32| NaiveTime::from_hms_opt(hour % 24, 0, 0).unwrap_or_default();
        (time(self.from), time(self.until))
    }
}

impl Choices {
    /// The most topics that can be off.
    pub const TOPICS: usize = 20;
    /// The most relatives.
    pub const FAMILY: usize = 3;
    /// The longest pause that is chosen at once, in weeks.
    pub const WEEKS: i64 = 26;

    /// Checks what depends on when it was said. It may be tomorrow already where the city is.
    pub(super) fn check_pause(&self, said: DateTime<Utc>) -> Result<(), Refusal> {
        let last = (said + TimeDelta::hours(14)).date_naive() + TimeDelta::weeks(Self::WEEKS);
        match self.paused_until {
            Some(until) if until > last => Err(Refusal::data(format!(
                "`paused_until` is {until}; a pause can last {} weeks from the event's `time` on",
                Self::WEEKS
            ))),
            _ => Ok(()),
        }
    }
}

impl Kind for Choices {
    fn check(&self) -> Result<(), Refusal> {
        if self.topics_off.len() > Self::TOPICS {
            return Err(Refusal::data(format!("`topics_off` names more than {} topics", Self::TOPICS)));
        }
        if let Some(topic) = self.topics_off.iter().find(|topic| !is_name(topic)) {
            let text: String = topic.chars().filter(|c| !c.is_control()).take(60).collect();
            return Err(Refusal::data(format!(
                "`topics_off` has `{text}`, which is not a topic's name: a–z, then a–z, 0–9 and `_`"
            )));
        }
        if is_twice(self.topics_off.iter()) {
            return Err(Refusal::data("`topics_off` names a topic twice"));
        }
        if let Some(Hours { from, until }) = self.hours.filter(|hours| hours.from >= hours.until || hours.until > 24) {
            return Err(Refusal::data(format!(
                "`hours` goes from {from} until {until}; both are hours from 0 to 24, and `from` is before `until`"
            )));
        }
        self.paused_until.map_or(Ok(()), |until| sensible_date("paused_until", until))?;
        if self.prefer == Some(ChannelKind::Paper) {
            return Err(Refusal::data("`prefer` is `line` or `sms`; it is `paper`"));
        }
        short("language", self.language.as_deref().unwrap_or_default(), 20)?;
        if self.family.len() > Self::FAMILY {
            return Err(Refusal::data(format!("`family` has more than {} people", Self::FAMILY)));
        }
        if is_twice(self.family.iter().map(|relative| &relative.id)) {
            return Err(Refusal::data("`family` has an `id` twice"));
        }
        self.family.iter().try_for_each(Relative::check)
    }
}

impl Relative {
    fn check(&self) -> Result<(), Refusal> {
        let is_plain = self.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !is_plain || !(8..=32).contains(&self.id.len()) {
            return Err(Refusal::data("`id` in `family` has 8 to 32 characters of a–z and 0–9"));
        }
        let length = self.called.chars().count();
        if !(1..=20).contains(&length) || self.called.chars().any(char::is_control) {
            return Err(Refusal::data("`called` in `family` has 1 to 20 characters, none of them a control character"));
        }
        Ok(())
    }
}

fn is_twice<'a>(names: impl Iterator<Item = &'a String>) -> bool {
    let mut names: Vec<&String> = names.collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    names.len() < count
}
