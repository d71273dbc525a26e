//! How a text is written: characters that every phone has, the usual width, links of the city's own, and in an
//! SMS who writes and how to stop.

use super::texts::Complaint::{self, Problem, Warning};
use super::{Message, Text, names_in};
use crate::pack::City;
use crate::pack::messages::sms::whole_sms;
use crate::pack::text::{Known, Spelling, Stranger, not_everywhere, other_width, strangers, tells_how_to_stop};
use std::collections::BTreeSet;

/// About the characters and links of all that a resident would read.
pub(super) fn complaints_of_wording(text: &Text, city: &City) -> Vec<Complaint> {
    let mut found = Vec::new();
    for body in text.said() {
        found.extend(strangers(body, &city.links).into_iter().map(|link| Problem(of_link(&link))));
        for Spelling { written, better } in other_width(body) {
            let better = better.unwrap_or_default();
            found.push(Warning(format!("「{written}」 is not of the usual width; write 「{better}」")));
        }
    }
    // LINE shows what its readers' phones have, pictures included; what is read aloud differs.
    let on_line = text.line.iter().chain(text.replies.iter().map(|reply| &reply.label));
    for spelling in on_line.flat_map(|body| not_everywhere(body, |known| known == Known::ByVendor)) {
        found.push(Warning(format!(
            "「{}」 is not on every device, and is read aloud in different ways{}",
            spelling.written,
            instead(&spelling)
        )));
    }
    let mut seen = Vec::new();
    found.retain(|complaint| {
        let is_new = !seen.contains(complaint);
        seen.push(complaint.clone());
        is_new
    });
    found
}

/// About an SMS, its values filled in.
pub(super) fn complaints_of_sms(text: &str, language: &str, city: &City) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut names = [&city.name, &city.sender].into_iter().chain(&city.known_as);
    if !names.any(|name| text.contains(name.as_str())) {
        found.push(Problem(
            "the SMS does not say who writes; begin it with `{city}:` or `{sender}:`, or with a name of `known_as` in \
             city.toml"
                .to_owned(),
        ));
    }
    if !tells_how_to_stop(&whole_sms(text, language, city)) {
        let key = if language == "en" { "`how_to_stop.sms.en`" } else { "`how_to_stop.sms`" };
        found.push(Problem(format!(
            "the SMS does not tell how to stop, which is a must; add {key} to city.toml, which stands under each SMS, or \
             name the word in the text, as in 「停止」 or STOP"
        )));
    }
    for spelling in not_everywhere(text, |known| known == Known::Emoji) {
        found.push(Problem(format!("「{}」 is a picture, which older phones do not show by SMS", spelling.written)));
    }
    for spelling in not_everywhere(text, |known| matches!(known, Known::ByVendor | Known::UnicodeOnly)) {
        found.push(Problem(format!(
            "「{}」 is a character that not every phone has (機種依存文字){}",
            spelling.written,
            instead(&spelling)
        )));
    }
    found
}

/// Values that the Japanese text says and the same text in another language does not.
pub(super) fn missing_values(message: &Message, language: &str) -> Vec<String> {
    let (Some(ja), Some(other)) = (message.texts.get("ja"), message.texts.get(language)) else {
        return Vec::new();
    };
    let pairs = [("LINE", &ja.line, &other.line), ("SMS", &ja.sms, &other.sms)];
    let mut found = Vec::new();
    for (way, ja, other) in pairs {
        let (Some(ja), Some(other)) = (ja, other) else { continue };
        let said: BTreeSet<&str> = names_in(other).collect();
        let missing: BTreeSet<&str> = names_in(ja).filter(|name| !said.contains(name)).collect();
        let missing = missing.into_iter().map(|name| {
            format!("the {way} text in `{language}` does not say `{{{name}}}`, which the Japanese one says")
        });
        found.extend(missing);
    }
    found
}

fn instead(spelling: &Spelling) -> String {
    spelling.better.as_ref().map(|better| format!("; write 「{better}」")).unwrap_or_default()
}

fn of_link(link: &Stranger) -> String {
    match link {
        Stranger::Host(host) => {
            format!("`{host}` is not one of the city's own places; list it in `links` of city.toml, if it is")
        }
        Stranger::Plain(link) => format!("`{link}` is not a safe link; begin it with `https://`"),
        Stranger::Shortener(host) => {
            format!("`{host}` shortens links, and hides where they lead; write the page's own address")
        }
        Stranger::Disguised(link) => {
            format!("`{link}` hides where it leads; write `https://`, the page's host, and its path")
        }
    }
}
