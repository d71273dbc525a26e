//! How many of the month's messages are used.

use super::Unread;
use super::call::get;
use crate::send::Request;

/// `GET /v2/bot/message/quota/consumption`.
pub fn request(channel_access_token: &str) -> Request {
    get("/v2/bot/message/quota/consumption".to_owned(), channel_access_token)
}

/// Reads `{"totalUsage": 500}`: people since the month began in Japan. LINE says that it is an
/// approximation, which may lag behind what was just sent.
///
/// # Errors
/// A refusal, or another shape.
pub fn read(status: u16, body: &[u8]) -> Result<u64, Unread> {
    Unread::or(status, body, |answer| answer.number("/totalUsage"))
}
