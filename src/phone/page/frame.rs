//! What stands around the chats: the head of the page, the list of residents, the phones.

use maud::{Markup, html};

use super::Place;
use super::arrivals;
use super::chat::{self, hidden};
use super::people::{Person, State};
use super::words::Lang;
use crate::phone::entry::{Channel, Deed, Entry};
use crate::phone::state::Inner;

/// Lines of each chat on the wall of all phones.
const GLIMPSE: usize = 4;

/// The head of the page.
pub(super) fn top(inner: &Inner, place: &Place) -> Markup {
    let lang = place.lang();
    let other = Place { lang: Some(lang.t("en", "ja").to_owned()), oops: None, ..place.clone() };
    html! {
        header.top {
            div.brand {
                a.name href=(place.everybody().href()) { (lang.t("住民の画面", "Residents' phones")) }
                p { (lang.t(
                    "デモ用の模擬スマートフォンです。実際のLINEやSMSには送られません。",
                    "Stand-in phones for the demo. Nothing is sent to real LINE or SMS.")) }
            }
            div.clock data-live="clock" { (clock(inner, lang)) }
            a.lang href=(other.href()) lang=(lang.t("en", "ja")) hreflang=(lang.t("en", "ja")) {
                (lang.t("English", "日本語"))
            }
        }
    }
}

/// The phone's own clock, which the demo turns.
pub(super) fn clock(inner: &Inner, lang: Lang) -> Markup {
    let now = inner.now();
    html! {
        span.sr { (lang.t("デモの時刻", "Time in the demo")) }
        time datetime=(now.to_rfc3339()) { (lang.day(now)) " " b { (lang.time(now)) } }
    }
}

/// The list of residents.
pub(super) fn people(inner: &Inner, place: &Place, people: &[Person], open: Option<&str>) -> Markup {
    let lang = place.lang();
    let (strangers, residents): (Vec<&Person>, Vec<&Person>) = people.iter().partition(|person| person.stranger);
    html! {
        ul.people {
            li {
                a.person.everybody href=(place.everybody().href()) aria-current=[open.is_none().then_some("page")] {
                    span.avatar.all aria-hidden="true" { "全" }
                    span.who { b { (lang.t("全員の画面", "All phones")) } }
                }
            }
            @if !inner.arrivals().is_empty() {
                li {
                    a.person.everybody href=(place.with_person(arrivals::KEY).href())
                        aria-current=[(open == Some(arrivals::KEY)).then_some("page")] {
                        span.avatar.all aria-hidden="true" { "入" }
                        span.who { b { (arrivals::title(lang)) } }
                    }
                }
            }
            @for person in residents { (row(inner, place, person, open)) }
        }
        @if !strangers.is_empty() {
            h2.strangers { (lang.t("名簿にない宛先", "Not on the list")) }
            ul.people { @for person in strangers { (row(inner, place, person, open)) } }
        }
    }
}

fn row(inner: &Inner, place: &Place, person: &Person, open: Option<&str>) -> Markup {
    let lang = place.lang();
    let last = person.last(inner, 1).pop();
    html! {
        li {
            a.person href=(place.with_person(&person.key).href())
                aria-current=[(open == Some(person.key.as_str())).then_some("page")] {
                (avatar(person))
                span.who {
                    b { (person.label) }
                    @if let Some(entry) = &last {
                        span.last {
                            span.words { (summary(entry, lang)) }
                            time { (lang.when(entry.at(), inner.now())) }
                        }
                    }
                    (badges(inner, person, lang))
                }
            }
        }
    }
}

fn summary(entry: &Entry, lang: Lang) -> String {
    let words = match entry {
        Entry::Message(message) => message.text.as_str(),
        Entry::Reply(reply) => match reply.deed {
            Deed::Said | Deed::Tapped => reply.text.as_str(),
            Deed::Blocked => lang.t("ブロックしました", "Blocked the account"),
            Deed::Unblocked => lang.t("ブロックを解除しました", "Unblocked the account"),
            Deed::Followed => lang.t("友だちに追加しました", "Added the account as a friend"),
        },
    };
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first letter of the name, in one of six quiet colours that stays with the person.
fn avatar(person: &Person) -> Markup {
    let colour = person.key.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte)) % 6;
    let letter = person.label.chars().next().unwrap_or('?');
    html! { span class=(format!("avatar tone{colour}")) aria-hidden="true" { (letter) } }
}

/// What stands between this person and a message.
pub(super) fn badges(inner: &Inner, person: &Person, lang: Lang) -> Markup {
    html! {
        @for state in person.states(inner) {
            @match state {
                State::Blocked => span.badge.bad { (lang.t("ブロック中", "Blocked")) }
                State::Unsubscribed => span.badge.bad { (lang.t("SMS配信停止", "SMS stopped")) }
                State::Unreachable => span.badge.bad { (lang.t("SMSが届きません", "SMS unreachable")) }
                State::Unlinked => span.badge { (lang.t("未連携", "Not linked")) }
            }
        }
    }
}

