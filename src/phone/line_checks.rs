//! Whether LINE would take a request body: its rules of length, count and shape, said in its words.
//!
//! Source: LINE Developers, "Messaging API reference" (limits, error messages); "Character counting
//! in a text" (message text counts UTF-16 code units, labels count grapheme clusters).

use serde_json::Value;

use super::answer::{Detail, Refusal};
use super::line_actions as actions;
use super::line_templates as templates;

/// `POST /v2/bot/message/push`.
pub(super) fn push(body: &Value) -> Result<(), Refusal> {
    let mut found = Found::default();
    found.text(body, "to", "to", 1..=usize::MAX, Count::Utf16);
    envelope(body, &mut found);
    found.refuse()?;
    match body.get("to").and_then(Value::as_str) {
        Some(to) if is_user_id(to) => Ok(()),
        _ => Err(invalid_property("to")),
    }
}

/// `POST /v2/bot/message/multicast`.
pub(super) fn multicast(body: &Value) -> Result<(), Refusal> {
    let mut found = Found::default();
    let to = found.list(body, "to", "to", 1..=500);
    envelope(body, &mut found);
    found.refuse()?;
    let wrong = to.iter().position(|to| !to.as_str().is_some_and(is_user_id));
    wrong.map_or(Ok(()), |place| Err(invalid_property(&format!("to[{place}]"))))
}

/// `POST /v2/bot/message/reply`.
pub(super) fn reply(body: &Value) -> Result<(), Refusal> {
    let mut found = Found::default();
    found.text(body, "replyToken", "replyToken", 1..=usize::MAX, Count::Utf16);
    list_of_messages(body, &mut found);
    found.refuse()
}

/// `POST /v2/bot/message/validate/*`.
pub(super) fn messages(body: &Value) -> Result<(), Refusal> {
    let mut found = Found::default();
    list_of_messages(body, &mut found);
    found.refuse()
}

/// `^U[0-9a-f]{32}$`.
pub(super) fn is_user_id(id: &str) -> bool {
    id.len() == 33
        && id.strip_prefix('U').is_some_and(|hex| {
            hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
        })
}

fn invalid_property(name: &str) -> Refusal {
    let place = "(line: -, column: -)";
    Refusal::bad(format!("The property, {name}, in the request body is invalid {place}"))
}

fn envelope(body: &Value, found: &mut Found) {
    list_of_messages(body, found);
    if body.get("notificationDisabled").is_some_and(|flag| !flag.is_boolean()) {
        found.say("Must be a boolean", "notificationDisabled");
    }
    if body.get("customAggregationUnits").is_some() {
        let name = "customAggregationUnits";
        for (place, unit) in found.list(body, name, name, 0..=1).iter().enumerate() {
            if !unit.as_str().is_some_and(is_unit_name) {
                found.say("Must match ^[a-zA-Z0-9_]{1,30}$", format!("{name}[{place}]"));
            }
        }
    }
}

fn is_unit_name(unit: &str) -> bool {
    (1..=30).contains(&unit.len())
        && unit.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}

fn list_of_messages(body: &Value, found: &mut Found) {
    for (place, message) in found.list(body, "messages", "messages", 1..=5).iter().enumerate() {
        one_message(message, &format!("messages[{place}]"), found);
    }
}

const KINDS: &str = "[text, textV2, sticker, image, video, audio, location, imagemap, template, flex]";

fn one_message(message: &Value, at: &str, found: &mut Found) {
    let kind = message.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "text" | "textV2" => {
            found.text(message, "text", &format!("{at}.text"), 1..=5_000, Count::Utf16);
        }
        "sticker" => found.needs(message, at, &["packageId", "stickerId"]),
        "image" | "video" => {
            for name in ["originalContentUrl", "previewImageUrl"] {
                found.https(message, name, &format!("{at}.{name}"));
            }
        }
        "audio" => found.https(message, "originalContentUrl", &format!("{at}.originalContentUrl")),
        "location" => found.needs(message, at, &["title", "address"]),
        "imagemap" => found.needs(message, at, &["baseUrl", "altText"]),
        "template" => templates::template(message, at, found),
        "flex" => templates::flex(message, at, found),
        _ => {
            found.say(format!("Must be one of the following values: {KINDS}"), format!("{at}.type"));
        }
    }
    if let Some(quick) = message.get("quickReply") {
        quick_reply(quick, &format!("{at}.quickReply"), found);
    }
    if let Some(sender) = message.get("sender").filter(|sender| sender.get("name").is_some()) {
        found.text(sender, "name", &format!("{at}.sender.name"), 1..=20, Count::Graphemes);
    }
}

fn quick_reply(quick: &Value, at: &str, found: &mut Found) {
    let items = found.list(quick, "items", &format!("{at}.items"), 1..=13);
    for (place, item) in items.iter().enumerate() {
        let at = format!("{at}.items[{place}]");
        if item.get("type").is_some_and(|kind| kind != "action") {
            found.say("Must be one of the following values: [action]", format!("{at}.type"));
        }
        actions::action(item.get("action"), &format!("{at}.action"), actions::Place::QuickReply, found);
    }
}

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

    fn refuse(self) -> Result<(), Refusal> {
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

    fn needs(&mut self, object: &Value, at: &str, names: &[&str]) {
        for name in names {
            self.text(object, name, &format!("{at}.{name}"), 1..=usize::MAX, Count::Utf16);
        }
    }

    fn https(&mut self, object: &Value, name: &str, at: &str) {
        self.text(object, name, at, 1..=2_000, Count::Utf16);
        let url = object.get(name).and_then(Value::as_str).unwrap_or_default();
        if !url.is_empty() && !url.starts_with("https://") {
            self.say("Must be a valid HTTPS URL", at);
        }
    }
}
