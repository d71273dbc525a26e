//! LINE Login: where a browser goes, and who came back. The ID token is not read here but by LINE itself, which checks
//! its signature.
//!
//! Source: LINE Login v2.1 API reference, "Issue access token", "Verify ID token"; "Integrating LINE Login with your
//! web app".

use crate::openid::Flow;
use crate::send::Request;
use chrono::{DateTime, Utc};
use serde::Deserialize;

/// The issuer of LINE's ID tokens.
const ISSUER: &str = "https://access.line.me";

/// The channel of LINE Login, as LINE knows it.
#[derive(Clone, Copy)]
pub struct Channel<'a> {
    /// The channel's id.
    pub id: &'a str,
    /// Its secret.
    pub secret: &'a str,
    /// Where browsers come back to, as it is entered with LINE.
    pub redirect: &'a str,
}

/// Why LINE did not say who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoLogin {
    /// The person said no.
    #[error("the person did not agree")]
    Denied,
    /// What came back was not asked for by this browser.
    #[error("the answer is another browser's, or too old")]
    Stray,
    /// LINE answered with an error.
    #[error("LINE answered {0}")]
    Status(u16),
    /// What LINE answered cannot be read, or is about something else.
    #[error("LINE's answer is not about this channel and this browser")]
    Other,
}

/// Where a browser goes. `base` is the setting `line_access_base`.
pub fn authorize(base: &str, channel: Channel<'_>, flow: &Flow) -> String {
    let asked = [
        ("response_type", "code"),
        ("client_id", channel.id),
        ("redirect_uri", channel.redirect),
        ("state", &flow.state()),
        ("scope", "openid"),
        ("nonce", &flow.nonce()),
        ("code_challenge", &flow.challenge()),
        ("code_challenge_method", "S256"),
        ("ui_locales", "ja"),
    ];
    // Pairs of texts always have a form.
    let asked = serde_urlencoded::to_string(asked).unwrap_or_default();
    format!("{}/oauth2/v2.1/authorize?{asked}", base.trim_end_matches('/'))
}

/// The code of the query with which a browser came back: `code=…&state=…`, or `error=access_denied&…`.
///
/// # Errors
/// Why there is none.
pub fn code(query: &str, flow: &Flow, now: DateTime<Utc>) -> Result<String, NoLogin> {
    let state = crate::form::field(query, "state").unwrap_or_default();
    if flow.is_over(now) || !crate::bearer::same(&state, &flow.state()) {
        return Err(NoLogin::Stray);
    }
    match crate::form::field(query, "code").filter(|code| !code.is_empty() && code.len() <= 500) {
        Some(code) => Ok(code),
        None => Err(NoLogin::Denied),
    }
}

/// Asks for the ID token of a code: `POST /oauth2/v2.1/token`.
pub fn token_request(channel: Channel<'_>, flow: &Flow, code: &str) -> Request {
    form(
        "/oauth2/v2.1/token",
        &[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", channel.redirect),
            ("client_id", channel.id),
            ("client_secret", channel.secret),
            ("code_verifier", &flow.verifier()),
        ],
    )
}

/// Reads `{"id_token": "…", …}`. The tokens beside it are let go.
///
/// # Errors
/// Another answer.
pub fn read_token(status: u16, body: &[u8]) -> Result<String, NoLogin> {
    #[derive(Deserialize)]
    struct Given {
        id_token: String,
    }
    if status != 200 {
        return Err(NoLogin::Status(status));
    }
    serde_json::from_slice(body).map(|given: Given| given.id_token).map_err(|_| NoLogin::Other)
}

/// Has LINE check an ID token: `POST /oauth2/v2.1/verify`.
pub fn verify_request(channel_id: &str, id_token: &str, nonce: &str) -> Request {
    form("/oauth2/v2.1/verify", &[("id_token", id_token), ("client_id", channel_id), ("nonce", nonce)])
}

