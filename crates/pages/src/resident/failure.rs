use super::here::Here;
use crate::design::{Tone, notice};
use http::StatusCode;
use maud::{Markup, html};
use shell::Error;
use shell::doors::{Answer, Refused};

/// Why a page is not shown or a form not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nobody is let in, or no longer.
    Outside,
    /// Nobody can be let in: the operator has to set something.
    Closed,
    /// The form was not this browser's own.
    Stale,
    /// There is nothing here.
    NotFound,
    /// Too many were wrong; try again in so many seconds.
    Locked(i64),
    /// The browser has no shop's key, or one that opens nothing any more.
    NoShop,
    /// What was entered cannot be so: a key of the catalogue.
    Slip(&'static str),
    /// The rest.
    Other(Refused),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::UnknownResident(_) => Self::Outside,
            Error::UnknownChallenge(_) | Error::UnknownReward(_) | Error::UnknownCampaign { .. } => Self::NotFound,
            other => Self::Other(other.into()),
        }
    }
}

impl Failure {
    /// As a page that says what is so and what to do.
    pub(super) fn answer(self, here: &Here) -> Answer {
        let w = here.words;
        let (status, key) = match &self {
            Self::Outside => (StatusCode::UNAUTHORIZED, "outside"),
            Self::Closed => (StatusCode::SERVICE_UNAVAILABLE, "closed"),
            Self::Stale => (StatusCode::FORBIDDEN, "stale"),
            Self::NotFound => (StatusCode::NOT_FOUND, "nothing"),
            Self::Locked(_) => (StatusCode::TOO_MANY_REQUESTS, "locked"),
            Self::NoShop => {
                let body = html! { p.lead { (w.say("no-shop-text")) } };
                return here.page(StatusCode::UNAUTHORIZED, &w.say("shop"), None, &body);
            }
            Self::Slip(key) => {
                let said = notice(Tone::Bad, &html! { p { (w.say(key)) } });
                let body = html! { p { a.big href=(here.root()) { (w.say("to-home")) } } };
                return here.page(StatusCode::UNPROCESSABLE_ENTITY, &w.say("slip"), Some(said), &body);
            }
            // What a machine would be told stays out; the log has the whole.
            Self::Other(refused) if refused.status() == StatusCode::NOT_FOUND => (StatusCode::NOT_FOUND, "nothing"),
            Self::Other(refused) if refused.status() == StatusCode::SERVICE_UNAVAILABLE => (refused.status(), "busy"),
            Self::Other(_) => (StatusCode::INTERNAL_SERVER_ERROR, "inside"),
        };
        let minutes = if let Self::Locked(seconds) = self { (seconds + 59) / 60 } else { 0 };
        let text = w.with(&format!("{key}-text"), [("minutes", minutes.into())]);
        let body = html! {
            p.lead { (text) }
            @if matches!(self, Self::Outside) { (way_in(here, &here.path)) }
            @if !matches!(self, Self::Outside | Self::Closed) { p { a.big href=(here.root()) { (w.say("to-home")) } } }
        };
        here.page(status, &w.say(key), None, &body)
    }
}

/// How one gets to one's own page: by LINE, where the city has it, and by the link of a message.
pub(super) fn way_in(here: &Here, to: &str) -> Markup {
    let w = here.words;
    html! {
        @if here.has_line { p { a.big href=(line_path(here, to)) { (w.say("enter-by-line")) } } }
        p { (w.say("outside-how")) }
    }
}

fn line_path(here: &Here, to: &str) -> String {
    let asked = serde_urlencoded::to_string([("to", to)]).unwrap_or_default();
    format!("{}/line?{asked}", here.root())
}

/// What whoever follows a wrong address sees, in no city.
pub(super) fn nothing_here() -> Answer {
    plain(StatusCode::NOT_FOUND, "このページはありません。アドレスをお確かめください。", "There is no such page.")
}

/// What is seen where not even the city's name can be read.
pub(super) fn closed(refused: Refused) -> Answer {
    match refused.status() {
        StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST => nothing_here(),
        StatusCode::PAYLOAD_TOO_LARGE => {
            plain(StatusCode::PAYLOAD_TOO_LARGE, "送られた内容が長すぎます。", "What was sent is too long.")
        }
        status => plain(
            status,
            "ただいま混み合っています。少し待ってから、もう一度お開きください。",
            "We are busy. Please wait a moment and open the page again.",
        ),
    }
}

fn plain(status: StatusCode, ja: &str, en: &str) -> Answer {
    let page = html! {
        (maud::DOCTYPE)
        html lang="ja" {
            head { meta charset="utf-8"; meta name="viewport" content="width=device-width, initial-scale=1"; title { "歩み" } }
            body { p { (ja) } p lang="en" { (en) } }
        }
    };
    let mut answer = http::Response::new(page.into_string());
    *answer.status_mut() = status;
    let html = http::HeaderValue::from_static("text/html; charset=utf-8");
    answer.headers_mut().insert(http::header::CONTENT_TYPE, html);
    answer
}
