use super::REQUEST_ID_HEADER;
use super::answer::{Answer, Blamed};
use crate::Headers;
use crate::send::{DeadReason, Outcome, RetryReason, id_in, is_page, retry_after};

/// What LINE's answer to a push or a multicast means.
///
/// | answer | meaning |
/// |---|---|
/// | 2xx | accepted |
/// | 2xx with a page | this is not LINE: hold |
/// | 409 | accepted earlier, with the same retry key |
/// | 429, `monthly limit` | stop until next month |
/// | 429 otherwise, 408, 5xx | try again with the same key |
/// | 401, 403 | our token is wrong: hold |
/// | 3xx, 404, 405 | this is not LINE, or not its address: hold |
/// | 400 `Failed to send messages` | the user is unknown: refused for good |
/// | 400 that blames `to` | the address is none |
/// | 400 that blames `to[1]` | nobody of a multicast got it, because of that one ([`DeadReason::BadAddressAt`]) |
/// | other 4xx | dead |
///
/// The body is read as far as it is LINE's JSON; any other is treated as if it were empty.
/// Source: Messaging API reference, "Status codes" and "Retry failed API requests".
pub fn classify(status: u16, headers: &Headers<'_>, body: &[u8]) -> Outcome {
    let answer = Answer::read(body);
    let code = || answer.code(status);
    let request_id = || id_in(headers, REQUEST_ID_HEADER);
    let retry = |reason| Outcome::Retry { reason, after: retry_after(headers), code: code(), request_id: request_id() };
    let dead = |reason| Outcome::Dead { reason, code: code(), request_id: request_id() };
    match status {
        200..=299 if is_page(headers, body) => retry(RetryReason::Misconfigured),
        200..=299 => Outcome::Accepted { provider_id: answer.provider_id(), request_id: request_id() },
        409 => Outcome::Accepted {
            provider_id: answer.provider_id(),
            request_id: id_in(headers, "x-line-accepted-request-id").or_else(request_id),
        },
        429 if answer.says("monthly limit") => Outcome::Stop { request_id: request_id() },
        429 => retry(RetryReason::RateLimited),
        401 | 403 => retry(RetryReason::Credentials),
        400 if answer.says("failed to send messages") => dead(DeadReason::Refused),
        400 => dead(match answer.blamed_address() {
            Some(Blamed::All) => DeadReason::BadAddress,
            Some(Blamed::One(place)) => DeadReason::BadAddressAt(place),
            None => DeadReason::Rejected,
        }),
        413 => dead(DeadReason::TooLong),
        408 | 500..=599 => retry(RetryReason::Provider),
        402 | 406..=499 => dead(DeadReason::Rejected),
        _ => retry(RetryReason::Misconfigured),
    }
}

/// What LINE's answer to a reply means: as [`classify`], but no key tells LINE that it has seen
/// the call before.
///
/// | answer | meaning |
/// |---|---|
/// | 400 `Invalid reply token` | used, too old or unknown: nothing was sent by this call ([`DeadReason::ReplyToken`]) |
/// | 2xx with a page, 408, 5xx | may have been sent: dead, and never repeated |
///
/// After a first call whose fate is unknown, `Invalid reply token` says nothing about that first one.
pub fn classify_reply(status: u16, headers: &Headers<'_>, body: &[u8]) -> Outcome {
    let answer = Answer::read(body);
    let dead =
        |reason| Outcome::Dead { reason, code: answer.code(status), request_id: id_in(headers, REQUEST_ID_HEADER) };
    let blames_token = answer.says("invalid reply token")
        || answer.says("the property, replytoken,")
        || answer.says("the property, 'replytoken',");
    match status {
        400 if blames_token => dead(DeadReason::ReplyToken),
        408 | 500..=599 => dead(DeadReason::Ambiguous),
        200..=299 if is_page(headers, body) => dead(DeadReason::Ambiguous),
        // It is a conflict with something else than a key of ours.
        409 => dead(DeadReason::Rejected),
        _ => classify(status, headers, body),
    }
}

/// A push or multicast to which no answer came: it may have been taken, and the same key tells LINE.
pub fn unanswered() -> Outcome {
    Outcome::Retry { reason: RetryReason::NoAnswer, after: None, code: "no answer".to_owned(), request_id: None }
}

/// A reply to which no answer came: it may have been sent, and must not be repeated.
pub fn unanswered_reply() -> Outcome {
    Outcome::Dead { reason: DeadReason::Ambiguous, code: "no answer".to_owned(), request_id: None }
}

/// A call that never left.
pub fn unsent() -> Outcome {
    Outcome::Retry { reason: RetryReason::NotReached, after: None, code: "not reached".to_owned(), request_id: None }
}
