use super::text::{MAX_LINE_UNITS, SMS_UNITS, sensitive_word, sms_parts, utf16_units};
use super::{City, is_name};
use crate::event::ChannelKind;
use crate::time::{Day, Zone};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

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
    /// The most parts an SMS of it may have; each is paid for.
    pub max_parts: usize,
    /// Who found the text neutral: it may be sent because of a sensitive fact.
    pub neutral: bool,
    /// Texts by language; Japanese is always there.
    pub texts: BTreeMap<String, Text>,
}

/// A message's text in one language.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// For LINE; the message does not go by LINE when absent.
    pub line: Option<String>,
    /// For SMS; the message does not go by SMS when absent.
    pub sms: Option<String>,
    /// What can be answered with a tap, on LINE.
    #[serde(default)]
    pub replies: Vec<Reply>,
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

/// What a rule fills into a text, by name.
pub type Values = BTreeMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    once_per: OncePer,
    valid_for: Option<Spanned<String>>,
    #[serde(default)]
    if_quiet: IfQuiet,
    #[serde(default)]
    outdoor: bool,
    max_parts: Option<Spanned<usize>>,
    neutral: Option<Spanned<Approval>>,
    ja: Spanned<Text>,
    easy_ja: Option<Spanned<Text>>,
    en: Option<Spanned<Text>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    approved_by: String,
    /// Kept for readers of the file; a valid date is all that is asked of it.
    #[serde(rename = "on")]
    _on: toml::value::Datetime,
}

pub(super) fn read(
    text: &str,
    city: Option<&City>,
    problem: &mut dyn FnMut(Range<usize>, String),
) -> Option<BTreeMap<String, Message>> {
    let files: BTreeMap<Spanned<String>, File> = match toml::from_str(text) {
        Ok(files) => files,
        Err(error) => {
            problem(error.span().unwrap_or_default(), error.message().to_owned());
            return None;
        }
    };
    let mut messages = BTreeMap::new();
    for (name, file) in files {
        if !is_name(name.get_ref()) {
            let message =
                format!("`{}` is not a name: begin with a–z, then a–z, 0–9 and `_`, 40 at most", name.get_ref());
            problem(name.span(), message);
        }
        messages.insert(name.into_inner(), read_message(file, city, problem));
    }
    Some(messages)
}

fn read_message(file: File, city: Option<&City>, problem: &mut dyn FnMut(Range<usize>, String)) -> Message {
    let valid_for = file.valid_for.and_then(|value| {
        let valid = ValidFor::read(value.get_ref());
        if valid.is_none() {
            let message =
                format!("`{}` is not a time; write `today`, `12h` (to 240h) or `3d` (to 60d)", value.get_ref());
            problem(value.span(), message);
        }
        valid
    });
    let max_parts = file.max_parts.map_or(1, |parts| {
        if !(1..=10).contains(parts.get_ref()) {
            problem(parts.span(), "`max_parts` can be 1 to 10; each part is paid for".to_owned());
        }
        parts.into_inner()
    });
    if let Some(approval) = &file.neutral
        && approval.get_ref().approved_by.trim().is_empty()
    {
        problem(approval.span(), "say in `approved_by` who found the text neutral".to_owned());
    }
    let mut message = Message {
        once_per: file.once_per,
        valid_for: valid_for.unwrap_or_default(),
        if_quiet: file.if_quiet,
        outdoor: file.outdoor,
        max_parts,
        neutral: file.neutral.is_some(),
        texts: BTreeMap::new(),
    };
    for (language, text) in [("ja", Some(file.ja)), ("easy_ja", file.easy_ja), ("en", file.en)] {
        let Some(text) = text else { continue };
        let span = text.span();
        for complaint in message.check_text(text.get_ref(), city) {
            problem(span.clone(), complaint);
        }
        message.texts.insert(language.to_owned(), text.into_inner());
    }
    message
}

impl Message {
    /// The text for a resident's language; Japanese where there is none.
    pub fn text(&self, language: Option<&str>) -> Option<&Text> {
        // `en-US` is served by `en`.
        let primary = |language: &str| language.split('-').next().and_then(|primary| self.texts.get(primary));
        language.and_then(primary).or_else(|| self.texts.get("ja"))
    }

