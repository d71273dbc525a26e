//! One chat: bubbles, days, replies and how they were taken, things to tap.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::Place;
use super::people::Person;
use super::words::Lang;
use crate::phone::entry::{Action, Channel, Choice, Deed, Entry, Message, Reply};
use crate::phone::quota::japan;
use crate::phone::sms_length::Length;
use crate::phone::state::Inner;

/// Lines shown of one chat.
const SHOWN: usize = 200;

/// The whole chat of one person on one channel.
pub(super) fn chat(inner: &Inner, place: &Place, person: &Person, channel: Option<(Channel, &str)>) -> Markup {
    let lang = place.lang();
    let entries = match channel {
        Some((channel, address)) => inner.thread(channel, address, SHOWN),
        None => Vec::new(),
    };
    html! {
        @if entries.is_empty() {
            (empty(channel.map(|(channel, _)| channel), lang))
        }
        (lines(inner, place, person, &entries, lang))
        @if let Some(Entry::Message(last)) = entries.last() {
            (quick_replies(place, last, lang))
        }
    }
}

fn empty(channel: Option<Channel>, lang: Lang) -> Markup {
    html! {
        div.empty {
            @if channel.is_some() {
                p.big { (lang.t("まだ何も届いていません", "Nothing has arrived yet")) }
                p { (lang.t(
                    "市からのお知らせが届くと、ここに表示されます。下の欄から、ご本人として先に話しかけることもできます。",
                    "Messages from the city will appear here. You can also write first, as this resident, below.")) }
            } @else {
                p.big { (lang.t("スマートフォンとつながっていません", "Not linked to a phone")) }
                p { (lang.t(
                    "LINEの友だち追加も携帯電話番号の登録もない方です。ここにメッセージは届きません。",
                    "This resident has neither LINE nor a mobile number on file. No message arrives here.")) }
            }
        }
    }
}

/// The lines with the days between them, in small for the wall too.
pub(super) fn lines(inner: &Inner, place: &Place, person: &Person, entries: &[Entry], lang: Lang) -> Markup {
    let mut day: Option<NaiveDate> = None;
    html! {
        @for entry in entries {
            @let today = japan(entry.at()).date_naive();
            @if day.replace(today) != Some(today) {
                p.day { span { (lang.day(entry.at())) } }
            }
            @match entry {
                Entry::Message(message) => (from_service(inner, place, person, message, lang)),
                Entry::Reply(reply) => (from_resident(reply, lang)),
            }
        }
    }
}

fn from_service(inner: &Inner, place: &Place, person: &Person, message: &Message, lang: Lang) -> Markup {
    let sender = match message.channel {
        Channel::Line => message.from.as_deref().unwrap_or(&inner.options.sender_name),
        Channel::Sms => message.from.as_deref().unwrap_or_default(),
    };
    let hidden = person.stranger && message.text.is_empty();
    html! {
        div.line.theirs {
            div class=(shape(&message.kind)) {
                span.sr { (sender) "：" }
                @if message.text.is_empty() || hidden {
                    span.thing { (thing(&message.kind, lang)) }
                } @else {
                    (words(message))
                }
                @if !message.buttons.is_empty() {
                    (choices(place, message, &message.buttons, 0, "buttons"))
                }
            }
            div.meta {
                time datetime=(message.at.to_rfc3339()) { (lang.time(message.at)) }
                @if let Some(length) = message.length { span { (parts(length, lang)) } }
            }
        }
    }
}

/// A card is larger than words and stands out as LINE has it; a template has a title and its buttons.
fn shape(kind: &str) -> &'static str {
    match kind {
        "flex" => "bubble card",
        "template" => "bubble template",
        _ => "bubble",
    }
}

/// The title above the rest.
fn words(message: &Message) -> Markup {
    let title = message.title.as_deref().and_then(|title| Some((title, message.text.strip_prefix(title)?)));
    html! {
        @match title {
            Some((title, rest)) => {
                b.title { (title) }
                (linked(rest.strip_prefix('\n').unwrap_or(rest)))
            }
            None => (linked(&message.text)),
        }
    }
}

fn from_resident(reply: &Reply, lang: Lang) -> Markup {
    let (note, words) = match reply.deed {
        Deed::Blocked => (Some(lang.t("ブロックしました", "Blocked the account")), ""),
        Deed::Unblocked => (Some(lang.t("ブロックを解除しました", "Unblocked the account")), ""),
        Deed::Followed => (Some(lang.t("友だちに追加しました", "Added the account as a friend")), ""),
        Deed::Said | Deed::Tapped => (None, reply.text.as_str()),
    };
    html! {
        @if let Some(note) = note {
            div.event { span { (note) " " time { (lang.time(reply.at)) } } (taken(reply, lang)) }
        } @else {
            div.line.own {
                div.bubble { span.sr { (lang.t("ご本人：", "Resident: ")) } (words) }
                div.meta {
                    (taken(reply, lang))
                    time datetime=(reply.at.to_rfc3339()) { (lang.time(reply.at)) }
                }
            }
        }
    }
}

