//! What a text may say, and how long it may be.

use super::sms::{first_on_line, sms_after_line, whole_sms};
use super::style::{self, MAX_LABEL, graphemes};
use super::wording::{complaints_of_sms, complaints_of_wording};
use super::{GIVEN, Message, Text, fill, given, names_in};
use crate::pack::text::{MAX_LINE_UNITS, SMS_UNITS, sms_length, utf16_units};
use crate::pack::{City, Fallback, is_name};

/// Something about a text, in words for who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Complaint {
    /// With it nothing is published.
    Problem(String),
    /// It is better done otherwise.
    Warning(String),
}

/// What a text is looked at with.
#[derive(Clone, Copy)]
pub(in crate::pack) struct Around<'a> {
    /// The city, where its file could be read.
    pub city: Option<&'a City>,
    /// Whether an SMS follows.
    pub fallback: Fallback,
}

/// What stands for a value where an SMS is measured: the longest number that is to be expected. A longer one is
/// found when the message is decided.
const PLAUSIBLE: &str = "200,000";

/// Characters of the longest value that a rule may give.
const LONGEST: usize = 40;

/// What is wrong with a text of a message in a language, or better done otherwise.
pub(super) fn complaints(message: &Message, language: &str, text: &Text, around: Around<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut problem = |message: String| found.push(Complaint::Problem(message));
    if text.line.is_none() && text.sms.is_none() {
        problem("there is no text; write `line = \"…\"`, `sms = \"…\"` or both".to_owned());
    }
    for body in [&text.title, &text.line, &text.sms].into_iter().flatten() {
        complain_of_values(message, body, &mut problem);
    }
    if let Some(body) = &text.line {
        complain_of_line(body, language, around.city, &mut problem);
    }
    if let Some(body) = &text.sms {
        complain_of_length(message, body, language, text.line.is_some(), around, &mut problem);
    }
    complain_of_replies(text, around.city, &mut problem);
    if let Some(city) = around.city {
        if let Some(body) = &text.sms {
            found.extend(complaints_of_sms(&filled(body, Some(city), PLAUSIBLE), language, city));
        }
        found.extend(complaints_of_wording(text, city));
    }
    found
}

/// A text with a value for each place, such as none is expected to be longer.
fn filled(body: &str, city: Option<&City>, value: &str) -> String {
    fill(body, |name| given(name, city).or_else(|| Some(value.to_owned())))
}

fn complain_of_values(message: &Message, body: &str, problem: &mut impl FnMut(String)) {
    if body.trim().is_empty() {
        problem("the text is empty".to_owned());
    }
    if body.contains(['｛', '｝']) || body.matches('{').count() != body.matches('}').count() {
        problem("a value stands between `{` and `}`, both of half width; one of them is missing".to_owned());
    }
    match names_in(body).find(|name| !is_name(name)) {
        Some(name) => problem(format!("`{{{name}}}` is not a name of a value; `{{left}}` would be one")),
        None if message.neutral => {
            if let Some(name) = names_in(body).find(|name| !GIVEN.contains(name)) {
                problem(format!("a neutral text has no values of its own; take out `{{{name}}}`"));
            }
        }
        None => {}
    }
}

fn complain_of_line(body: &str, language: &str, city: Option<&City>, problem: &mut impl FnMut(String)) {
    let longest = filled(body, city, &"あ".repeat(LONGEST));
    let whole = city.map_or(longest.clone(), |city| first_on_line(&longest, language, city));
    let units = utf16_units(&whole);
    if units > MAX_LINE_UNITS {
        problem(format!("the LINE text has {units} characters; LINE takes {MAX_LINE_UNITS}"));
    }
}

fn complain_of_length(
    message: &Message,
    body: &str,
    language: &str,
    goes_by_line: bool,
    around: Around<'_>,
    problem: &mut impl FnMut(String),
) {
    let alone = filled(body, around.city, PLAUSIBLE);
    let whole = around.city.map_or(alone.clone(), |city| whole_sms(&alone, language, city));
    let length = sms_length(&whole);
    let measured = |text: &str| format!("{} characters ({} parts)", utf16_units(text), sms_length(text).parts);
    let shorten = "Shorten it, or allow more with `max_parts`";
    if length.is_beyond_carriers() {
        problem(format!("the SMS has {} characters; carriers take {}", length.units, length.alphabet.most()));
    } else if message.excess(&alone).is_some() {
        problem(format!("the SMS has {}; one part has {SMS_UNITS}. {shorten}", measured(&alone)));
    } else if message.excess(&whole).is_some() {
        problem(format!(
            "the SMS has {} with how to stop under it (`how_to_stop` of city.toml); one part has {SMS_UNITS}. {shorten}",
            measured(&whole)
        ));
    } else if around.fallback != Fallback::Never
        && goes_by_line
        && let Some(after) = around.city.and_then(|city| sms_after_line(&alone, language, city))
        && message.excess(&after).is_some()
    {
        problem(format!(
            "the SMS that follows LINE (`fallback_after`) has {} with `also_on_line` before it; one part has \
             {SMS_UNITS}. {shorten}",
            measured(&after)
        ));
    }
}

fn complain_of_replies(text: &Text, city: Option<&City>, problem: &mut impl FnMut(String)) {
    let asks_for_yes = |body: &String| body.contains("「はい」") || body.contains("YES");
    if text.sms.as_ref().is_some_and(asks_for_yes) && !text.offers().iter().any(|action| action == "yes") {
        problem(
            "the SMS asks for 「はい」 or YES, and no reply has the action `yes`: only by it is the answer known to be \
             for this message. Give the button that means the same `action = \"yes\"`"
                .to_owned(),
        );
    }
    style::complaints(text, city).into_iter().for_each(&mut *problem);
    for reply in &text.replies {
        if !(1..=MAX_LABEL).contains(&graphemes(&reply.label)) {
            problem(format!("the label 「{}」 has 1 to {MAX_LABEL} characters", reply.label));
        }
        if !is_name(&reply.action) {
            problem(format!("`{}` cannot name an action; `go` or `not_now` would do", reply.action));
        }
    }
}
