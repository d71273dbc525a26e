//! What a text may say, and how long it may be.

use super::sms::{first_on_line, sms_after_line, whole_sms};
use super::style::{self, MAX_LABEL, graphemes};
use super::wording::{complaints_of_sms, complaints_of_wording};
use super::{GIVEN, Message, Part, Text, fill, given, names_in, own_page, with_sample_page};
use crate::pack::text::{MAX_LINE_UNITS, SMS_UNITS, sms_length, utf16_units};
use crate::pack::{City, Fallback, is_name};
use crate::sentence::{Sentence, thousands};

/// Something about a part of a text, in words for who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Complaint {
    /// With it nothing is published.
    Problem(Part, Sentence),
    /// It is better done otherwise.
    Warning(Part, Sentence),
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

/// Characters of the text of a resident's own page.
const MAX_PAGE: usize = 2_000;

/// Characters of the longest value that a rule may give.
const LONGEST: usize = 40;

/// What is wrong with a text of a message in a language, or better done otherwise.
pub(super) fn complaints(message: &Message, language: &str, text: &Text, around: Around<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut problem = |part: Part, said: Sentence| found.push(Complaint::Problem(part, said));
    if text.line.is_none() && text.sms.is_none() {
        let said = Sentence::new(
            "there is no text; write `line = \"…\"`, `sms = \"…\"` or both",
            "文がありません。`line = \"…\"`（LINE）か `sms = \"…\"`（SMS）、または両方を書いてください。",
        );
        problem(Part::Whole, said);
    }
    for (part, body) in text.bodies() {
        complain_of_values(message, part, body, &mut |said| problem(part, said));
        complain_of_own_page(part, body, &mut |said| problem(part, said));
    }
    if let Some(body) = &text.line {
        complain_of_line(body, language, around.city, &mut |said| problem(Part::Line, said));
    }
    if let Some(body) = &text.page {
        complain_of_page(body, around.city, &mut |said| problem(Part::Page, said));
    }
    if let Some(body) = &text.sms {
        let on_line = text.line.is_some();
        complain_of_length(message, body, language, on_line, around, &mut |said| problem(Part::Sms, said));
    }
    complain_of_replies(text, around.city, &mut problem);
    if let Some(city) = around.city {
        if let Some(body) = &text.sms {
            let complaints = complaints_of_sms(&filled(body, Some(city), PLAUSIBLE), language, city);
            found.extend(complaints.into_iter().map(|said| Complaint::Problem(Part::Sms, said)));
        }
        found.extend(complaints_of_wording(text, city));
    }
    found
}

/// A text with a value for each place, such as none is expected to be longer.
fn filled(body: &str, city: Option<&City>, value: &str) -> String {
    with_sample_page(&fill(body, |name| given(name, city).or_else(|| Some(value.to_owned()))))
}

/// What is wrong with the way to the resident's own pages.
fn complain_of_own_page(part: Part, body: &str, problem: &mut impl FnMut(Sentence)) {
    if matches!(part, Part::Title | Part::Page) && own_page::leads_to_own_page(body) {
        problem(Sentence::new(
            "`{my_page}` is for `line` and `sms`; take it out here",
            "`{my_page}` を書けるのは `line` と `sms` だけです。ここからは消してください。",
        ));
    } else if own_page::is_run_into(body) {
        problem(Sentence::new(
            "phones take what stands right behind `{my_page}` for a part of the address; begin a new line, or leave a \
             space",
            "`{my_page}` のすぐ後ろの文字は、電話機でアドレスの一部と取られることがあります。改行か空白を入れてください。",
        ));
    }
}

fn complain_of_page(body: &str, city: Option<&City>, problem: &mut impl FnMut(Sentence)) {
    let length = filled(body, city, &"あ".repeat(LONGEST)).chars().count();
    if length > MAX_PAGE {
        let (length, most) = (thousands(length), thousands(MAX_PAGE));
        problem(Sentence::new(
            format!("the text of the page has {length} characters; {most} fit"),
            format!("`page` の文が{length}文字です。{most}文字までに短くしてください。"),
        ));
    }
}

fn complain_of_values(message: &Message, part: Part, body: &str, problem: &mut impl FnMut(Sentence)) {
    if body.trim().is_empty() {
        problem(Sentence::new("the text is empty", "文が空です。文を書くか、この行を消してください。"));
    }
    if body.contains(['｛', '｝']) || body.matches('{').count() != body.matches('}').count() {
        problem(Sentence::new(
            "a value stands between `{` and `}`, both of half width; one of them is missing",
            "`{` と `}` が合っていません。値の入る印は、半角の `{` と `}` で `{left}` のように囲んでください。",
        ));
    }
    match names_in(body).find(|name| !is_name(name)) {
        Some(name) => problem(Sentence::new(
            format!("`{{{name}}}` is not a name of a value; `{{left}}` would be one"),
            format!(
                "`{{{name}}}` は印の名前になりません。`{{left}}` のように、英小文字で始め、英小文字、数字、`_` で書いて\
                 ください。"
            ),
        )),
        // The resident's own page may tell what the message may not.
        None if message.neutral && part != Part::Page => {
            if let Some(name) = names_in(body).find(|name| !GIVEN.contains(name)) {
                problem(Sentence::new(
                    format!("a neutral text has no values of its own; take out `{{{name}}}`"),
                    format!(
                        "`neutral` の文面では、`{{city}}`、`{{sender}}`、`{{my_page}}` のほかの印は使えません。`{{{name}}}` を使わない文に\
                         してください。"
                    ),
                ));
            }
        }
        None => {}
    }
}

