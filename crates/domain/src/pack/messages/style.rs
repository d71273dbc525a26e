//! How LINE shows a text: as a bubble of words, with buttons, or as a card.

use super::{Text, fill, given};
use crate::pack::{City, utf16_units};
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

/// How LINE shows a text.
///
/// ```toml
/// [talk.ja]
/// style = "card"
/// title = "お話しませんか"
/// line = "保健師が、火曜の午後に\nお待ちしています。"
/// link = { label = "日にちを見る", url = "https://www.city.arao.lg.jp/kenko/" }
/// replies = [{ label = "電話がほしい", action = "call" }]
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Words; what can be tapped stands below them until the next message comes.
    #[default]
    Text,
    /// Words with one to four buttons that stay: LINE's buttons template.
    Buttons,
    /// Large letters with up to four large buttons that stay: a Flex bubble.
    Card,
}

impl Style {
    /// Whether it is plain words, as everything was before there were styles.
    pub fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// A page, or a number to call, that opens with a tap on LINE.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What is written on it, 20 characters at most.
    pub label: String,
    /// `https://…` or `tel:…`, the same for everybody.
    pub url: String,
}

/// The most characters on what can be tapped.
pub(super) const MAX_LABEL: usize = 20;

/// The most that LINE shows below a text to be tapped.
pub(super) const MAX_TAPS: usize = 13;

/// The most buttons that stay.
const MAX_BUTTONS: usize = 4;

/// The most characters of a title.
const MAX_TITLE: usize = 40;

/// The most UTF-16 units of what a notification says of a card, which is all of it.
const MAX_ALT_UNITS: usize = 1_500;

/// The most UTF-16 units of an address.
const MAX_URL_UNITS: usize = 1_000;

/// Characters as LINE counts labels and titles: grapheme clusters.
pub(super) fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// What is in the way of showing words in a style: `None` when they fit.
fn excess(style: Style, title: Option<&str>, body: &str) -> Option<String> {
    let has_title = title.is_some();
    if let Some(length) = title.map(graphemes).filter(|length| *length > MAX_TITLE) {
        return Some(format!("the title has {length} characters; LINE takes {MAX_TITLE}"));
    }
    match style {
        Style::Text => None,
        Style::Buttons => {
            let (length, most) = (graphemes(body), if has_title { 60 } else { 160 });
            let beside = if has_title { "beside a title" } else { "without a title" };
            (length > most).then(|| {
                format!("the LINE text has {length} characters; buttons take {most} {beside}. A card takes more")
            })
        }
        Style::Card => {
            let units = utf16_units(&notification(title, body));
            (units > MAX_ALT_UNITS).then(|| {
                format!("the card has {units} characters, title and text together; LINE takes {MAX_ALT_UNITS}")
            })
        }
    }
}

/// A title and a text as one text: what a notification says, and what stands where a style
/// has no place for them.
fn notification(title: Option<&str>, body: &str) -> String {
    title.map_or_else(|| body.to_owned(), |title| format!("{title}\n{body}"))
}

impl Text {
    /// The style in which words fit whose values are filled in: the one that was chosen, or plain
    /// words when a value made them too long for it. The title stands before them then.
    pub fn shape(&self, title: Option<String>, body: String) -> (Style, Option<String>, String) {
        if excess(self.style, title.as_deref(), &body).is_none() {
            return (self.style, title, body);
        }
        (Style::Text, None, notification(title.as_deref(), &body))
    }
}