    /// The names that the texts ask for, beyond those the city gives.
    pub fn placeholders(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .texts
            .values()
            .flat_map(|text| [text.line.as_deref(), text.sms.as_deref()])
            .flatten()
            .flat_map(names_in)
            .filter(|name| !GIVEN.contains(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn check_text(&self, text: &Text, city: Option<&City>) -> Vec<String> {
        let mut found = Vec::new();
        if text.line.is_none() && text.sms.is_none() {
            found.push("there is no text; write `line = \"…\"`, `sms = \"…\"` or both".to_owned());
        }
        for said in text.line.iter().chain(&text.sms).chain(text.replies.iter().map(|reply| &reply.label)) {
            if let Some(word) = sensitive_word(said) {
                found.push(format!(
                    "the text says 「{word}」, which tells of health; a message names no disease, risk or test value. \
                     Invite to a talk instead"
                ));
            }
        }
        for body in [&text.line, &text.sms].into_iter().flatten() {
            if body.trim().is_empty() {
                found.push("the text is empty".to_owned());
            }
            if body.contains(['｛', '｝']) || body.matches('{').count() != body.matches('}').count() {
                found.push("a value stands between `{` and `}`, both of half width; one of them is missing".to_owned());
            }
            match names_in(body).find(|name| !is_name(name)) {
                Some(name) => found.push(format!("`{{{name}}}` is not a name of a value; `{{left}}` would be one")),
                None if self.neutral => {
                    if let Some(name) = names_in(body).find(|name| !GIVEN.contains(name)) {
                        found.push(format!("a neutral text has no values of its own; take out `{{{name}}}`"));
                    }
                }
                None => {}
            }
        }
        let longest = |body: &str| fill(body, |name| given(name, city).or_else(|| Some("200,000".to_owned())));
        if let Some(units) = text.line.as_deref().map(longest).map(|body| utf16_units(&body))
            && units > MAX_LINE_UNITS
        {
            found.push(format!("the LINE text has {units} characters; LINE takes {MAX_LINE_UNITS}"));
        }
        if let Some(body) = text.sms.as_deref().map(longest) {
            let parts = sms_parts(&body);
            if parts > self.max_parts {
                found.push(format!(
                    "the SMS has {} characters ({parts} parts); one part has {SMS_UNITS}. Shorten it, or allow more \
                     with `max_parts`",
                    utf16_units(&body)
                ));
            }
        }
        if text.replies.len() > 13 {
            found.push("LINE shows 13 replies at most".to_owned());
        }
        for reply in &text.replies {
            if reply.label.is_empty() || reply.label.chars().count() > 20 {
                found.push(format!("the label 「{}」 has 1 to 20 characters", reply.label));
            }
            if !is_name(&reply.action) {
                found.push(format!("`{}` cannot name an action; `go` or `not_now` would do", reply.action));
            }
        }
        found
    }
}

impl Text {
    /// The actions with which it can be answered.
    pub fn offers(&self) -> Vec<String> {
        self.replies.iter().map(|reply| reply.action.clone()).collect()
    }

    /// The body for a channel with its values filled in, or the name of a value that is
    /// missing. `None` when the message does not go by that channel.
    pub fn body(&self, channel: ChannelKind, values: &Values, city: &City) -> Option<Result<String, String>> {
        let body = match channel {
            ChannelKind::Line => self.line.as_deref()?,
            ChannelKind::Sms => self.sms.as_deref()?,
            ChannelKind::Paper => return None,
        };
        let mut missing = None;
        let filled = fill(body, |name| {
            let value = given(name, Some(city)).or_else(|| values.get(name).cloned());
            if value.is_none() {
                missing = Some(name.to_owned());
            }
            value
        });
        Some(missing.map_or(Ok(filled), Err))
    }
}

/// Values that the city gives to every text.
const GIVEN: [&str; 2] = ["city", "sender"];

fn given(name: &str, city: Option<&City>) -> Option<String> {
    match name {
        "city" => city.map(|city| city.name.clone()),
        "sender" => city.map(|city| city.sender.clone()),
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