fn complain_of_line(body: &str, language: &str, city: Option<&City>, problem: &mut impl FnMut(Sentence)) {
    let longest = filled(body, city, &"あ".repeat(LONGEST));
    let whole = city.map_or(longest.clone(), |city| first_on_line(&longest, language, city));
    let units = utf16_units(&whole);
    if units > MAX_LINE_UNITS {
        let (units, most) = (thousands(units), thousands(MAX_LINE_UNITS));
        problem(Sentence::new(
            format!("the LINE text has {units} characters; LINE takes {most}"),
            format!("LINEの文面が{units}文字です。{most}文字までに短くしてください。"),
        ));
    }
}

fn complain_of_length(
    message: &Message,
    body: &str,
    language: &str,
    goes_by_line: bool,
    around: Around<'_>,
    problem: &mut impl FnMut(Sentence),
) {
    let alone = filled(body, around.city, PLAUSIBLE);
    let whole = around.city.map_or(alone.clone(), |city| whole_sms(&alone, language, city));
    let length = sms_length(&whole);
    let measured = |text: &str| {
        let (units, parts) = (thousands(utf16_units(text)), sms_length(text).parts);
        Sentence::new(format!("{units} characters ({parts} parts)"), format!("{units}文字（{parts}通分）"))
    };
    let shorten = Sentence::new(
        format!("one part has {SMS_UNITS}. Shorten it, or allow more with `max_parts`"),
        format!(
            "1通は{SMS_UNITS}文字までです。文を短くするか、`max_parts` を増やしてください（通数分の料金がかかります）。"
        ),
    );
    if length.is_beyond_carriers() {
        let (units, most) = (thousands(length.units), thousands(length.alphabet.most()));
        problem(Sentence::new(
            format!("the SMS has {units} characters; carriers take {most}"),
            format!("SMSが{units}文字です。電話会社で送れるのは{most}文字までなので、文を短くしてください。"),
        ));
    } else if message.excess(&alone).is_some() {
        let measured = measured(&alone);
        problem(Sentence::new(
            format!("the SMS has {}; {}", measured.en, shorten.en),
            format!("SMSが{}です。{}", measured.ja, shorten.ja),
        ));
    } else if message.excess(&whole).is_some() {
        let measured = measured(&whole);
        problem(Sentence::new(
            format!(
                "the SMS has {} with how to stop under it (`how_to_stop` of city.toml); {}",
                measured.en, shorten.en
            ),
            format!("SMSが、下につく止め方（city.toml の `how_to_stop`）を入れると{}です。{}", measured.ja, shorten.ja),
        ));
    } else if around.fallback != Fallback::Never
        && goes_by_line
        && let Some(after) = around.city.and_then(|city| sms_after_line(&alone, language, city))
        && message.excess(&after).is_some()
    {
        let measured = measured(&after);
        problem(Sentence::new(
            format!(
                "the SMS that follows LINE (`fallback_after`) has {} with `also_on_line` before it; {}",
                measured.en, shorten.en
            ),
            format!(
                "LINEのあとに続くSMS（`fallback_after`）が、始まりの言葉 `also_on_line` を入れると{}です。{}",
                measured.ja, shorten.ja
            ),
        ));
    }
}

fn complain_of_replies(text: &Text, city: Option<&City>, problem: &mut impl FnMut(Part, Sentence)) {
    let asks_for_yes = |body: &String| body.contains("「はい」") || body.contains("YES");
    if text.sms.as_ref().is_some_and(asks_for_yes) && !text.offers().iter().any(|action| action == "yes") {
        let said = Sentence::new(
            "the SMS asks for 「はい」 or YES, and no reply has the action `yes`: only by it is the answer known to be \
             for this message. Give the button that means the same `action = \"yes\"`",
            "SMSで「はい」か YES のお返事をお願いしていますが、`yes` のボタンがないので、この文面へのお返事だと分かりません。\
             同じ意味のボタンを `action = \"yes\"` にしてください。",
        );
        problem(Part::Sms, said);
    }
    style::complaints(text, city).into_iter().for_each(|(part, said)| problem(part, said));
    for (place, reply) in text.replies.iter().enumerate() {
        if !(1..=MAX_LABEL).contains(&graphemes(&reply.label)) {
            problem(Part::Reply(place), style::no_label(&reply.label));
        }
        if !is_name(&reply.action) {
            let said = Sentence::new(
                format!("`{}` cannot name an action; `go` or `not_now` would do", reply.action),
                format!(
                    "`{}` は `action` の名前に使えません。`go` や `not_now` のように、英小文字で始め、英小文字、数字、`_` で\
                     書いてください。",
                    reply.action
                ),
            );
            problem(Part::Reply(place), said);
        }
    }
}
