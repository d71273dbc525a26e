//! How a text is written: characters that every phone has, the usual width, links of the city's own, and in an
//! SMS who writes and how to stop.

use super::texts::Complaint::{self, Problem, Warning};
use super::{Message, Part, Text, names_in};
use crate::pack::City;
use crate::pack::messages::sms::whole_sms;
use crate::pack::text::{Known, Spelling, Stranger, not_everywhere, other_width, strangers, tells_how_to_stop};
use crate::sentence::Sentence;
use std::collections::BTreeSet;

/// About the characters and links of all that a resident would read.
pub(super) fn complaints_of_wording(text: &Text, city: &City) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (part, body) in text.said() {
        found.extend(strangers(body, &city.links).into_iter().map(|link| Problem(part, of_link(&link))));
        for Spelling { written, better } in other_width(body) {
            let better = better.unwrap_or_default();
            let is_kana = written.chars().any(|c| ('\u{ff61}'..='\u{ff9f}').contains(&c));
            let width = if is_kana { "半角のカナ" } else { "全角の英数字" };
            let said = Sentence::new(
                format!("「{written}」 is not of the usual width; write 「{better}」"),
                format!("「{written}」は{width}です。「{better}」と書いたほうが読みやすくなります。"),
            );
            found.push(Warning(part, said));
        }
        // LINE shows what its readers' phones have, pictures included; what is read aloud differs.
        if matches!(part, Part::Line | Part::Reply(_)) {
            for spelling in not_everywhere(body, |known| known == Known::ByVendor) {
                let (written, instead) = (&spelling.written, instead(&spelling));
                let said = Sentence::new(
                    format!("「{written}」 is not on every device, and is read aloud in different ways{}", instead.en),
                    format!("「{written}」は、機種や読み上げで違って出る文字です。{}", instead.ja),
                );
                found.push(Warning(part, said));
            }
        }
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
pub(super) fn complaints_of_sms(text: &str, language: &str, city: &City) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut names = [&city.name, &city.sender].into_iter().chain(&city.known_as);
    if !names.any(|name| text.contains(name.as_str())) {
        found.push(Sentence::new(
            "the SMS does not say who writes; begin it with `{city}:` or `{sender}:`, or with a name of `known_as` in \
             city.toml",
            "SMSに差出人の名前がありません。`{city}:` か `{sender}:`、または city.toml の `known_as` にある名前で始めて\
             ください。",
        ));
    }
    if !tells_how_to_stop(&whole_sms(text, language, city)) {
        let key = if language == "en" { "`how_to_stop.sms.en`" } else { "`how_to_stop.sms`" };
        found.push(Sentence::new(
            format!(
                "the SMS does not tell how to stop, which is a must; add {key} to city.toml, which stands under each \
                 SMS, or name the word in the text, as in 「停止」 or STOP"
            ),
            format!(
                "SMSに止め方がありません。どのSMSにも必ず要ります。city.toml に {key} を書くか（SMSの下につきます）、文面に\
                 「停止」（かぎかっこ付き）か STOP と書いてください。"
            ),
        ));
    }
    for Spelling { written, .. } in not_everywhere(text, |known| known == Known::Emoji) {
        found.push(Sentence::new(
            format!("「{written}」 is a picture, which older phones do not show by SMS"),
            format!("「{written}」は絵文字で、古い電話機のSMSでは出ません。消してください。"),
        ));
    }
    for spelling in not_everywhere(text, |known| matches!(known, Known::ByVendor | Known::UnicodeOnly)) {
        let (written, instead) = (&spelling.written, instead(&spelling));
        found.push(Sentence::new(
            format!("「{written}」 is a character that not every phone has (機種依存文字){}", instead.en),
            format!(
                "「{written}」は機種依存文字で、SMSでは読めない電話機があります。{}",
                if instead.ja.is_empty() { "ほかの文字にしてください。" } else { &instead.ja }
            ),
        ));
    }
    found
}

/// Values that the Japanese text says and the same text in another language does not.
pub(super) fn missing_values(message: &Message, language: &str) -> Vec<(Part, Sentence)> {
    let (Some(ja), Some(other)) = (message.texts.get("ja"), message.texts.get(language)) else {
        return Vec::new();
    };
    let pairs = [
        (Part::Line, "LINE", &ja.line, &other.line),
        (Part::Sms, "SMS", &ja.sms, &other.sms),
        (Part::Page, "page", &ja.page, &other.page),
    ];
    let mut found = Vec::new();
    for (part, way, ja, other) in pairs {
        let (Some(ja), Some(other)) = (ja, other) else { continue };
        let said: BTreeSet<&str> = names_in(other).collect();
        let missing: BTreeSet<&str> = names_in(ja).filter(|name| !said.contains(name)).collect();
        let missing = missing.into_iter().map(|name| {
            let said = Sentence::new(
                format!("the {way} text in `{language}` does not say `{{{name}}}`, which the Japanese one says"),
                format!(
                    "日本語の{way}の文面にある `{{{name}}}` が、`{language}` の文面にありません。わざとでなければ、足して\
                     ください。"
                ),
            );
            (part, said)
        });
        found.extend(missing);
    }
    found
}

fn instead(spelling: &Spelling) -> Sentence {
    let better = spelling.better.as_ref();
    let said =
        |better: &String| Sentence::new(format!("; write 「{better}」"), format!("「{better}」と書いてください。"));
    better.map(said).unwrap_or_default()
}

fn of_link(link: &Stranger) -> Sentence {
    match link {
        Stranger::Host(host) => Sentence::new(
            format!("`{host}` is not one of the city's own places; list it in `links` of city.toml, if it is"),
            format!(
                "`{host}` は、市のページの置き場所として登録されていません。市のページなら、city.toml の `links` に足して\
                 ください。"
            ),
        ),
        Stranger::Plain(link) => Sentence::new(
            format!("`{link}` is not a safe link; begin it with `https://`"),
            format!("`{link}` は安全なリンクではありません。`https://` から書いてください。"),
        ),
        Stranger::Shortener(host) => Sentence::new(
            format!("`{host}` shortens links, and hides where they lead; write the page's own address"),
            format!("`{host}` は短縮URLで、行き先が分かりません。もとのページのアドレスを書いてください。"),
        ),
        Stranger::Disguised(link) => Sentence::new(
            format!("`{link}` hides where it leads; write `https://`, the page's host, and its path"),
            format!(
                "`{link}` は行き先の分からないリンクです。`https://`、ページの置き場所、その先の順に書いてください。"
            ),
        ),
    }
}
