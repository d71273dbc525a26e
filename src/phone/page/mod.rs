//! The page `/phone`: the residents' screens, readable from across a room and answerable by hand.
//!
//! It is rendered here and works without JavaScript; a small script only keeps it up to date.
//! Nothing on it comes from another site: the policy in [`respond`] forbids it.

mod arrivals;
mod chat;
mod forms;
mod frame;
mod people;
mod words;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use super::state::Inner;
pub(super) use forms::{block, say, tap};
use people::{Person, find, people};
use words::Lang;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Where on the page one is; the same in links, forms and the script's polling.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    /// Whose phone: a number from 1 among the residents, or an address. None is everybody's.
    r: Option<String>,
    /// `sms` shows the SMS of somebody who has LINE as well.
    c: Option<String>,
    /// `en` for English.
    lang: Option<String>,
    /// The version that the script has seen.
    v: Option<String>,
    /// What went wrong with the last form, by name.
    oops: Option<String>,
}

impl Place {
    fn lang(&self) -> Lang {
        Lang::of(self.lang.as_deref())
    }

    /// The page's address here.
    fn href(&self) -> String {
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        pairs.extend(self.r.as_deref().map(|r| ("r", r)));
        pairs.extend(self.c.as_deref().map(|c| ("c", c)));
        pairs.extend(self.lang.as_deref().filter(|lang| *lang == "en").map(|lang| ("lang", lang)));
        pairs.extend(self.oops.as_deref().map(|oops| ("oops", oops)));
        // Pairs of strings always have a form encoding.
        match serde_urlencoded::to_string(&pairs).unwrap_or_default() {
            query if query.is_empty() => "/phone".to_owned(),
            query => format!("/phone?{query}"),
        }
    }

    fn with_person(&self, key: &str) -> Self {
        Self { r: Some(key.to_owned()), c: None, v: None, oops: None, ..self.clone() }
    }

    fn everybody(&self) -> Self {
        Self { lang: self.lang.clone(), ..Self::default() }
    }
}

/// `GET /phone?r=&c=&lang=`.
pub(super) async fn show(State(inner): State<Arc<Inner>>, Query(place): Query<Place>) -> Response {
    let lang = place.lang();
    let view = View::new(&inner, &place);
    // Whoever's phone is in the hand signs in with it.
    if let Some(line) = view.open.as_ref().and_then(|person| person.line.as_deref()) {
        inner.logins.sign_in(line);
    }
    let title = match &view.open {
        Some(person) => format!("{} | {}", person.label, lang.t("住民の画面", "Residents' phones")),
        None if view.doors().is_some() => format!("{} | {}", arrivals::title(lang), lang.t("歩み", "ayumi")),
        None => lang.t("住民の画面 | 歩み", "Residents' phones | ayumi").to_owned(),
    };
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                title { (title) }
                link rel="stylesheet" href="/phone/style.css";
                link rel="icon" href="data:,";
                script src="/phone/script.js" defer {}
            }
            body class=(if view.open.is_some() { "one" } else { "all" }) data-version=(version(&inner)) {
                a.skip href="#main" { (lang.t("本文へ", "Skip to content")) }
                (frame::top(&inner, &place))
                div.columns {
                    nav aria-label=(lang.t("住民", "Residents")) data-live="people" { (view.people()) }
                    main #main { (view.main()) }
                }
            }
        }
    };
    respond("text/html; charset=utf-8", page.into_string(), None)
}

/// `GET /phone/live?…&v=VERSION`: the parts that change, or 204 when they have not.
pub(super) async fn live(State(inner): State<Arc<Inner>>, Query(place): Query<Place>) -> Response {
    let version = version(&inner);
    if place.v.as_deref() == Some(version.as_str()) {
        let mut nothing = respond("text/html; charset=utf-8", String::new(), Some(&version));
        *nothing.status_mut() = StatusCode::NO_CONTENT;
        return nothing;
    }
    let view = View::new(&inner, &place);
    let parts = html! {
        div data-live="clock" { (frame::clock(&inner, place.lang())) }
        div data-live="people" { (view.people()) }
        (view.changing())
    };
    respond("text/html; charset=utf-8", parts.into_string(), Some(&version))
}

/// `GET /phone/style.css`.
pub(super) async fn style() -> Response {
    respond("text/css; charset=utf-8", STYLE.to_owned(), None)
}

/// `GET /phone/script.js`.
pub(super) async fn script() -> Response {
    respond("text/javascript; charset=utf-8", SCRIPT.to_owned(), None)
}

/// Everything shown, and the minute on the clock.
fn version(inner: &Inner) -> String {
    format!("{}-{}", inner.version(), inner.now().timestamp() / 60)
}

/// What one look at the page needs.
struct View<'a> {
    inner: &'a Inner,
    place: &'a Place,
    lang: Lang,
    people: Vec<Person>,
    open: Option<Person>,
}

impl<'a> View<'a> {
    fn new(inner: &'a Inner, place: &'a Place) -> Self {
        let open = place.r.as_deref().and_then(|key| find(inner, key));
        Self { inner, place, lang: place.lang(), people: people(inner), open }
    }

    fn people(&self) -> Markup {
        let open = self.open.as_ref().map(|person| person.key.as_str()).or(self.doors());
        frame::people(self.inner, self.place, &self.people, open)
    }

    /// The key of the page about other doors, if that is the one.
    fn doors(&self) -> Option<&'static str> {
        (self.place.r.as_deref() == Some(arrivals::KEY)).then_some(arrivals::KEY)
    }

    fn main(&self) -> Markup {
        match &self.open {
            Some(person) => frame::one(self.inner, self.place, person),
            None if self.doors().is_some() => html! {
                div data-live="doors" { (arrivals::all(self.inner, self.place, &self.people)) }
            },
            None => html! {
                div.wall data-live="wall" { (frame::wall(self.inner, self.place, &self.people)) }
            },
        }
    }

    /// The live regions of the main part, by name.
    fn changing(&self) -> Markup {
        html! {
            @match &self.open {
                Some(person) => {
                    @let channel = person.channel(self.place.c.as_deref());
                    div data-live="state" { (frame::badges(self.inner, person, self.lang)) }
                    div data-live="arrivals" { (arrivals::about(self.inner, person, self.lang)) }
                    div data-live="chat" { (chat::chat(self.inner, self.place, person, channel)) }
                }
                None if self.doors().is_some() => {
                    div data-live="doors" { (arrivals::all(self.inner, self.place, &self.people)) }
                }
                None => { div data-live="wall" { (frame::wall(self.inner, self.place, &self.people)) } }
            }
        }
    }
}

/// A page or a part of one. Nothing foreign is loaded, nothing inline runs, nobody frames it.
fn respond(kind: &'static str, body: String, version: Option<&str>) -> Response {
    let mut response = Response::new(Body::from(body));
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                  img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(version) = version.and_then(|version| HeaderValue::from_str(version).ok()) {
        headers.insert(HeaderName::from_static("x-version"), version);
    }
    response
}
