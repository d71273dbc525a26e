use super::call::{post, units};
use super::content::{Content, Message};
use crate::send::Request;
use domain::id::MessageId;
use serde::Serialize;

/// The path of a push call.
pub const PUSH_PATH: &str = "/v2/bot/message/push";

/// A message to one person.
///
/// ```json
/// {"to": "U8189cf6745fc0d808977bdb0b9f22995", "messages": [{"type": "text", "text": "…"}],
///  "customAggregationUnits": ["arao_walk"]}
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Push<'a> {
    /// The LINE user id.
    pub to: &'a str,
    /// What to say.
    pub content: Content<'a>,
    /// The retry key: the message's id.
    pub key: MessageId,
    /// The name under which LINE counts it: 1 to 30 of A–Z, a–z, 0–9 and `_`. Another
    /// name is left out.
    pub aggregation_unit: Option<&'a str>,
}

impl Push<'_> {
    /// The call. It depends on nothing but its arguments: the same message and token give
    /// the same bytes, as a retry must.
    pub fn request(&self, channel_access_token: &str) -> Request {
        let body = Body {
            to: self.to,
            messages: [self.content.message()],
            custom_aggregation_units: units(self.aggregation_unit),
        };
        post(PUSH_PATH.to_owned(), channel_access_token, Some(self.key), &body)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    to: &'a str,
    messages: [Message<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_aggregation_units: Option<[&'a str; 1]>,
}
