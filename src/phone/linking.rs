//! Account linking, as LINE plays it: a link token for a user, and the address that the user's browser
//! comes back to with a number, of which LINE tells by webhook.
//!
//! Source: Messaging API documentation, "User account linking".

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, Query, Request, State};
use axum::response::{Html, IntoResponse as _, Response};
use chrono::{DateTime, TimeDelta, Utc};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Refusal;
use super::entry::Deed;
use super::events::line_event;
use super::line_call::Call;
use super::state::Inner;

/// "Link tokens are valid for 10 minutes and can be used only once."
const TOKEN_LIVES: TimeDelta = TimeDelta::minutes(10);

/// "The nonce must have a length of between 10 and 255 characters."
const NONCE: std::ops::RangeInclusive<usize> = 10..=255;

/// The tokens that were given out: whose, and when.
#[derive(Default)]
pub(super) struct LinkTokens(Mutex<HashMap<String, (String, DateTime<Utc>)>>);

impl LinkTokens {
    fn give(&self, token: &str, user: &str, now: DateTime<Utc>) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|_, (_, given)| now - *given <= TOKEN_LIVES);
        tokens.insert(token.to_owned(), (user.to_owned(), now));
    }

    fn spend(&self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let (user, given) = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(token)?;
        (now - given <= TOKEN_LIVES).then_some(user)
    }
}

/// `POST /v2/bot/user/{userId}/linkToken` → `{"linkToken"}`; 404 for a user who blocked.
pub(super) async fn link_token(
    State(inner): State<Arc<Inner>>,
    Path(user): Path<String>,
    request: Request,
) -> Response {
    let call = Call::new(&inner, &request, "link_token");
    let given = call.admit(request.headers()).and_then(|()| {
        if inner.faults.is_blocked(&user) {
            return Err(Refusal::new(StatusCode::NOT_FOUND, "Not found"));
        }
        let token = inner.ids.token();
        inner.link_tokens.give(&token, &user, call.now);
        Ok(json!({ "linkToken": token }))
    });
    call.answer(given)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Asked {
    link_token: String,
    nonce: String,
}

/// `GET /dialog/bot/accountLink?linkToken=…&nonce=…`, in the place of access.line.me: the user is
/// taken to be the one whose token it is, and LINE tells the number by webhook.
pub(super) async fn account_link(State(inner): State<Arc<Inner>>, asked: Query<Asked>) -> Response {
    if !NONCE.contains(&asked.nonce.len()) {
        return page(StatusCode::BAD_REQUEST, "この番号は使えません。");
    }
    let Some(user) = inner.link_tokens.spend(&asked.link_token, inner.now()) else {
        return page(StatusCode::BAD_REQUEST, "このリンクは使えません。");
    };
    let link = link("ok", &asked.nonce);
    match line_event(&inner, &user, Deed::Tapped, "アカウント連携", link).await {
        Ok(delivery) if delivery.is_ok() => page(StatusCode::OK, "アカウントを連携しました。"),
        _ => page(StatusCode::OK, "アカウントを連携できませんでした。"),
    }
}

/// `{"type": "accountLink", "link": {"result", "nonce"}}`
pub(super) fn link(result: &str, nonce: &str) -> Value {
    json!({ "type": "accountLink", "link": { "result": result, "nonce": nonce } })
}

fn page(status: StatusCode, words: &str) -> Response {
    (
        status,
        Html(format!(
            "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>LINE</title>\
             <link rel=\"stylesheet\" href=\"/phone/style.css\"><div class=\"empty page\"><p class=\"big\">{words}</p>\
             <p>LINEの代わりをしている、デモの画面です。この画面を閉じて、トークにお戻りください。</p></div>"
        )),
    )
        .into_response()
}
