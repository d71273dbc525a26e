//! How many messages LINE sent on a day.

use super::Unread;
use super::call::get;
use crate::send::Request;
use chrono::NaiveDate;

/// By which call they left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To one.
    Push,
    /// To many.
    Multicast,
    /// As an answer.
    Reply,
}

/// What LINE knows of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many, in people.
    Ready(u64),
    /// Not counted yet: ask on the next day.
    Unready,
    /// Fewer than 20, which LINE does not tell.
    TooFew,
    /// Before LINE began to count (2018-03-31).
    NotCounted,
}

/// `GET /v2/bot/message/delivery/{push,multicast,reply}?date=yyyyMMdd`, the day in Japan. 60 calls an
/// hour at most.
pub fn request(kind: Kind, day: NaiveDate, channel_access_token: &str) -> Request {
    let kind = match kind {
        Kind::Push => "push",
        Kind::Multicast => "multicast",
        Kind::Reply => "reply",
    };
    get(format!("/v2/bot/message/delivery/{kind}?date={}", day.format("%Y%m%d")), channel_access_token)
}

/// Reads `{"status": "ready", "success": 10000}`.
///
/// # Errors
/// A refusal, or another shape.
pub fn read(status: u16, body: &[u8]) -> Result<Count, Unread> {
    Unread::or(status, body, |answer| match answer.text("/status")? {
        "ready" => answer.number("/success").map(Count::Ready),
        "unready" => Some(Count::Unready),
        "unavailable_for_privacy" => Some(Count::TooFew),
        "out_of_service" => Some(Count::NotCounted),
        _ => None,
    })
}