/// Reads what LINE says of an ID token, `{"iss", "sub", "aud", "exp", "nonce", …}`, and gives the user's id. What LINE
/// has checked is looked at once more, since another door at this address would check nothing.
///
/// # Errors
/// Another answer, or one about something else.
pub fn read_verified(
    status: u16,
    body: &[u8],
    channel_id: &str,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<String, NoLogin> {
    #[derive(Deserialize)]
    struct Verified {
        iss: String,
        sub: String,
        aud: String,
        exp: i64,
        nonce: String,
    }
    if status != 200 {
        return Err(NoLogin::Status(status));
    }
    let said: Verified = serde_json::from_slice(body).map_err(|_| NoLogin::Other)?;
    let is_ours = said.iss == ISSUER && said.aud == channel_id && crate::bearer::same(&said.nonce, nonce);
    let is_user = said.sub.len() == 33 && said.sub.starts_with('U');
    if is_ours && is_user && said.exp > now.timestamp() { Ok(said.sub) } else { Err(NoLogin::Other) }
}

fn form(path: &str, pairs: &[(&str, &str)]) -> Request {
    Request {
        method: "POST",
        path: path.to_owned(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        // Pairs of texts always have a form.
        body: serde_urlencoded::to_string(pairs).unwrap_or_default().into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::openid::Aim;
    use serde_json::json;

    const CHANNEL: Channel<'_> =
        Channel { id: "1234567890", secret: "s", redirect: "https://ayumi.test/me/432041/line" };

    fn now() -> DateTime<Utc> {
        "2026-11-30T03:00:00Z".parse().unwrap()
    }

    fn flow() -> Flow {
        Flow::begin([1, 2], "me 432041", Aim::SignIn(String::new()), now())
    }

    #[test]
    fn a_browser_goes_with_what_only_it_can_bring_back() {
        let address = authorize("https://access.line.me/", CHANNEL, &flow());
        assert!(
            address
                .starts_with("https://access.line.me/oauth2/v2.1/authorize?response_type=code&client_id=1234567890&")
        );
        assert!(address.contains("redirect_uri=https%3A%2F%2Fayumi.test%2Fme%2F432041%2Fline"), "{address}");
        let back = |query: &str| code(query, &flow(), now());
        let state = flow().state();
        assert_eq!(back(&format!("code=c&state={state}")), Ok("c".to_owned()));
        assert_eq!(back(&format!("error=access_denied&state={state}")), Err(NoLogin::Denied));
        assert_eq!(back("code=c&state=another"), Err(NoLogin::Stray));
        assert_eq!(back("code=c"), Err(NoLogin::Stray));
        let late = now() + chrono::TimeDelta::minutes(10);
        assert_eq!(code(&format!("code=c&state={state}"), &flow(), late), Err(NoLogin::Stray));
    }

    #[test]
    fn only_what_is_about_this_channel_and_browser_is_believed() {
        let user = format!("U{}", "0".repeat(32));
        let said =
            json!({ "iss": ISSUER, "sub": user, "aud": "1234567890", "exp": now().timestamp() + 60, "nonce": "n" });
        let read = |said: &serde_json::Value| read_verified(200, said.to_string().as_bytes(), "1234567890", "n", now());
        assert_eq!(read(&said), Ok(user));
        let changes = [
            ("iss", json!("https://other.example")),
            ("aud", json!("1")),
            ("exp", json!(now().timestamp())),
            ("nonce", json!("m")),
            ("sub", json!("somebody")),
        ];
        for (name, value) in changes {
            let mut other = said.clone();
            *other.get_mut(name).unwrap() = value;
            assert_eq!(read(&other), Err(NoLogin::Other), "{name}");
        }
        let refused = br#"{"error":"invalid_request","error_description":"Invalid IdToken."}"#;
        assert_eq!(read_verified(400, refused, "1234567890", "n", now()), Err(NoLogin::Status(400)));
        assert_eq!(read_token(200, br#"{"access_token":"a"}"#), Err(NoLogin::Other));
        assert_eq!(read_token(200, br#"{"id_token":"t","token_type":"Bearer"}"#), Ok("t".to_owned()));
    }
}
