//! How LINE shows a text: as a bubble of words, with buttons, or as a card.

use super::{OwnPage, Part, Text, fill, given, leads_to_own_page, with_sample_page};
use crate::pack::{City, utf16_units};
use crate::sentence::{Sentence, thousands};
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
    /// `https://…` or `tel:…`, the same for everybody; or the mark of one of the resident's own pages.
    pub url: String,
}

/// A link as it is written: to an address, or to one of the resident's own pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkFile {
    label: String,
    url: Option<String>,
    page: Option<OwnPage>,
}

impl LinkFile {
    pub(super) fn read(self, problem: &mut dyn FnMut(Sentence)) -> Link {
        let Self { label, url, page } = self;
        let url = match (url, page) {
            (Some(url), None) if leads_to_own_page(&url) => {
                problem(Sentence::new(
                    "write `page = \"home\"` in place of `url` to lead to the resident's own pages",
                    "ご本人のページへは、`url` の代わりに `page = \"home\"` と書いてください。",
                ));
                OwnPage::Home.mark()
            }
            (Some(url), None) => url,
            (None, Some(page)) => page.mark(),
            (Some(_), Some(page)) => {
                problem(Sentence::new(
                    "a link has one way to go: take out `url` or `page`",
                    "入口の行き先はひとつです。`url` か `page` のどちらかを消してください。",
                ));
                page.mark()
            }
            (None, None) => {
                problem(Sentence::new(
                    "the link leads nowhere; write `url = \"https://…\"`, or `page = \"home\"` for the resident's own \
                     page",
                    "入口の行き先がありません。`url = \"https://…\"` か、ご本人のページなら `page = \"home\"` と書いて\
                     ください。",
                ));
                OwnPage::Home.mark()
            }
        };
        Link { label, url }
    }
}

