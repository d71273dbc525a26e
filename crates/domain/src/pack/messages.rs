//! A campaign's messages: when each may go, and what it says.

mod file;
mod own_page;
mod places;
mod sms;
mod style;
mod texts;
mod wording;

pub(super) use file::read;
pub use own_page::{OwnPage, leads_to_own_page, with_own_page, with_sample_page};
pub(crate) use own_page::{SAMPLE, without_own_page};
pub use places::LineText;
pub(crate) use sms::{first_on_line, sms_after_line, whole_sms};
pub use style::{Link, Style};
pub(super) use texts::Around;

use super::{City, sms_length};
use crate::event::ChannelKind;
use crate::time::{Day, Zone};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A message: when it may go, and its texts by language and channel.
///
/// ```toml
/// [almost_there]
/// once_per = "day"
/// valid_for = "today"
/// if_quiet = "drop"
/// outdoor = true
///
/// [almost_there.ja]
/// line = "きょうはあと{left}歩で目標です。\n夕方の涼しいうちに、ひと回りいかがですか。"
/// sms = "荒尾市:きょうはあと{left}歩で目標です。"
/// replies = [{ label = "歩いてくる", action = "go" }]
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// How often a resident gets it at most.
    pub once_per: OncePer,
    /// How long it is worth reading.
    pub valid_for: ValidFor,
    /// What becomes of it in quiet hours.
    pub if_quiet: IfQuiet,
    /// Whether it calls people outdoors, and so waits while heat is on alert.
    pub outdoor: bool,
    /// Whether it goes before others, and on closed days too.
    pub priority: Priority,
    /// The most parts an SMS of it may have; each is paid for.
    pub max_parts: usize,
    /// Who found the text neutral: it may be sent because of a sensitive fact.
    pub neutral: bool,
    /// Whether a text of it says a word that tells of health. None that has one is published; a pack
    /// that was published before the word was known may, and then the message does not leave.
    pub tells: bool,
    /// Texts by language; Japanese is always there.
    pub texts: BTreeMap<String, Text>,
}

/// A message's text in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// How LINE shows it.
    pub style: Style,
    /// What stands above it on LINE, in large letters.
    pub title: Option<String>,
    /// For LINE; the message does not go by LINE when absent.
    pub line: Option<String>,
    /// For SMS; the message does not go by SMS when absent.
    pub sms: Option<String>,
    /// What can be answered with a tap, on LINE.
    pub replies: Vec<Reply>,
    /// What opens with a tap, on LINE.
    pub link: Option<Link>,
    /// What stands on the resident's own page in place of the text for LINE.
    pub page: Option<String>,
}

/// Where something stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// In the text as a whole.
    Whole,
    Title,
    Line,
    Sms,
    /// In the reply of this number, from 0.
    Reply(usize),
    Link,
    /// What only the resident's own page shows.
    Page,
}

/// An answer that can be tapped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// What is written on it, 20 characters at most.
    pub label: String,
    /// The name under which rules see it; `stop` stops all messages.
    pub action: String,
}

/// How often something may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OncePer {
    /// Once for each civil day.
    #[default]
    Day,
    /// Once for each week, Monday to Sunday.
    Week,
    /// Once for each calendar month.
    Month,
    /// Once in all.
    Campaign,
}

impl OncePer {
    /// The first day of the period that a day belongs to; day 0 for once in all.
    pub fn period(self, day: Day) -> Day {
        match self {
            Self::Day => day,
            Self::Week => day.monday(),
            Self::Month => day.month_start(),
            Self::Campaign => Day(0),
        }
    }

    /// The name of the period, which says a message's occasion.
    pub fn occasion(self, day: Day) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => format!("week of {}", day.monday()),
            Self::Month => day.date().format("%Y-%m").to_string(),
            Self::Campaign => "once".to_owned(),
        }
    }
}

/// How long a message is worth reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValidFor {
    /// To the end of the day it is about.
    #[default]
    Today,
    /// So many hours from when it was decided.
    Hours(u32),
    /// To the end of the day so many days after the one it is about.
    Days(u32),
}

