//! What LINE counts under the names that our messages carry (`customAggregationUnits`): one for each
//! arm tells arms apart.

use super::Unread;
use super::call::get;
use crate::send::Request;
use chrono::NaiveDate;

/// What people did with the messages of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// People who had one on their screen; `None` below 20, which LINE does not tell.
    pub seen: Option<u64>,
    /// People who opened a link in one; `None` below 20.
    pub opened: Option<u64>,
}

/// `GET /v2/bot/insight/message/event/aggregation?customAggregationUnit=…&from=…&to=…`: days in Japan,
/// 30 at most, counted for 14 days after a message left. 60 calls an hour at most.
pub fn usage_request(unit: &str, from: NaiveDate, to: NaiveDate, channel_access_token: &str) -> Request {
    let [from, to] = [from, to].map(|day| day.format("%Y%m%d").to_string());
    let pairs = [("customAggregationUnit", unit), ("from", &from), ("to", &to)];
    // Pairs of texts always have a form.
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    get(format!("/v2/bot/insight/message/event/aggregation?{query}"), channel_access_token)
}

/// Reads `{"overview": {"uniqueImpression": 40, "uniqueClick": 30, …}, "messages": […], "clicks": […]}`.
///
/// # Errors
/// A refusal, or another shape.
pub fn read_usage(status: u16, body: &[u8]) -> Result<Usage, Unread> {
    Unread::or(status, body, |answer| {
        answer.list("/messages")?;
        let [seen, opened] = ["/overview/uniqueImpression", "/overview/uniqueClick"].map(|name| answer.number(name));
        Some(Usage { seen, opened })
    })
}
