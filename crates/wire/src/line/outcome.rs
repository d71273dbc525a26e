use super::REQUEST_ID_HEADER;
use crate::Headers;
use crate::echo::{clip, clip_to};
use crate::send::{DeadReason, Outcome, RetryReason, id_in, retry_after};
use serde_json::Value;

/// What LINE's answer to a push means.
///
/// | answer | meaning |
/// |---|---|
/// | 2xx | accepted |
/// | 409 | accepted earlier, with the same retry key |
/// | 429, `monthly limit` | stop until next month |
/// | 429 otherwise, 408, 5xx | try again with the same key |
/// | 401, 403 | our token is wrong: hold |
/// | 3xx | this is not LINE: hold |
/// | 400 `Failed to send messages` | the user is unknown: refused for good |
/// | other 4xx | dead |
///
/// The body is read as far as it is LINE's JSON; any other is treated as if it were empty.
/// Source: Messaging API reference, "Status codes" and "Retry failed API requests".
pub fn classify(status: u16, headers: &Headers<'_>, body: &[u8]) -> Outcome {
    let answer = Answer(serde_json::from_slice(body).unwrap_or_default());
    let code = || answer.code(status);
    let request_id = || id_in(headers, REQUEST_ID_HEADER);
    let retry = |reason| Outcome::Retry { reason, after: retry_after(headers), code: code(), request_id: request_id() };
    let dead = |reason| Outcome::Dead { reason, code: code(), request_id: request_id() };
    match status {
        200..=299 => Outcome::Accepted { provider_id: answer.provider_id(), request_id: request_id() },
        409 => Outcome::Accepted {
            provider_id: answer.provider_id(),
            request_id: id_in(headers, "x-line-accepted-request-id").or_else(request_id),
        },
        429 if answer.says("monthly limit") => Outcome::Stop,
        429 => retry(RetryReason::RateLimited),
        401 | 403 => retry(RetryReason::Credentials),
        400 if answer.says("failed to send messages") => dead(DeadReason::Refused),
        400 if answer.blames_address() => dead(DeadReason::BadAddress),
        413 => dead(DeadReason::TooLong),
        408 | 500..=599 => retry(RetryReason::Provider),
        400..=499 => dead(DeadReason::Rejected),
        _ => retry(RetryReason::Misconfigured),
    }
}

/// A call to which no answer came: it may have been taken, and the same key tells LINE.
pub fn unanswered() -> Outcome {
    Outcome::Retry { reason: RetryReason::NoAnswer, after: None, code: "no answer".to_owned(), request_id: None }
}

/// A call that never left.
pub fn unsent() -> Outcome {
    Outcome::Retry { reason: RetryReason::NotReached, after: None, code: "not reached".to_owned(), request_id: None }
}

/// LINE's JSON, or `null`. Members are looked at one by one, so that an odd one hides no other.
struct Answer(Value);

impl Answer {
    fn says(&self, words: &str) -> bool {
        self.text("/message").is_some_and(|message| message.to_ascii_lowercase().contains(words))
    }

    /// "The property, to, in the request body is invalid", or a detail about `to`.
    fn blames_address(&self) -> bool {
        self.says("the property, to,") || self.blamed() == Some("to")
    }

    fn provider_id(&self) -> Option<String> {
        self.text("/sentMessages/0/id").map(clip)
    }

    /// The status, and the property that LINE blames.
    fn code(&self, status: u16) -> String {
        self.blamed().map_or_else(|| status.to_string(), |property| clip_to(&format!("{status} {property}"), 50))
    }

    fn blamed(&self) -> Option<&str> {
        self.text("/details/0/property")
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.0.pointer(pointer).and_then(Value::as_str)
    }
}