impl Link {
    /// The page of the resident's own that it leads to, if it is one.
    pub fn page(&self) -> Option<OwnPage> {
        OwnPage::marked(&self.url)
    }
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
fn excess(style: Style, title: Option<&str>, body: &str) -> Option<(Part, Sentence)> {
    let has_title = title.is_some();
    if let Some(length) = title.map(graphemes).filter(|length| *length > MAX_TITLE) {
        let said = Sentence::new(
            format!("the title has {length} characters; LINE takes {MAX_TITLE}"),
            format!("題が{length}文字です。{MAX_TITLE}文字までに短くしてください。"),
        );
        return Some((Part::Title, said));
    }
    match style {
        Style::Text => None,
        Style::Buttons => {
            let (length, most) = (graphemes(body), if has_title { 60 } else { 160 });
            let (beside, ja) =
                if has_title { ("beside a title", "題をつけると") } else { ("without a title", "") };
            (length > most).then(|| {
                let length = thousands(length);
                let said = Sentence::new(
                    format!("the LINE text has {length} characters; buttons take {most} {beside}. A card takes more"),
                    format!(
                        "LINEの文面が{length}文字です。`buttons` の文は、{ja}{most}文字までです。短くするか、\
                         `style = \"card\"` にしてください。"
                    ),
                );
                (Part::Line, said)
            })
        }
        Style::Card => {
            let units = utf16_units(&notification(title, body));
            (units > MAX_ALT_UNITS).then(|| {
                let (units, most) = (thousands(units), thousands(MAX_ALT_UNITS));
                let said = Sentence::new(
                    format!("the card has {units} characters, title and text together; LINE takes {most}"),
                    format!("`card` が、題と文を合わせて{units}文字です。{most}文字までに短くしてください。"),
                );
                (Part::Line, said)
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
        if excess(self.style, title.as_deref(), &with_sample_page(&body)).is_none() {
            return (self.style, title, body);
        }
        (Style::Text, None, notification(title.as_deref(), &body))
    }
}

/// What is wrong with a text's style, title and link, and where, in words for who wrote it.
pub(super) fn complaints(text: &Text, city: Option<&City>) -> Vec<(Part, Sentence)> {
    let mut found = Vec::new();
    let Text { style, title, link, .. } = text;
    if text.line.is_none() && (*style != Style::Text || title.is_some() || link.is_some()) {
        let said = Sentence::new(
            "`style`, `title` and `link` are for LINE; write `line = \"…\"` too",
            "`style`、`title`、`link` はLINEで使うものです。LINEの文面を `line = \"…\"` に書くか、これらを消してください。",
        );
        found.push((Part::Whole, said));
    }
    if *style == Style::Text && title.is_some() {
        let said = Sentence::new(
            "plain words have no title; write `style = \"card\"` or `style = \"buttons\"` beside it",
            "文だけの見せ方には、題をつけられません。`style = \"card\"` か `style = \"buttons\"` を書くか、題を消して\
             ください。",
        );
        found.push((Part::Title, said));
    }
    if title.as_deref().is_some_and(|title| title.contains('\n')) {
        let said = Sentence::new("the title has one line", "題は1行で書いてください。");
        found.push((Part::Title, said));
    }
    found.extend(taps(text).map(|said| (Part::Whole, said)));
    let longest = |said: &String| fill(said, |name| given(name, city).or_else(|| Some("200,000".to_owned())));
    if let Some(body) = text.line.as_ref().map(longest).map(|body| with_sample_page(&body)) {
        found.extend(excess(*style, title.as_ref().map(longest).as_deref(), &body));
    }
    found.extend(link.iter().flat_map(link_complaints).map(|said| (Part::Link, said)));
    found
}

/// What is wrong with how much can be tapped.
fn taps(text: &Text) -> Option<Sentence> {
    let taps = text.replies.len() + usize::from(text.link.is_some());
    match text.style {
        Style::Text if taps > MAX_TAPS => Some(Sentence::new(
            format!("LINE shows {MAX_TAPS} replies at most, a link among them"),
            format!("返事と入口は、合わせて{MAX_TAPS}個までです。いまは{taps}個あります。"),
        )),
        Style::Buttons if !(1..=MAX_BUTTONS).contains(&taps) => Some(Sentence::new(
            format!("LINE shows 1 to {MAX_BUTTONS} buttons, replies and link together; there are {taps}"),
            format!("`buttons` では、返事と入口を合わせて1〜{MAX_BUTTONS}個にしてください。いまは{taps}個です。"),
        )),
        Style::Card if taps > MAX_BUTTONS => Some(Sentence::new(
            format!("a card has {MAX_BUTTONS} buttons at most, replies and link together; there are {taps}"),
            format!("`card` では、返事と入口は合わせて{MAX_BUTTONS}個までです。いまは{taps}個あります。"),
        )),
        _ => None,
    }
}

/// That a label is too long, or nothing.
pub(super) fn no_label(label: &str) -> Sentence {
    Sentence::new(
        format!("the label 「{label}」 has 1 to {MAX_LABEL} characters"),
        format!("ボタンの「{label}」は、1〜{MAX_LABEL}文字にしてください。"),
    )
}

fn link_complaints(link: &Link) -> Vec<Sentence> {
    let Link { label, url } = link;
    let mut found = Vec::new();
    if !(1..=MAX_LABEL).contains(&graphemes(label)) {
        found.push(no_label(label));
    }
    if link.page().is_some() {
        return found;
    }
    if url.contains(['{', '}']) {
        found.push(Sentence::new(
            "a link is the same for everybody; take the `{…}` out of `url`",
            "入口の行き先は、どなたにも同じです。`url` から `{…}` の印を消してください。",
        ));
    } else if !is_address(url) {
        let most = thousands(MAX_URL_UNITS);
        found.push(Sentence::new(
            format!(
                "`{url}` is no address to tap; write `https://…` or `tel:0968631111`, at most {most} letters, \
                 and letters other than a–z, 0–9 and signs as `%E8%8D%92`"
            ),
            format!(
                "`{url}` は、押して開ける行き先ではありません。`https://…` か `tel:0968631111` の形で、{most}文字までに\
                 してください。日本語は、ブラウザーからコピーした `%E8%8D%92` の形にします。"
            ),
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
    use super::*;
    use crate::pack::Reply;

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
        let text = Text {
            style: Style::Buttons,
            title: Some("{name}さん".to_owned()),
            line: Some("歩きませんか".to_owned()),
            sms: None,
            replies: vec![Reply { label: "はい".to_owned(), action: "yes".to_owned() }],
            link: None,
            page: None,
        };
        let shaped = text.shape(Some("花子さん".to_owned()), "歩きませんか".to_owned());
        assert_eq!(shaped, (Style::Buttons, Some("花子さん".to_owned()), "歩きませんか".to_owned()));
        let long = "あ".repeat(61);
        let shaped = text.shape(Some("花子さん".to_owned()), long.clone());
        assert_eq!(shaped, (Style::Text, None, format!("花子さん\n{long}")));
        let shaped = text.shape(Some("あ".repeat(41)), "歩きませんか".to_owned());
        assert_eq!(shaped.0, Style::Text);
    }
}
