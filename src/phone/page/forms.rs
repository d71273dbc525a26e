//! What the page's forms do: each acts, then sends the browser back to where it was.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use http::HeaderMap;
use serde::Deserialize;

use super::{Place, find};
use crate::phone::entry::{Channel, Entry};
use crate::phone::faults_api::{foreign, is_foreign};
use crate::phone::state::Inner;
use crate::phone::{Delivery, PhoneError, events};

/// Where the form stood, and what it says.
#[derive(Deserialize)]
pub(in crate::phone) struct Filled {
    #[serde(default)]
    r: Option<String>,
    #[serde(default)]
    c: Option<String>,
    #[serde(default)]
    lang: Option<String>,
    #[serde(default)]
    text: String,
    /// Which message and which of its choices: `SEQ-PLACE`.
    #[serde(default)]
    choice: String,
}

impl Filled {
    fn back(self, done: Result<(), &'static str>) -> Response {
        let oops = done.err().map(str::to_owned);
        let place = Place { r: self.r, c: self.c, lang: self.lang, v: None, oops };
        Redirect::to(&place.href()).into_response()
    }

    fn address(&self, inner: &Inner) -> Option<(Channel, String)> {
        let person = find(inner, self.r.as_deref()?)?;
        let (channel, address) = person.channel(self.c.as_deref())?;
        Some((channel, address.to_owned()))
    }
}

/// `POST /phone/say`: form `r, c?, lang?, text`.
pub(in crate::phone) async fn say(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    if is_foreign(&headers) {
        return foreign();
    }
    let text = filled.text.trim().replace("\r\n", "\n");
    let done = match filled.address(&inner) {
        _ if text.is_empty() => Ok(()),
        Some((Channel::Line, user)) if inner.faults.is_blocked(&user) => Err("blocked"),
        Some((Channel::Line, user)) => outcome(events::say_line(&inner, &user, &text).await),
        Some((Channel::Sms, number)) => outcome(events::say_sms(&inner, &number, &text).await),
        None => Err("nobody"),
    };
    filled.back(done)
}

/// `POST /phone/tap`: form `r, lang?, choice`.
pub(in crate::phone) async fn tap(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    if is_foreign(&headers) {
        return foreign();
    }
    let done = match filled.address(&inner) {
        Some((Channel::Line, user)) if inner.faults.is_blocked(&user) => Err("blocked"),
        Some((Channel::Line, user)) => match choice(&inner, &user, &filled.choice) {
            Some(choice) => outcome(events::tap_choice(&inner, &user, &choice).await),
            None => Err("gone"),
        },
        _ => Err("nobody"),
    };
    filled.back(done)
}

/// `POST /phone/block`: form `r, lang?`; blocks, or takes a block back.
pub(in crate::phone) async fn block(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    Form(filled): Form<Filled>,
) -> Response {
    if is_foreign(&headers) {
        return foreign();
    }
    let done = match filled.address(&inner) {
        Some((Channel::Line, user)) if inner.faults.is_blocked(&user) => outcome(events::unblock(&inner, &user).await),
        Some((Channel::Line, user)) => outcome(events::block(&inner, &user).await),
        _ => Err("nobody"),
    };
    filled.back(done)
}

fn choice(inner: &Inner, user: &str, named: &str) -> Option<crate::phone::Choice> {
    let (seq, place) = named.split_once('-')?;
    let (seq, place): (u64, usize) = (seq.parse().ok()?, place.parse().ok()?);
    let thread = inner.thread(Channel::Line, user, usize::MAX);
    thread.iter().find_map(|entry| match entry {
        Entry::Message(message) if message.seq == seq => {
            message.buttons.iter().chain(&message.quick_replies).nth(place).cloned()
        }
        _ => None,
    })
}

/// A webhook that the service did not take shows beside the reply itself, so only the rest is said here.
fn outcome(done: Result<Delivery, PhoneError>) -> Result<(), &'static str> {
    match done {
        Ok(_) => Ok(()),
        Err(PhoneError::NoWebhookBase) => Err("no_service"),
        Err(_) => Err("gone"),
    }
}
