//! Whether LINE would take a template or Flex message.

use serde_json::Value;

use super::found::{Count, Found};
use super::line_actions::{Place, action};

/// `{type: template, altText, template: {type: buttons|confirm|carousel|image_carousel, …}}`.
pub(super) fn template(message: &Value, at: &str, found: &mut Found) {
    found.text(message, "altText", &format!("{at}.altText"), 1..=1_500, Count::Utf16);
    let at = format!("{at}.template");
    let Some(template) = message.get("template").filter(|template| template.is_object()) else {
        return found.say("May not be empty", at);
    };
    match template.get("type").and_then(Value::as_str).unwrap_or_default() {
        "buttons" => column(template, &at, 160, 4, found),
        "confirm" => {
            found.text(template, "text", &format!("{at}.text"), 1..=240, Count::Graphemes);
            buttons(template, &at, 2..=2, found);
        }
        "carousel" => {
            let columns = found.list(template, "columns", &format!("{at}.columns"), 1..=10);
            for (place, one) in columns.iter().enumerate() {
                column(one, &format!("{at}.columns[{place}]"), 120, 3, found);
            }
        }
        "image_carousel" => {
            let columns = found.list(template, "columns", &format!("{at}.columns"), 1..=10);
            for (place, one) in columns.iter().enumerate() {
                let at = format!("{at}.columns[{place}]");
                found.text(one, "imageUrl", &format!("{at}.imageUrl"), 1..=2_000, Count::Utf16);
                action(one.get("action"), &format!("{at}.action"), Place::ImageCarousel, found);
            }
        }
        _ => {
            let kinds = "[buttons, confirm, carousel, image_carousel]";
            let message = format!("Must be one of the following values: {kinds}");
            found.say(message, format!("{at}.type"));
        }
    }
}

/// A buttons template, or one column of a carousel. The text has less room beside an image or title.
fn column(column: &Value, at: &str, alone: usize, most_buttons: usize, found: &mut Found) {
    let crowded = column.get("title").is_some() || column.get("thumbnailImageUrl").is_some();
    let most = if crowded { 60 } else { alone };
    found.text(column, "text", &format!("{at}.text"), 1..=most, Count::Graphemes);
    found.optional(column, "title", &format!("{at}.title"), 40, Count::Graphemes);
    if column.get("defaultAction").is_some() {
        action(column.get("defaultAction"), &format!("{at}.defaultAction"), Place::Area, found);
    }
    buttons(column, at, 1..=most_buttons, found);
}

fn buttons(object: &Value, at: &str, size: std::ops::RangeInclusive<usize>, found: &mut Found) {
    let list = found.list(object, "actions", &format!("{at}.actions"), size);
    for (place, one) in list.iter().enumerate() {
        action(Some(one), &format!("{at}.actions[{place}]"), Place::Template, found);
    }
}

/// `{type: flex, altText, contents: bubble|carousel}`. The size, the number of bubbles and every action
/// are looked at; the components' own properties are left to LINE's validate endpoint.
pub(super) fn flex(message: &Value, at: &str, found: &mut Found) {
    found.text(message, "altText", &format!("{at}.altText"), 1..=1_500, Count::Utf16);
    let at = format!("{at}.contents");
    let Some(contents) = message.get("contents").filter(|contents| contents.is_object()) else {
        return found.say("May not be empty", at);
    };
    match contents.get("type").and_then(Value::as_str).unwrap_or_default() {
        "bubble" => size(contents, &at, 30_000, found),
        "carousel" => {
            size(contents, &at, 50_000, found);
            let bubbles = found.list(contents, "contents", &format!("{at}.contents"), 1..=12);
            for (place, bubble) in bubbles.iter().enumerate() {
                size(bubble, &format!("{at}.contents[{place}]"), 30_000, found);
            }
        }
        _ => {
            let message = "Must be one of the following values: [bubble, carousel]";
            found.say(message, format!("{at}.type"));
        }
    }
    actions_within(contents, &at, found);
}

fn size(json: &Value, at: &str, most: usize, found: &mut Found) {
    if json.to_string().len() > most {
        found.say(format!("Size must be less than {} KB", most / 1_000), at);
    }
}

/// serde_json refuses bodies nested deeper than 128, which bounds this walk.
fn actions_within(json: &Value, at: &str, found: &mut Found) {
    match json {
        Value::Object(object) => {
            for (name, value) in object {
                let at = format!("{at}.{name}");
                if name == "action" {
                    action(Some(value), &at, Place::Flex, found);
                } else {
                    actions_within(value, &at, found);
                }
            }
        }
        Value::Array(list) => {
            for (place, value) in list.iter().enumerate() {
                actions_within(value, &format!("{at}[{place}]"), found);
            }
        }
        _ => {}
    }
}
