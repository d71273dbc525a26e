//! Messages that have left, the latest first. What a message could not say is said here. Family sees none to which a
//! sensitive fact led: that there was one tells.

use super::own::Own;
use super::{Shown, fitting};
use domain::Day;
use domain::decide::Shown as Said;
use domain::pack::{Link, OwnPage};
use maud::{Markup, html};
use shell::store::OwnMessage;

/// How many are shown at most.
const MOST: i64 = 60;

/// How many bytes a message has beside its text.
const AROUND: usize = 300;

pub(super) async fn show(own: &Own<'_>) -> Shown {
    let w = own.words();
    let messages = own.here.store().messages_of(&own.here.city, &own.resident, MOST).await?;
    let of_all = messages.iter().map(|message| (message, message.message.shown(&own.here.ruleset.city)));
    let told: Vec<(&OwnMessage, Said)> = of_all.filter(|(_, said)| !(said.sensitive && own.is_family())).collect();
    let shown = fitting(told.iter().map(|(_, said)| said.text.len() * 3 / 2 + AROUND));
    let mut days: Vec<(Day, Vec<Markup>)> = Vec::new();
    for (message, said) in told.iter().take(shown) {
        let day = w.zone.day(message.at);
        match days.last_mut().filter(|(known, _)| *known == day) {
            Some((_, of_day)) => of_day.push(one(own, message, said)),
            None => days.push((day, vec![one(own, message, said)])),
        }
    }
    let is_all = shown == told.len() && i64::try_from(messages.len()).is_ok_and(|count| count < MOST);
    let body = html! {
        @if days.is_empty() { p.lead { (w.say("messages-none")) } }
        @for (day, messages) in &days {
            section.card {
                h2 { (w.day(*day)) }
                ul.list { @for message in messages { li { (message) } } }
            }
        }
        @if !is_all { p.soft { (w.with("messages-most", [("messages", shown.into())])) } }
        p { a href=(own.path("/choices")) { (w.say("to-choices")) } }
    };
    own.page(&w.say("messages"), &body)
}

fn one(own: &Own<'_>, message: &OwnMessage, said: &Said) -> Markup {
    html! {
        p.soft { (own.words().clock(message.at)) }
        @if let Some(title) = &said.title { h3 { (title) } }
        @for line in said.text.lines() { p { (line) } }
        @if let Some(link) = &said.link { p { (leads(own, link)) } }
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