/// All phones side by side.
pub(super) fn wall(inner: &Inner, place: &Place, people: &[Person]) -> Markup {
    let lang = place.lang();
    html! {
        h1.sr { (lang.t("全員の画面", "All phones")) }
        (arrivals::line(inner, place))
        @if people.is_empty() {
            div.empty.page {
                p.big { (lang.t("まだ住民が登録されていません", "There are no residents yet")) }
                p { (lang.t(
                    "デモを始めると、ここに住民の皆さんのスマートフォンが並びます。端末で次を実行してください。",
                    "Start the demo, and the residents' phones will line up here. In a terminal:")) }
                p { code { "ayumi up --demo" } }
            }
        }
        @for person in people {
            article.phone {
                (phone_head(
                    person,
                    &html! { h2 { a.open href=(place.with_person(&person.key).href()) { (person.label) } } },
                    &html! { div.state { (badges(inner, person, lang)) } },
                ))
                @let entries = person.last(inner, GLIMPSE);
                div.screen {
                    div.scroll {
                        @if entries.is_empty() {
                            div.empty { p { @if person.line.is_none() && person.sms.is_none() {
                                (lang.t("スマートフォンとつながっていません", "Not linked to a phone"))
                            } @else {
                                (lang.t("まだ何も届いていません", "Nothing has arrived yet"))
                            } } }
                        } @else {
                            (chat::lines(inner, &place.with_person(&person.key), person, &entries, lang))
                            (chat::glimpse(entries.last()))
                        }
                    }
                }
            }
        }
    }
}

fn phone_head(person: &Person, name: &Markup, state: &Markup) -> Markup {
    html! {
        header.head {
            (avatar(person))
            div.who {
                (name)
                @if !person.note.is_empty() { p.note { (person.note) } }
                (state)
            }
        }
    }
}

/// One phone, to be read and answered.
pub(super) fn one(inner: &Inner, place: &Place, person: &Person) -> Markup {
    let lang = place.lang();
    let channel = person.channel(place.c.as_deref());
    let sms = matches!(channel, Some((Channel::Sms, _)));
    html! {
        article class=(if sms { "phone large sms" } else { "phone large" }) {
            (phone_head(
                person,
                &html! { h1 { (person.label) } },
                &html! { div.state data-live="state" { (badges(inner, person, lang)) } },
            ))
            (tabs(place, person, sms, lang))
            div data-live="arrivals" { (arrivals::about(inner, person, lang)) }
            @if let Some(oops) = &place.oops { p.oops role="alert" { (sorry(oops, lang)) } }
            @if channel.is_some() {
                div.sender { (lang.t("送信元：", "From: ")) (sender(inner, channel)) }
            }
            div.screen {
                div.scroll tabindex="0" role="log" aria-label=(lang.t("やりとり", "Conversation")) {
                    div data-live="chat" { (chat::chat(inner, place, person, channel)) }
                }
            }
            @if let Some((channel, address)) = channel { (write(inner, place, channel, address, lang)) }
        }
    }
}

fn sender(inner: &Inner, channel: Option<(Channel, &str)>) -> String {
    match channel {
        Some((Channel::Sms, number)) => inner.sms_sender(number),
        _ => inner.options.sender_name.clone(),
    }
}

fn tabs(place: &Place, person: &Person, sms: bool, lang: Lang) -> Markup {
    let line = Place { c: None, oops: None, ..place.clone() };
    let short = Place { c: Some("sms".to_owned()), oops: None, ..place.clone() };
    html! {
        @if person.line.is_some() && person.sms.is_some() {
            nav.tabs aria-label=(lang.t("連絡手段", "Channel")) {
                a href=(line.href()) aria-current=[(!sms).then_some("page")] { "LINE" }
                a href=(short.href()) aria-current=[sms.then_some("page")] { "SMS" }
            }
        }
    }
}

fn write(inner: &Inner, place: &Place, channel: Channel, address: &str, lang: Lang) -> Markup {
    let blocked = channel == Channel::Line && inner.faults.is_blocked(address);
    html! {
        footer.write {
            @if blocked {
                p { (lang.t(
                    "ご本人がブロックしています。市が送っても届きません。",
                    "This resident has blocked the account. Messages from the city do not arrive.")) }
            } @else {
                form.say method="post" action="/phone/say" {
                    (hidden(place))
                    label.sr for="text" { (lang.t("ご本人として返事を書く", "Write as this resident")) }
                    input #text name="text" required maxlength="1000" autocomplete="off"
                        placeholder=(lang.t("ご本人として返事を書く", "Write as this resident"));
                    button type="submit" { (lang.t("送信", "Send")) }
                }
            }
            @if channel == Channel::Line {
                form.quiet method="post" action="/phone/block" {
                    (hidden(place))
                    button type="submit" {
                        @if blocked { (lang.t("ブロックを解除する", "Unblock")) }
                        @else { (lang.t("この方としてブロックする", "Block as this resident")) }
                    }
                }
            } @else {
                form.quiet method="post" action="/phone/say" {
                    (hidden(place))
                    button type="submit" name="text" value="STOP" {
                        (lang.t("「STOP」と返信する(配信停止)", "Reply STOP (unsubscribe)"))
                    }
                }
            }
        }
    }
}

fn sorry(oops: &str, lang: Lang) -> &'static str {
    match oops {
        "no_service" => lang.t(
            "サービスの接続先がまだ分かりません。ayumi up が動いているか確かめてください。",
            "The service's address is not known yet. Check that ayumi up is running.",
        ),
        "blocked" => lang.t(
            "ブロック中は返事を送れません。先に解除してください。",
            "A resident who has blocked the account cannot reply. Unblock first.",
        ),
        _ => lang.t(
            "その選択肢はもうありません。画面を新しくしました。",
            "That choice is gone. The page is up to date now.",
        ),
    }
}