impl ValidFor {
    /// When a message about `day`, meant for the instant `from`, is no longer worth reading.
    pub fn expiry(self, zone: Zone, day: Day, from: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Today => zone.end_of(day),
            Self::Hours(hours) => from + TimeDelta::hours(hours.into()),
            Self::Days(days) => zone.end_of(day.plus(days as i32)),
        }
    }

    fn read(text: &str) -> Option<Self> {
        if text == "today" {
            return Some(Self::Today);
        }
        let number = |digits: &str, most: u32| digits.parse().ok().filter(|n| (1..=most).contains(n));
        match text.strip_suffix('h') {
            Some(hours) => number(hours, 240).map(Self::Hours),
            None => number(text.strip_suffix('d')?, 60).map(Self::Days),
        }
    }
}

/// What becomes of a message that is decided in quiet hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfQuiet {
    /// It waits for the morning, if it is still worth reading then.
    #[default]
    Wait,
    /// It is not sent.
    Drop,
}

/// How urgent a message is. The first leaves first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// It cannot wait for the next open day, and leaves before the others.
    High,
    /// It waits on closed days.
    #[default]
    Normal,
}

impl Priority {
    /// Whether it is as most are.
    pub fn is_normal(&self) -> bool {
        *self == Self::Normal
    }
}

/// What a rule fills into a text, by name.
pub type Values = BTreeMap<String, String>;

/// How many letters of a text are enough to know a message by.
const ENOUGH: usize = 20;

impl Message {
    /// What people know it by, who write no files: its title, or how its text begins; where values come, with `…`.
    pub fn called(&self) -> Option<String> {
        let text = self.texts.get("ja")?;
        let said = [&text.title, &text.line, &text.sms].into_iter().find_map(Option::as_deref)?;
        let said = in_one_line(&fill(said.trim(), |_| Some("…".to_owned())));
        let sentence = said.split('。').next().unwrap_or_default();
        let mut called: String = sentence.chars().take(ENOUGH).collect();
        if called.len() < sentence.len() {
            called.push('…');
        }
        Some(called)
    }

    /// How many parts an SMS has that has too many, for this message or for the carriers.
    pub fn excess(&self, sms: &str) -> Option<usize> {
        let length = sms_length(&with_sample_page(sms));
        (length.parts > self.max_parts || length.is_beyond_carriers()).then_some(length.parts)
    }

    /// The text for a resident's language, and which language that is; Japanese where there is none.
    pub fn text(&self, language: Option<&str>) -> Option<(&str, &Text)> {
        let of = |language: &str| self.texts.get_key_value(language).map(|(language, text)| (language.as_str(), text));
        // `en-US` is served by `en`.
        let primary = language.and_then(|language| of(language.split('-').next().unwrap_or_default()));
        primary.or_else(|| of("ja"))
    }

