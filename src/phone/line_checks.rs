//! Whether LINE would take a request body: its rules of length, count and shape, said in its words.
//!
//! Source: LINE Developers, "Messaging API reference" (limits, error messages); "Character counting
//! in a text" (message text counts UTF-16 code units, labels count grapheme clusters).

use serde_json::Value;

use super::answer::Refusal;
use super::found::{Count, Found};
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
        && id.strip_prefix('U').is_some_and(|hex| hex.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')))
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
    (1..=30).contains(&unit.len()) && unit.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
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