/// How the service took the reply.
fn taken(reply: &Reply, lang: Lang) -> Markup {
    html! {
        @match &reply.delivery {
            None => span.taken { (lang.t("送信中…", "Sending…")) }
            Some(delivery) if delivery.is_ok() => {
                span.taken.ok title=(format!("{} ms", delivery.took_ms)) { "✓ " (lang.t("市に届きました", "Received")) }
            }
            Some(delivery) => {
                span.taken.bad {
                    "! " (lang.t("市に届いていません", "Not received"))
                    @if let Some(status) = delivery.status { " (" (status) ")" }
                    @else if let Some(error) = &delivery.error { " (" (error) ")" }
                }
            }
        }
    }
}

/// Shown under the last message only, as on a real phone: the next message sweeps them away.
fn quick_replies(place: &Place, message: &Message, lang: Lang) -> Markup {
    html! {
        @if !message.quick_replies.is_empty() {
            div.quick aria-label=(lang.t("返事の候補", "Quick replies")) role="group" {
                (choices(place, message, &message.quick_replies, message.buttons.len(), "chips"))
            }
        }
    }
}

/// The quick replies of a last line, only to be seen: on the wall the whole phone is one link.
pub(super) fn glimpse(last: Option<&Entry>) -> Markup {
    let choices = match last {
        Some(Entry::Message(message)) => message.quick_replies.as_slice(),
        _ => &[],
    };
    html! {
        @if !choices.is_empty() {
            p.chips { @for choice in choices { span { (choice.label) } } }
        }
    }
}

fn choices(place: &Place, message: &Message, choices: &[Choice], first: usize, class: &str) -> Markup {
    html! {
        form class=(class) method="post" action="/phone/tap" {
            (hidden(place))
            @for (nth, choice) in choices.iter().enumerate() {
                @let id = format!("{}-{}", message.seq, first + nth);
                @let first = (nth == 0).then_some("first");
                @match &choice.action {
                    Action::Postback { .. } | Action::Message { .. } => {
                        button id=(format!("t{id}")) class=[first] type="submit" name="choice" value=(id) { (choice.label) }
                    }
                    Action::Uri { uri } if opens(uri) => {
                        a id=(format!("t{id}")) class=[first] href=(uri) target="_blank" rel="noreferrer noopener" { (choice.label) }
                    }
                    Action::Uri { .. } | Action::Other { .. } => {
                        button type="button" disabled { (choice.label) }
                    }
                }
            }
        }
    }
}

/// Where a form stands, so that its answer leads back.
pub(super) fn hidden(place: &Place) -> Markup {
    html! {
        @if let Some(r) = &place.r { input type="hidden" name="r" value=(r); }
        @if let Some(c) = &place.c { input type="hidden" name="c" value=(c); }
        @if let Some(lang) = &place.lang { input type="hidden" name="lang" value=(lang); }
    }
}

fn parts(length: Length, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{}文字・{}通分", length.units, length.parts),
        Lang::En if length.parts == 1 => format!("{} units, 1 part", length.units),
        Lang::En => format!("{} units, {} parts", length.units, length.parts),
    }
}

/// A message without words.
fn thing(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "sticker" => lang.t("スタンプ", "Sticker"),
        "image" => lang.t("画像", "Picture"),
        "video" => lang.t("動画", "Video"),
        "audio" => lang.t("音声", "Sound"),
        _ => lang.t("メッセージ", "Message"),
    }
}

/// Whether a browser opens it; LINE's own addresses lead into the app.
fn opens(uri: &str) -> bool {
    ["http://", "https://", "tel:"].iter().any(|start| uri.starts_with(start))
}

/// The text with its web addresses made into links. An address ends at a space or at the first
/// character that no address has, such as 「。」 or a bracket in a Japanese sentence.
fn linked(text: &str) -> Markup {
    let mut parts: Vec<(bool, &str)> = Vec::new();
    let mut rest = text;
    while let Some(start) = ["http://", "https://"].iter().filter_map(|s| rest.find(s)).min() {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'*+,;=%".contains(c)))
            .unwrap_or(from.len());
        let (link, after) = from.split_at(end);
        parts.extend([(false, before), (true, link)]);
        rest = after;
    }
    parts.push((false, rest));
    html! {
        @for (is_link, part) in parts {
            @if is_link { a href=(part) target="_blank" rel="noreferrer noopener" { (part) } }
            @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::linked;

    #[test]
    fn an_address_in_a_japanese_sentence_ends_where_the_sentence_goes_on() {
        let shown = linked("詳しくは http://127.0.0.1:3000/me/x?a=1&b=2。お待ちしています <b>").into_string();
        assert_eq!(
            shown,
            "詳しくは <a href=\"http://127.0.0.1:3000/me/x?a=1&amp;b=2\" target=\"_blank\" \
             rel=\"noreferrer noopener\">http://127.0.0.1:3000/me/x?a=1&amp;b=2</a>\
             。お待ちしています &lt;b&gt;"
        );
    }
}
