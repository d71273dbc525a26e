//! Whether LINE would take an action object: what a button or quick reply does.

use serde_json::Value;

use super::found::{Count, Found};

/// Where the action stands, which decides about its label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Label required, 20 at most.
    QuickReply,
    /// Label required, 20 at most.
    Template,
    /// Label optional, 12 at most.
    ImageCarousel,
    /// Label 40 at most; only a button must have one, which is not looked at here.
    Flex,
    /// A template's whole area: the label is not shown.
    Area,
}

const KINDS: &str = "[postback, message, uri, datetimepicker, camera, cameraRoll, location, richmenuswitch, clipboard]";

/// Checks one action at the property `at`.
pub(super) fn action(action: Option<&Value>, at: &str, place: Place, found: &mut Found) {
    let Some(action) = action.filter(|action| action.is_object()) else {
        return found.say("May not be empty", at);
    };
    label(action, at, place, found);
    let kind = action.get("type").and_then(Value::as_str).unwrap_or_default();
    match kind {
        "postback" => {
            found.text(action, "data", &format!("{at}.data"), 0..=300, Count::Utf16);
            let shown = format!("{at}.displayText");
            found.optional(action, "displayText", &shown, 300, Count::Graphemes);
            found.optional(action, "text", &format!("{at}.text"), 300, Count::Utf16);
            found.optional(action, "fillInText", &format!("{at}.fillInText"), 300, Count::Utf16);
            if action.get("displayText").is_some() && action.get("text").is_some() {
                found.say("The displayText and text properties can't both be used", shown);
            }
        }
        "message" => found.text(action, "text", &format!("{at}.text"), 1..=300, Count::Utf16),
        "uri" => uri(action, &format!("{at}.uri"), found),
        "datetimepicker" => {
            found.text(action, "data", &format!("{at}.data"), 0..=300, Count::Utf16);
            let mode = action.get("mode").and_then(Value::as_str).unwrap_or_default();
            if !matches!(mode, "date" | "time" | "datetime") {
                let modes = "Must be one of the following values: [date, time, datetime]";
                found.say(modes, format!("{at}.mode"));
            }
        }
        "clipboard" => {
            found.text(action, "clipboardText", &format!("{at}.clipboardText"), 1..=1_000, Count::Utf16);
        }
        "camera" | "cameraRoll" | "location" if place == Place::QuickReply => {}
        "camera" | "cameraRoll" | "location" => {
            found.say("This action can only be used in a quick reply", format!("{at}.type"));
        }
        _ => {
            found.say(format!("Must be one of the following values: {KINDS}"), format!("{at}.type"));
        }
    }
}

fn label(action: &Value, at: &str, place: Place, found: &mut Found) {
    let at = format!("{at}.label");
    match place {
        Place::QuickReply | Place::Template => {
            found.text(action, "label", &at, 1..=20, Count::Graphemes);
        }
        Place::ImageCarousel => found.optional(action, "label", &at, 12, Count::Graphemes),
        Place::Flex => found.optional(action, "label", &at, 40, Count::Graphemes),
        Place::Area => {}
    }
}

fn uri(action: &Value, at: &str, found: &mut Found) {
    found.text(action, "uri", at, 1..=1_000, Count::Utf16);
    let uri = action.get("uri").and_then(Value::as_str).unwrap_or_default();
    let scheme = uri.split(':').next().unwrap_or_default();
    if !uri.is_empty() && !matches!(scheme, "http" | "https" | "line" | "tel") {
        found.say("Must be a valid URI with the scheme http, https, line or tel", at);
    }
}