    /// The names that the texts ask for, beyond those the city gives.
    pub fn placeholders(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .texts
            .values()
            .flat_map(Text::bodies)
            .flat_map(|(_, body)| names_in(body))
            .filter(|name| !GIVEN.contains(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Lines as one: Japanese has no space where one breaks.
fn in_one_line(text: &str) -> String {
    let mut one = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if one.ends_with(|last: char| last.is_ascii()) {
            one.push(' ');
        }
        one.push_str(line);
    }
    one
}

impl Text {
    /// The actions with which it can be answered.
    pub fn offers(&self) -> Vec<String> {
        self.replies.iter().map(|reply| reply.action.clone()).collect()
    }

    /// The bodies in which values may stand, each with its place.
    fn bodies(&self) -> impl Iterator<Item = (Part, &str)> {
        let bodies =
            [(Part::Title, &self.title), (Part::Line, &self.line), (Part::Sms, &self.sms), (Part::Page, &self.page)];
        bodies.into_iter().filter_map(|(part, body)| Some((part, body.as_deref()?)))
    }

    /// All that a resident would read, each with its place.
    fn said(&self) -> impl Iterator<Item = (Part, &str)> {
        let replies = self.replies.iter().enumerate().map(|(place, reply)| (Part::Reply(place), reply.label.as_str()));
        let link = self.link.iter().flat_map(|link| [link.label.as_str(), link.url.as_str()]);
        self.bodies().chain(replies).chain(link.map(|said| (Part::Link, said)))
    }

    /// Whether values stand in it, be it only the city's.
    pub fn has_values(&self) -> bool {
        self.bodies().any(|(_, body)| body.contains('{'))
    }

    /// The body for a channel with its values filled in, or the name of a value that is
    /// missing. `None` when the message does not go by that channel.
    pub fn body(&self, channel: ChannelKind, values: &Values, city: &City) -> Option<Result<String, String>> {
        let body = match channel {
            ChannelKind::Line => self.line.as_deref()?,
            ChannelKind::Sms => self.sms.as_deref()?,
            ChannelKind::Paper => return None,
        };
        Some(filled(body, values, city))
    }

    /// What stands on the resident's own page alone, with its values filled in, or the name of a value that is missing.
    pub fn own(&self, values: &Values, city: &City) -> Option<Result<String, String>> {
        self.page.as_deref().map(|page| filled(page, values, city))
    }

    /// The title with its values filled in, or the name of a value that is missing.
    pub fn heading(&self, values: &Values, city: &City) -> Option<Result<String, String>> {
        self.title.as_deref().map(|title| filled(title, values, city))
    }
}

fn filled(said: &str, values: &Values, city: &City) -> Result<String, String> {
    let mut missing = None;
    let filled = fill(said, |name| {
        let value = given(name, Some(city)).or_else(|| values.get(name).cloned());
        if value.is_none() {
            missing = Some(name.to_owned());
        }
        value
    });
    missing.map_or(Ok(filled), Err)
}

/// Values that every text may have, whatever the rule gives.
const GIVEN: [&str; 3] = ["city", "sender", own_page::NAME];

fn given(name: &str, city: Option<&City>) -> Option<String> {
    match name {
        "city" => city.map(|city| city.name.clone()),
        "sender" => city.map(|city| city.sender.clone()),
        // The mark stays until the message leaves.
        own_page::NAME => Some(OwnPage::Home.mark()),
        _ => None,
    }
}

fn names_in(body: &str) -> impl Iterator<Item = &str> {
    body.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn fill(body: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut pieces = body.split('{');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once('}') {
            Some((name, rest)) => {
                filled.push_str(&value(name).unwrap_or_default());
                filled.push_str(rest);
            }
            None => {
                filled.push('{');
                filled.push_str(piece);
            }
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(title: Option<&str>, line: Option<&str>, sms: Option<&str>) -> Option<String> {
        let [title, line, sms] = [title, line, sms].map(|said| said.map(str::to_owned));
        let text = Text { style: Style::default(), title, line, sms, replies: Vec::new(), link: None, page: None };
        let message = Message {
            once_per: OncePer::Day,
            valid_for: ValidFor::Today,
            if_quiet: IfQuiet::Wait,
            outdoor: false,
            priority: Priority::Normal,
            max_parts: 1,
            neutral: false,
            tells: false,
            texts: [("ja".to_owned(), text)].into(),
        };
        message.called()
    }

    #[test]
    fn a_message_is_known_by_its_title_or_how_it_begins() {
        let long = "きょうはあと{left}歩で、先週きめた目標にとどきます。夕方に。";
        assert_eq!(called(Some("あと少し"), Some(long), None).as_deref(), Some("あと少し"));
        assert_eq!(called(None, Some(long), None).as_deref(), Some("きょうはあと…歩で、先週きめた目標にとど…"));
        assert_eq!(called(None, None, Some("荒尾市\nです。\nお元気ですか")).as_deref(), Some("荒尾市です"));
        assert_eq!(called(None, Some("Good day.\nHow are you"), None).as_deref(), Some("Good day. How are yo…"));
        assert_eq!(called(None, None, None), None);
    }
}
