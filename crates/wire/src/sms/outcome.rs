use super::code;
use crate::Headers;
use crate::echo::clip;
use crate::send::{DeadReason, Outcome, RetryReason, id_in, is_page, retry_after};
use serde_json::Value;

/// What the provider's answer to a call means.
///
/// | answer | meaning |
/// |---|---|
/// | 2xx | accepted |
/// | 429, code 20429 | surely not taken: try again |
/// | 401, 403, 404, code 20003 | our account or token is wrong: hold |
/// | 3xx | this is not the provider: hold |
/// | code 21609 | our `public_url` is refused as the place for reports: hold |
/// | other 4xx | dead, for the reason its code tells; 21610 closes the number |
/// | 2xx with a page, 5xx, 408, anything else | may have been sent: dead, and never repeated |
///
/// The body is read as far as it is JSON of the right shape; any other is treated as if it
/// were empty. Source: www.twilio.com/docs/usage/troubleshooting and docs/errors.
pub fn classify(status: u16, headers: &Headers<'_>, body: &[u8]) -> Outcome {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let number = answer.get("code").and_then(number);
    let request_id = || id_in(headers, "twilio-request-id");
    let code = || number.unwrap_or(u32::from(status)).to_string();
    let hold = |reason| Outcome::Retry { reason, after: retry_after(headers), code: code(), request_id: request_id() };
    let dead = |reason| Outcome::Dead { reason, code: code(), request_id: request_id() };
    match (status, number) {
        (200..=299, _) if is_page(headers, body) => dead(DeadReason::Ambiguous),
        (200..=299, _) => Outcome::Accepted {
            provider_id: answer.get("sid").and_then(Value::as_str).map(clip),
            request_id: request_id(),
        },
        (429, _) | (400..=499, Some(20429)) => hold(RetryReason::RateLimited),
        (401 | 403, _) | (404, None | Some(20404)) | (400..=499, Some(20003)) => hold(RetryReason::Credentials),
        (300..=399, _) | (400..=499, Some(21609)) => hold(RetryReason::Misconfigured),
        (400..=407 | 409..=499, Some(number)) => dead(code::reason(number)),
        (400..=407 | 409..=499, None) => dead(DeadReason::Rejected),
        _ => dead(DeadReason::Ambiguous),
    }
}

/// A code, also when it comes as a text: an opt-out must not be missed for its quotes.
fn number(code: &Value) -> Option<u32> {
    match code {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
    }
}

/// A call to which no answer came: it may have been sent, and must not be repeated.
pub fn unanswered() -> Outcome {
    Outcome::Dead { reason: DeadReason::Ambiguous, code: "no answer".to_owned(), request_id: None }
}

/// A call that never left: no name was found, or no connection made. Not for a connection
/// that broke.
pub fn unsent() -> Outcome {
    Outcome::Retry { reason: RetryReason::NotReached, after: None, code: "not reached".to_owned(), request_id: None }
}
