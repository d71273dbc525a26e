//! Account linking: a token that LINE gives for a user, and the address to which the user's browser
//! goes with it.
//!
//! Source: Messaging API documentation, "User account linking"; reference, "Issue link token".

use super::outcome::classify;
use crate::send::{DeadReason, Outcome, Request, RetryReason};
use crate::{Headers, line};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Asks for a user's link token: `POST /v2/bot/user/{userId}/linkToken`.
pub fn link_token_request(user: &str, channel_access_token: &str) -> Request {
    Request {
        method: "POST",
        path: format!("/v2/bot/user/{}/linkToken", encoded(user)),
        headers: vec![("authorization", format!("Bearer {channel_access_token}"))],
        body: Vec::new(),
    }
}

/// Reads the answer, `{"linkToken": "NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`.
///
/// # Errors
/// What any other answer means.
pub fn link_token(status: u16, headers: &Headers<'_>, body: &[u8]) -> Result<String, Outcome> {
    // Of a link token it says that LINE does not know the account, and not that the address is wrong.
    if status == 404 {
        return Err(Outcome::Dead { reason: DeadReason::Rejected, code: "404".to_owned(), request_id: None });
    }
    if !(200..300).contains(&status) {
        return Err(classify(status, headers, body));
    }
    match serde_json::from_slice::<Answer>(body) {
        Ok(answer) if !answer.link_token.is_empty() => Ok(answer.link_token),
        // LINE gives one with each success; this is not LINE.
        _ => Err(Outcome::Retry {
            reason: RetryReason::Misconfigured,
            after: None,
            code: status.to_string(),
            request_id: None,
        }),
    }
}

/// No answer came: nothing was sent to anybody by it, and a token that nobody has harms nobody.
pub fn link_token_unanswered() -> Result<String, Outcome> {
    Err(line::unsent())
}

/// The call never left.
pub fn link_token_unsent() -> Result<String, Outcome> {
    Err(line::unsent())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    link_token: String,
}

/// A number that nobody can guess, as LINE takes it: Base64, 10 to 255 characters, of at least 128
/// bits. Of letters that need no encoding in an address.
pub fn nonce(bits: [u128; 2]) -> String {
    let bytes: Vec<u8> = bits.iter().flat_map(|half| half.to_be_bytes()).collect();
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The page on which the user enters the code, below the service's own address.
pub fn link_page(public_url: &str, city: &str, link_token: &str) -> String {
    format!("{}/link/{city}?linkToken={}", public_url.trim_end_matches('/'), encoded(link_token))
}

/// Where LINE asks the user, and then tells us by webhook who it was.
pub fn account_link(base: &str, link_token: &str, nonce: &str) -> String {
    let base = base.trim_end_matches('/');
    format!("{base}/dialog/bot/accountLink?linkToken={}&nonce={}", encoded(link_token), encoded(nonce))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn what_the_page_is_given_goes_on_as_it_is() {
        let odd = "a+b/c=&nonce=x#あ";
        let url = account_link("https://access.line.me/", odd, "n-_1");
        let (_, query) = url.split_once('?').unwrap();
        assert!(url.starts_with("https://access.line.me/dialog/bot/accountLink?"), "{url}");
        assert_eq!(crate::form::field(query, "linkToken").as_deref(), Some(odd));
        assert_eq!(crate::form::field(query, "nonce").as_deref(), Some("n-_1"));
        let url = link_page("https://a.example/", "432041", odd);
        let (page, query) = url.split_once('?').unwrap();
        assert_eq!(page, "https://a.example/link/432041");
        assert_eq!(crate::form::field(query, "linkToken").as_deref(), Some(odd));
    }

    #[test]
    fn a_number_has_all_its_bits_and_no_odd_letter() {
        let one = nonce([u128::MAX, 0]);
        assert_eq!(one.len(), 43);
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')), "{one}");
        assert_ne!(one, nonce([u128::MAX, 1]));
    }

    #[test]
    fn only_lines_own_answer_is_a_token() {
        let none = Headers::default();
        let read = |status, body: &str| link_token(status, &none, body.as_bytes());
        assert_eq!(read(200, r#"{"linkToken": "abc"}"#), Ok("abc".to_owned()));
        for (status, body) in [(200, "<html>"), (200, r#"{"linkToken": ""}"#), (200, "{}"), (302, "")] {
            let Err(Outcome::Retry { reason, .. }) = read(status, body) else { panic!("{status} {body}") };
            assert_eq!(reason, RetryReason::Misconfigured, "{status} {body}");
        }
        assert!(matches!(read(500, ""), Err(Outcome::Retry { reason: RetryReason::Provider, .. })));
        assert!(matches!(read(404, r#"{"message": "Not found"}"#), Err(Outcome::Dead { .. })));
    }
}
