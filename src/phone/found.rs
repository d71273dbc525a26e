//! The errors of one request body, and the rules of length and size that find most of them.

use serde_json::Value;

use super::answer::{Detail, Refusal};

/// How LINE counts the length of a property.
#[derive(Clone, Copy)]
pub(super) enum Count {
    /// UTF-16 code units: an emoji is two.
    Utf16,
    /// Grapheme clusters: a family emoji is one.
    Graphemes,
}

impl Count {
    pub(super) fn of(self, text: &str) -> usize {
        use unicode_segmentation::UnicodeSegmentation as _;
        match self {
            Self::Utf16 => text.encode_utf16().count(),
            Self::Graphemes => text.graphemes(true).count(),
        }
    }
}

/// The errors found so far, in the order of the body.
#[derive(Default)]
pub(super) struct Found(Vec<Detail>);

impl Found {
    pub(super) fn say(&mut self, message: impl Into<String>, property: impl Into<String>) {
        self.0.push(Detail::new(message, property));
    }

    pub(super) fn refuse(self) -> Result<(), Refusal> {
        Refusal::from_details(self.0)
    }

    /// A required text whose length is within `length`.
    pub(super) fn text(
        &mut self,
        object: &Value,
        name: &str,
        at: &str,
        length: std::ops::RangeInclusive<usize>,
        count: Count,
    ) {
        match object.get(name) {
            None | Some(Value::Null) => self.say("May not be empty", at),
            Some(Value::String(text)) if text.is_empty() && *length.start() > 0 => {
                self.say("May not be empty", at);
            }
            Some(Value::String(text)) => {
                if !length.contains(&count.of(text)) {
                    // LINE names 0 as the lower end even where an empty text is refused.
                    self.say(format!("Length must be between 0 and {}", length.end()), at);
                }
            }
            Some(_) => self.say("Must be a string", at),
        }
    }

    /// As [`Found::text`] for a property that may be absent.
    pub(super) fn optional(&mut self, object: &Value, name: &str, at: &str, most: usize, count: Count) {
        if object.get(name).is_some_and(|value| !value.is_null()) {
            self.text(object, name, at, 0..=most, count);
        }
    }

    /// A required list whose size is within `size`.
    pub(super) fn list<'a>(
        &mut self,
        object: &'a Value,
        name: &str,
        at: &str,
        size: std::ops::RangeInclusive<usize>,
    ) -> &'a [Value] {
        match object.get(name) {
            None | Some(Value::Null) => self.say("May not be empty", at),
            Some(Value::Array(list)) => {
                if size.contains(&list.len()) {
                    return list;
                }
                self.say(format!("Size must be between {} and {}", size.start(), size.end()), at);
            }
            Some(_) => self.say("Must be an array", at),
        }
        &[]
    }

    pub(super) fn needs(&mut self, object: &Value, at: &str, names: &[&str]) {
        for name in names {
            self.text(object, name, &format!("{at}.{name}"), 1..=usize::MAX, Count::Utf16);
        }
    }

    pub(super) fn https(&mut self, object: &Value, name: &str, at: &str) {
        self.text(object, name, at, 1..=2_000, Count::Utf16);
        let url = object.get(name).and_then(Value::as_str).unwrap_or_default();
        if !url.is_empty() && !url.starts_with("https://") {
            self.say("Must be a valid HTTPS URL", at);
        }
    }
}