/// What is wrong with a text's style, title and link, in words for who wrote it.
pub(super) fn complaints(text: &Text, city: Option<&City>) -> Vec<String> {
    let mut found = Vec::new();
    let Text { style, title, link, .. } = text;
    if text.line.is_none() && (*style != Style::Text || title.is_some() || link.is_some()) {
        found.push("`style`, `title` and `link` are for LINE; write `line = \"…\"` too".to_owned());
    }
    if *style == Style::Text && title.is_some() {
        found.push("plain words have no title; write `style = \"card\"` or `style = \"buttons\"` beside it".to_owned());
    }
    if title.as_deref().is_some_and(|title| title.contains('\n')) {
        found.push("the title has one line".to_owned());
    }
    let taps = text.replies.len() + usize::from(link.is_some());
    match style {
        Style::Text if taps > MAX_TAPS => {
            found.push(format!("LINE shows {MAX_TAPS} replies at most, a link among them"))
        }
        Style::Buttons if !(1..=MAX_BUTTONS).contains(&taps) => {
            found.push(format!("LINE shows 1 to {MAX_BUTTONS} buttons, replies and link together; there are {taps}"))
        }
        Style::Card if taps > MAX_BUTTONS => {
            found.push(format!("a card has {MAX_BUTTONS} buttons at most, replies and link together; there are {taps}"))
        }
        _ => {}
    }
    let longest = |said: &String| fill(said, |name| given(name, city).or_else(|| Some("200,000".to_owned())));
    if let Some(body) = text.line.as_ref().map(longest) {
        found.extend(excess(*style, title.as_ref().map(longest).as_deref(), &body));
    }
    found.extend(link.iter().flat_map(link_complaints));
    found
}

fn link_complaints(link: &Link) -> Vec<String> {
    let Link { label, url } = link;
    let mut found = Vec::new();
    if !(1..=MAX_LABEL).contains(&graphemes(label)) {
        found.push(format!("the label 「{label}」 has 1 to {MAX_LABEL} characters"));
    }
    if url.contains(['{', '}']) {
        found.push("a link is the same for everybody; take the `{…}` out of `url`".to_owned());
    } else if !is_address(url) {
        found.push(format!(
            "`{url}` is no address to tap; write `https://…` or `tel:0968631111`, at most {MAX_URL_UNITS} letters, \
             and letters other than a–z, 0–9 and signs as `%E8%8D%92`"
        ));
    }
    found
}

/// RFC 3986 allows no spaces, quotation marks or letters beyond ASCII; LINE refuses them too.
fn is_address(url: &str) -> bool {
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let has_host = |rest: &str| rest.split(['/', '?', '#']).next().is_some_and(|host| host.contains('.'));
    let is_number =
        |rest: &str| rest.len() >= 3 && rest.bytes().all(|byte| byte.is_ascii_digit() || b"+-".contains(&byte));
    url.len() <= MAX_URL_UNITS
        && is_plain
        && (url.strip_prefix("https://").is_some_and(has_host) || url.strip_prefix("tel:").is_some_and(is_number))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn addresses() {
        for good in ["https://www.city.arao.lg.jp/kenko/?a=1#b", "tel:0968-63-1111", "tel:+81968631111"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["http://a.jp", "https://", "https:///x", "https://a jp", "https://荒尾.jp/", "line://x", "tel:", "tel:a"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn characters_are_what_people_see() {
        assert_eq!(graphemes("👨‍👩‍👧がが"), 3);
    }

    #[test]
    fn what_a_value_made_too_long_is_said_in_plain_words() {
        let text: Text = toml::from_str(
            "style = \"buttons\"\ntitle = \"{name}さん\"\nline = \"歩きませんか\"\nreplies = [{ label = \"はい\", action = \"yes\" }]",
        )
        .unwrap();
        let shaped = text.shape(Some("花子さん".to_owned()), "歩きませんか".to_owned());
        assert_eq!(shaped, (Style::Buttons, Some("花子さん".to_owned()), "歩きませんか".to_owned()));
        let long = "あ".repeat(61);
        let shaped = text.shape(Some("花子さん".to_owned()), long.clone());
        assert_eq!(shaped, (Style::Text, None, format!("花子さん\n{long}")));
        let shaped = text.shape(Some("あ".repeat(41)), "歩きませんか".to_owned());
        assert_eq!(shaped.0, Style::Text);
    }
}
