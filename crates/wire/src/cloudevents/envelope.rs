//! An event's attributes as they arrived, whatever the mode, and what becomes of them.

use super::media;
use crate::Received;
use crate::echo::clip;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::event::{Event, Payload, Refusal};
use domain::id::ResidentId;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// An attribute's value as it arrived.
pub(super) enum Text<'a> {
    /// A text.
    Is(Cow<'a, str>),
    /// JSON's `null`, which means that the attribute is not set (JSON format section 2.2).
    Unset,
    /// Something else, with the words that complete "the attribute `x` …".
    Wrong(&'static str),
}

/// What one event brings.
#[derive(Default)]
pub(super) struct Envelope<'a> {
    pub(super) id: Option<Text<'a>>,
    source: Option<Text<'a>>,
    specversion: Option<Text<'a>>,
    kind: Option<Text<'a>>,
    time: Option<Text<'a>>,
    subject: Option<Text<'a>>,
    datacontenttype: Option<Text<'a>>,
    dataschema: Option<Text<'a>>,
    data_base64: Option<Text<'a>>,
    data: Option<&'a str>,
    extensions: BTreeSet<Cow<'a, str>>,
    /// The first thing that is wrong with the names of the attributes.
    problem: Option<Refusal>,
}

/// Whether a name was new to the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    First,
    Again,
}

impl<'a> Envelope<'a> {
    /// The envelope of what is no event at all.
    pub(super) fn refused(problem: Refusal) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }

    /// The place of an attribute that the specification defines, with its name.
    pub(super) fn slot(&mut self, name: &str) -> Option<(&'static str, &mut Option<Text<'a>>)> {
        Some(match name {
            "id" => ("id", &mut self.id),
            "source" => ("source", &mut self.source),
            "specversion" => ("specversion", &mut self.specversion),
            "type" => ("type", &mut self.kind),
            "time" => ("time", &mut self.time),
            "subject" => ("subject", &mut self.subject),
            "datacontenttype" => ("datacontenttype", &mut self.datacontenttype),
            "dataschema" => ("dataschema", &mut self.dataschema),
            "data_base64" => ("data_base64", &mut self.data_base64),
            _ => return None,
        })
    }

    /// Puts a defined attribute in its place; when it comes twice, the first stays.
    pub(super) fn put(&mut self, name: &str, value: Text<'a>) -> Met {
        match self.slot(name) {
            Some((_, slot @ None)) => {
                *slot = Some(value);
                Met::First
            }
            Some((name, Some(_))) => {
                self.wrong(Refusal::Attribute { name, problem: "comes twice".to_owned() });
                Met::Again
            }
            None => Met::First,
        }
    }

    /// Takes the data as JSON text.
    pub(super) fn put_data(&mut self, json: &'a str) {
        if self.data.replace(json).is_some() {
            self.wrong(Refusal::Attribute { name: "data", problem: "comes twice".to_owned() });
        }
    }

    /// Notes an extension attribute, which is checked and not kept.
    pub(super) fn put_extension(&mut self, name: Cow<'a, str>, problem: Option<&'static str>) -> Met {
        let named = |problem: &str| Refusal::Attribute {
            name: "extension",
            problem: format!("named `{}` {problem}", clip(&name)),
        };
        let is_plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !is_plain || name == "data" {
            self.wrong(named("cannot have that name; names of attributes are made of a–z and 0–9"));
        } else if let Some(problem) = problem {
            self.wrong(named(problem));
        }
        if self.extensions.contains(&name) {
            self.wrong(named("comes twice"));
            return Met::Again;
        }
        self.extensions.insert(name);
        Met::First
    }

    /// Notes what is wrong; the first is what the sender hears.
    pub(super) fn wrong(&mut self, problem: Refusal) {
        self.problem.get_or_insert(problem);
    }

    /// Reads the event.
    pub(super) fn received(self, index: usize) -> Received {
        let id = match &self.id {
            Some(Text::Is(id)) => Some(clip(id)),
            _ => None,
        };
        Received { index, id, event: self.event() }
    }

    fn event(self) -> Result<Event, Refusal> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let version = required("specversion", self.specversion)?;
        if version != "1.0" {
            let problem = format!("is `{}`; this door reads `1.0`", clip(&version));
            return Err(Refusal::Attribute { name: "specversion", problem });
        }
        let id = required("id", self.id)?;
        let source = required("source", self.source)?;
        let kind = required("type", self.kind)?;
        let time = instant(&required("time", self.time)?)?;
        let subject = match optional("subject", self.subject)? {
            Some(subject) => Some(ResidentId::try_from(subject.into_owned())?),
            None => None,
        };
        optional("dataschema", self.dataschema)?;
        if let Some(media_type) = optional("datacontenttype", self.datacontenttype)?
            && !media::is_json(&media_type)
        {
            let problem = format!("is `{}`; data here is JSON in UTF-8: `application/json`", clip(&media_type));
            return Err(Refusal::Attribute { name: "datacontenttype", problem });
        }
        let data = match (self.data, optional("data_base64", self.data_base64)?) {
            (Some(json), None) => Cow::Borrowed(json),
            (None, Some(encoded)) => Cow::Owned(decode(&encoded)?),
            (None, None) => return Err(Refusal::Missing("data")),
            (Some(_), Some(_)) => {
                let problem = "comes beside `data`; an event has one of them".to_owned();
                return Err(Refusal::Attribute { name: "data_base64", problem });
            }
        };
        expect_object(&data)?;
        let payload = Payload::parse(&kind, &data)?;
        Ok(Event { source: source.into_owned(), id: id.into_owned(), subject, time, payload })
    }
}

fn optional<'a>(name: &'static str, slot: Option<Text<'a>>) -> Result<Option<Cow<'a, str>>, Refusal> {
    match slot {
        Some(Text::Is(text)) if text.is_empty() => Err(Refusal::Attribute { name, problem: "is empty".to_owned() }),
        Some(Text::Is(text)) => Ok(Some(text)),
        Some(Text::Wrong(problem)) => Err(Refusal::Attribute { name, problem: problem.to_owned() }),
        Some(Text::Unset) | None => Ok(None),
    }
}

fn required<'a>(name: &'static str, slot: Option<Text<'a>>) -> Result<Cow<'a, str>, Refusal> {
    optional(name, slot)?.ok_or(Refusal::Missing(name))
}

fn instant(text: &str) -> Result<DateTime<Utc>, Refusal> {
    DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)).map_err(|_| Refusal::Attribute {
        name: "time",
        problem: format!("is `{}`; write it as `2026-11-21T17:30:00+09:00` (RFC 3339)", clip(text)),
    })
}

/// All kinds of data are objects. An array would be taken for the fields in their order.
fn expect_object(json: &str) -> Result<(), Refusal> {
    let found = match json.trim_start().chars().next() {
        Some('[') => "an array",
        Some('"') => "a text; send the object itself, not JSON within a text",
        Some('n') => "`null`",
        Some('t' | 'f') => "`true` or `false`",
        Some('-' | '0'..='9') => "a number",
        _ => return Ok(()),
    };
    Err(Refusal::Data(format!("it has to be an object and is {found}")))
}

fn decode(encoded: &str) -> Result<String, Refusal> {
    let wrong = |problem: &str| Refusal::Attribute { name: "data_base64", problem: problem.to_owned() };
    let bytes = STANDARD.decode(encoded).map_err(|_| wrong("is not Base64 (RFC 4648 section 4, with padding)"))?;
    String::from_utf8(bytes).map_err(|_| wrong("is not UTF-8 once decoded; data here is JSON"))
}
