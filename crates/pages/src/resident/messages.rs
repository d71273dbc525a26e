//! Messages that have left, the latest first. What a message could not say is said here, to the resident alone.

use super::Shown;
use super::here::Own;
use domain::Day;
use domain::decide::Shown as Said;
use domain::pack::{Link, OwnPage};
use maud::{Markup, html};
use shell::store::OwnMessage;

/// How many are shown.
const MOST: i64 = 60;

pub(super) async fn show(own: &Own<'_>) -> Shown {
    let w = own.words();
    let messages = own.here.store().messages_of(&own.here.city, &own.resident, MOST).await?;
    let mut days: Vec<(Day, Vec<&OwnMessage>)> = Vec::new();
    for message in &messages {
        let day = w.zone.day(message.at);
        match days.last_mut().filter(|(known, _)| *known == day) {
            Some((_, of_day)) => of_day.push(message),
            None => days.push((day, vec![message])),
        }
    }
    let body = html! {
        @if days.is_empty() { p.lead { (w.say("messages-none")) } }
        @for (day, messages) in &days {
            section.card {
                h2 { (w.day(*day)) }
                ul.list { @for message in messages { li { (one(own, message)) } } }
            }
        }
        @if i64::try_from(messages.len()).is_ok_and(|count| count >= MOST) { p.soft { (w.with("messages-most", [("messages", MOST.into())])) } }
        p { a href=(own.path("/choices")) { (w.say("to-choices")) } }
    };
    own.page(&w.say("messages"), &body)
}

fn one(own: &Own<'_>, message: &OwnMessage) -> Markup {
    let w = own.words();
    let Said { title, text, link, sensitive } = message.message.shown(&own.here.ruleset.city);
    html! {
        p.soft { (w.clock(message.at)) }
        @if sensitive && own.is_family() {
            p { (w.say("messages-own")) }
        } @else {
            @if let Some(title) = title { h3 { (title) } }
            @for line in text.lines() { p { (line) } }
            @if let Some(link) = link { p { (leads(own, &link)) } }
        }
    }
}

/// Where a message leads, if there is such a page.
fn leads(own: &Own<'_>, link: &Link) -> Markup {
    match link.page() {
        Some(OwnPage::Home) => html! { a href=(own.path("")) { (link.label) } },
        Some(page) => html! { a href=(own.path(&format!("/{}", page.as_str()))) { (link.label) } },
        None if ["https://", "tel:"].iter().any(|scheme| link.url.starts_with(scheme)) => {
            html! { a href=(link.url) rel="noreferrer" { (link.label) } }
        }
        None => html! {},
    }
}
