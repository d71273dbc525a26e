//! Structured and batch mode: events as JSON objects.

use super::envelope::{Envelope, Text};
use super::{MAX_EVENTS, Unreadable, media};
use crate::Received;
use crate::echo::clip;
use crate::json::{NotJson, plain};
use domain::event::Refusal;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Reads the one event of structured mode.
pub(super) fn one(text: &str) -> Result<Received, Unreadable> {
    expect_shape(text, '{', "one event as a JSON object", media::STRUCTURED)?;
    match serde_json::from_str::<Envelope<'_>>(text) {
        Ok(envelope) => Ok(envelope.received(0)),
        Err(error) => {
            grammar(text)?;
            Ok(unusable(&error).received(0))
        }
    }
}

/// Reads the events of a batch.
pub(super) fn batch(text: &str) -> Result<Vec<Received>, Unreadable> {
    expect_shape(text, '[', "events in a JSON array", media::BATCH)?;
    let batch = match serde_json::from_str::<Batch>(text) {
        Ok(batch) => batch,
        // Either this is not JSON, or a single event has what JSON's grammar allows and no
        // text or number can hold; then the others are still read.
        Err(_) => one_by_one(text)?,
    };
    if batch.count > MAX_EVENTS { Err(Unreadable::TooMany { events: batch.count }) } else { Ok(batch.received) }
}

fn one_by_one(text: &str) -> Result<Batch, Unreadable> {
    let raw: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| NotJson::of(&error))?;
    let read = |(index, raw): (usize, &&RawValue)| {
        serde_json::from_str(raw.get()).unwrap_or_else(|error| unusable(&error)).received(index)
    };
    Ok(Batch { count: raw.len(), received: raw.iter().take(MAX_EVENTS).enumerate().map(read).collect() })
}

fn unusable(error: &serde_json::Error) -> Envelope<'static> {
    Envelope::refused(Refusal::Data(format!("the event cannot be read: {}", plain(error))))
}

/// Checks that a text is JSON.
pub(super) fn grammar(text: &str) -> Result<(), Unreadable> {
    serde_json::from_str::<&RawValue>(text).map_err(|error| NotJson::of(&error))?;
    Ok(())
}

fn expect_shape(text: &str, first: char, expected: &'static str, media_type: &'static str) -> Result<(), Unreadable> {
    let begins = text.trim_start_matches([' ', '\t', '\r', '\n']).chars().next();
    if begins == Some(first) {
        return Ok(());
    }
    grammar(text)?;
    let found = match begins {
        Some('{') => "one JSON object",
        Some('[') => "a JSON array",
        _ => "neither object nor array",
    };
    Err(Unreadable::Shape { found, expected, media_type })
}

struct Batch {
    /// At most [`MAX_EVENTS`].
    received: Vec<Received>,
    count: usize,
}

impl<'de> Deserialize<'de> for Batch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Events;
        impl<'de> Visitor<'de> for Events {
            type Value = Batch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of events")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Batch, A::Error> {
                let mut received = Vec::new();
                while received.len() < MAX_EVENTS {
                    let Some(envelope) = seq.next_element::<Envelope<'de>>()? else {
                        return Ok(Batch { count: received.len(), received });
                    };
                    received.push(envelope.received(received.len()));
                }
                let mut count = received.len();
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Batch { received, count })
            }
        }
        deserializer.deserialize_seq(Events)
    }
}

impl<'de> Deserialize<'de> for Envelope<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Members)
    }
}

/// Reads an event's members; what is no object becomes an envelope that is refused.
struct Members;

fn no_object<'a, E>(found: &str) -> Result<Envelope<'a>, E> {
    Ok(Envelope::refused(Refusal::Data(format!("the event is {found}; an event is a JSON object"))))
}

impl<'de> Visitor<'de> for Members {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(Name(name)) = map.next_key()? {
            if name == "data" {
                envelope.put_data(map.next_value::<&RawValue>()?.get());
            } else if envelope.slot(&name).is_some() {
                let value = map.next_value()?;
                envelope.put(&name, value);
            } else {
                let value: &RawValue = map.next_value()?;
                envelope.put_extension(name, extension_problem(value.get()));
            }
        }
        Ok(envelope)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        no_object("an array")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        no_object("`true` or `false`")
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        no_object("a number")
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        no_object("a number")
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        no_object("a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        no_object(&format!("the text `{}`", clip(text)))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        no_object("`null`")
    }
}

/// The CloudEvents types that JSON shows as other than text are boolean and a 32-bit
/// integer (specification section "Type System").
fn extension_problem(json: &str) -> Option<&'static str> {
    match json.chars().next() {
        Some('{' | '[') => Some("is an object or an array; attributes are texts, whole numbers, `true` or `false`"),
        Some('-' | '0'..='9') if json.parse::<i32>().is_err() => {
            Some("is not a whole number of 32 bits; write it as a text")
        }
        _ => None,
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Value)
    }
}

/// Reads an attribute's value of whatever kind.
struct Value;

impl<'de> Visitor<'de> for Value {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text::Is(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text::Is(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Text::Unset)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Text::Wrong("is `true` or `false`; it is a text, in quotes"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(NUMBER)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(NUMBER)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(NUMBER)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::Wrong("is an array; it is a text"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::Wrong("is an object; it is a text"))
    }
}

const NUMBER: Text<'static> = Text::Wrong("is a number; it is a text, in quotes");
