//! The token with which a LINE user is led to our sign-in.

use super::Unread;
use super::call::get;
use crate::echo::clip_to;
use crate::send::Request;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Where the resident is sent after our sign-in, with `linkToken` and `nonce`.
const DIALOG: &str = "https://access.line.me/dialog/bot/accountLink";

/// `POST /v2/bot/user/{userId}/linkToken`, with an empty body.
pub fn request(user_id: &str, channel_access_token: &str) -> Request {
    let user_id = utf8_percent_encode(user_id, NON_ALPHANUMERIC);
    let path = format!("/v2/bot/user/{user_id}/linkToken");
    Request { method: "POST", ..get(path, channel_access_token) }
}

/// Reads `{"linkToken": "NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"}`: good for ten minutes and one sign-in.
///
/// # Errors
/// A refusal (404 for a user who is no friend), or another shape.
pub fn read(status: u16, body: &[u8]) -> Result<String, Unread> {
    Unread::or(status, body, |answer| {
        answer.text("/linkToken").filter(|token| !token.is_empty()).map(|token| clip_to(token, 200))
    })
}

/// The address that ends the linking: LINE answers it with the webhook `accountLink`, which has our
/// nonce. The nonce is 10 to 255 letters of our own that nobody can guess.
pub fn dialog(link_token: &str, nonce: &str) -> String {
    let pairs = [("linkToken", link_token), ("nonce", nonce)];
    // Pairs of texts always have a form.
    format!("{DIALOG}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
