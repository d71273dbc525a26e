//! LINE Login, in the place of access.line.me and api.line.me: the user is who the demo, or a test, says.
//!
//! Source: LINE Login v2.1 API reference.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;

use super::state::Inner;

/// For how long a code can be exchanged.
const CODE_LIVES: TimeDelta = TimeDelta::minutes(10);

/// Who signs in where no test says: the user whose phone was looked at last. ID tokens here are numbers under which
/// what they say is kept: only `verify` reads them.
#[derive(Default)]
pub(super) struct Logins {
    user: Mutex<Option<String>>,
    given: Mutex<HashMap<String, Given>>,
}

#[derive(Clone)]
struct Given {
    user: String,
    client: String,
    nonce: String,
    redirect: String,
    challenge: String,
    at: DateTime<Utc>,
}

impl Logins {
    /// Who signs in from now on.
    pub(super) fn sign_in(&self, user: &str) {
        *self.user.lock().unwrap_or_else(PoisonError::into_inner) = Some(user.to_owned());
    }

    fn keep(&self, token: &str, given: Given) {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(token.to_owned(), given);
    }

    fn take(&self, token: &str) -> Option<Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).remove(token)
    }

    fn look(&self, token: &str) -> Option<Given> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    code_challenge: String,
}

/// `GET /oauth2/v2.1/authorize?…`: back to where the browser came from, with a code.
pub(super) async fn authorize(State(inner): State<Arc<Inner>>, Query(asked): Query<Asked>) -> Response {
    let user = inner.logins.user.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let query = match user {
        Some(user) => {
            let code = inner.ids.token();
            let given = Given {
                user,
                client: asked.client_id,
                nonce: asked.nonce,
                redirect: asked.redirect_uri.clone(),
                challenge: asked.code_challenge,
                at: inner.now(),
            };
            inner.logins.keep(&code, given);
            serde_urlencoded::to_string([("code", code.as_str()), ("state", &asked.state)])
        }
        None => serde_urlencoded::to_string([("error", "access_denied"), ("state", &asked.state)]),
    };
    Redirect::to(&format!("{}?{}", asked.redirect_uri, query.unwrap_or_default())).into_response()
}

#[derive(Deserialize)]
pub(super) struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    client_secret: String,
    code_verifier: String,
}

/// `POST /oauth2/v2.1/token`: a code for an ID token, once.
pub(super) async fn token(State(inner): State<Arc<Inner>>, Form(asked): Form<Exchange>) -> Response {
    use base64::Engine as _;
    use sha2::Digest as _;
    let challenge = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&asked.code_verifier));
    let is_it = |given: &Given| {
        asked.grant_type == "authorization_code"
            && !asked.client_secret.is_empty()
            && given.client == asked.client_id
            && given.redirect == asked.redirect_uri
            && given.challenge == challenge
            && inner.now() - given.at <= CODE_LIVES
    };
    let Some(given) = inner.logins.take(&asked.code).filter(is_it) else {
        let refused = json!({ "error": "invalid_grant", "error_description": "invalid authorization code" });
        return (StatusCode::BAD_REQUEST, Json(refused)).into_response();
    };
    let id_token = inner.ids.token();
    inner.logins.keep(&id_token, Given { at: inner.now(), ..given });
    let tokens = json!({
        "access_token": inner.ids.token(), "expires_in": 2_592_000, "id_token": id_token,
        "refresh_token": inner.ids.token(), "scope": "openid", "token_type": "Bearer",
    });
    Json(tokens).into_response()
}

#[derive(Deserialize)]
pub(super) struct Verify {
    id_token: String,
    client_id: String,
    nonce: Option<String>,
}

/// `POST /oauth2/v2.1/verify`: what an ID token says, if it is one of ours for this channel.
pub(super) async fn verify(State(inner): State<Arc<Inner>>, Form(asked): Form<Verify>) -> Response {
    let refused = |why: &str| {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_request", "error_description": why }))).into_response()
    };
    let Some(given) = inner.logins.look(&asked.id_token) else { return refused("Invalid IdToken.") };
    if given.client != asked.client_id {
        return refused("Invalid IdToken Audience.");
    }
    if asked.nonce.is_some_and(|nonce| nonce != given.nonce) {
        return refused("Invalid IdToken Nonce.");
    }
    let at = given.at.timestamp();
    let said = json!({
        "iss": "https://access.line.me", "sub": given.user, "aud": given.client, "exp": at + 3600, "iat": at,
        "nonce": given.nonce, "amr": ["linesso"],
    });
    Json(said).into_response()
}
