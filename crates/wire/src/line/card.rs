//! A card in large letters, as a Flex bubble.

use super::action::Tapped;
use super::content::Content;
use serde_json::{Value, json};

/// Ink on the card: 13:1.
const INK: &str = "#1f2a30";
/// The first button: white on it is 6.9:1.
const PINE: &str = "#1f5f66";
/// The others: the first's colour on it is 5.9:1.
const MIST: &str = "#e4ecec";
const WHITE: &str = "#ffffff";

/// Written for readers of 74: letters of LINE's `xl` (22 px) that grow with the size chosen in the app
/// (`scaling`), lines with air between them, and buttons whose words wrap and are never cut off, which
/// LINE's own button does. The button is a box with an action for that.
///
/// ```json
/// {"type": "flex", "altText": "…", "contents": {"type": "bubble", "size": "giga",
///  "body": {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "…", "size": "xl"}]},
///  "footer": {"type": "box", "layout": "vertical", "contents": [
///   {"type": "box", "layout": "vertical", "action": {"type": "postback"}, "contents": [{"type": "text"}]}]}}}
/// ```
pub(super) fn message(content: &Content<'_>) -> Value {
    let title = content.body.title.as_deref().map(|title| words(title, "xxl", "bold", INK, "start"));
    let body = words(&content.body.text, "xl", "regular", INK, "start");
    let mut bubble = json!({
        "type": "bubble",
        "size": "giga",
        "body": column(title.into_iter().chain([body]).collect(), "lg"),
    });
    let buttons: Vec<Value> = content.taps().enumerate().map(|(place, tap)| button(place, &tap)).collect();
    if let (Some(bubble), false) = (bubble.as_object_mut(), buttons.is_empty()) {
        bubble.insert("footer".to_owned(), column(buttons, "md"));
    }
    json!({ "type": "flex", "altText": content.alt_text(), "contents": bubble })
}

fn column(contents: Vec<Value>, spacing: &str) -> Value {
    json!({ "type": "box", "layout": "vertical", "spacing": spacing, "paddingAll": "20px", "contents": contents })
}

fn words(text: &str, size: &str, weight: &str, colour: &str, align: &str) -> Value {
    json!({
        "type": "text", "text": text, "size": size, "weight": weight, "color": colour, "align": align,
        "wrap": true, "scaling": true, "lineSpacing": "8px",
    })
}

fn button(place: usize, tap: &Tapped<'_>) -> Value {
    let (ground, ink) = if place == 0 { (PINE, WHITE) } else { (MIST, PINE) };
    json!({
        "type": "box", "layout": "vertical", "paddingAll": "16px", "cornerRadius": "12px",
        "backgroundColor": ground, "action": tap.action(),
        "contents": [words(tap.label(), "xl", "bold", ink, "center")],
    })
}
