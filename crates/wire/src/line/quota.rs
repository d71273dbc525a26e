//! How many messages may leave this month.

use super::Unread;
use super::call::get;
use crate::send::Request;

/// The month's messages, counted in people. Replies are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quota {
    /// So many: the plan's free messages and what was bought beside them.
    Limited(u64),
    /// As many as one likes, each paid for.
    Unlimited,
}

/// `GET /v2/bot/message/quota`.
pub fn request(channel_access_token: &str) -> Request {
    get("/v2/bot/message/quota".to_owned(), channel_access_token)
}

/// Reads `{"type": "limited", "value": 1000}` or `{"type": "none"}`.
///
/// # Errors
/// A refusal, or another shape.
pub fn read(status: u16, body: &[u8]) -> Result<Quota, Unread> {
    Unread::or(status, body, |answer| match answer.text("/type")? {
        "limited" => answer.number("/value").map(Quota::Limited),
        "none" => Some(Quota::Unlimited),
        _ => None,
    })
}
