//! What a text may say, and how long it may be.

use super::style::{self, MAX_LABEL, graphemes};
use super::{GIVEN, Message, Text, fill, given, names_in};
use crate::pack::text::{MAX_LINE_UNITS, SMS_UNITS, sms_length, utf16_units};
use crate::pack::{City, is_name};

/// What is wrong with a text of a message, in words for who wrote it.
pub(super) fn complaints(message: &Message, text: &Text, city: Option<&City>) -> Vec<String> {
    let mut found = Vec::new();
    if text.line.is_none() && text.sms.is_none() {
        found.push("there is no text; write `line = \"…\"`, `sms = \"…\"` or both".to_owned());
    }
    for body in [&text.title, &text.line, &text.sms].into_iter().flatten() {
        if body.trim().is_empty() {
            found.push("the text is empty".to_owned());
        }
        if body.contains(['｛', '｝']) || body.matches('{').count() != body.matches('}').count() {
            found.push("a value stands between `{` and `}`, both of half width; one of them is missing".to_owned());
        }
        match names_in(body).find(|name| !is_name(name)) {
            Some(name) => found.push(format!("`{{{name}}}` is not a name of a value; `{{left}}` would be one")),
            None if message.neutral => {
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
        let length = sms_length(&body);
        let parts = length.parts;
        if length.is_beyond_carriers() {
            found.push(format!("the SMS has {} characters; carriers take {}", length.units, length.alphabet.most()));
        } else if parts > message.max_parts {
            found.push(format!(
                "the SMS has {} characters ({parts} parts); one part has {SMS_UNITS}. Shorten it, or allow more \
                 with `max_parts`",
                utf16_units(&body)
            ));
        }
    }
    let asks_for_yes = |body: &String| body.contains("「はい」") || body.contains("YES");
    if text.sms.as_ref().is_some_and(asks_for_yes) && !text.offers().iter().any(|action| action == "yes") {
        found.push(
            "the SMS asks for 「はい」 or YES, and no reply has the action `yes`: only by it is the answer known to be \
             for this message. Give the button that means the same `action = \"yes\"`"
                .to_owned(),
        );
    }
    found.extend(style::complaints(text, city));
    for reply in &text.replies {
        if !(1..=MAX_LABEL).contains(&graphemes(&reply.label)) {
            found.push(format!("the label 「{}」 has 1 to {MAX_LABEL} characters", reply.label));
        }
        if !is_name(&reply.action) {
            found.push(format!("`{}` cannot name an action; `go` or `not_now` would do", reply.action));
        }
    }
    found
}
