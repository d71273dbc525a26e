use super::call::{post, units};
use super::content::{Content, Message};
use crate::send::Request;
use domain::id::MessageId;
use serde::Serialize;

/// The path of a multicast call.
pub const MULTICAST_PATH: &str = "/v2/bot/message/multicast";

/// The most people that one call reaches.
pub const MULTICAST_MOST: usize = 500;

/// The same message to many people. LINE takes 200 such calls a second, and answers with no ids.
///
/// ```json
/// {"to": ["U8189cf6745fc0d808977bdb0b9f22995", "U206d25c2ea6bd87c17655609a1c37cb8"],
///  "messages": [{"type": "text", "text": "…"}], "customAggregationUnits": ["arao_walk"]}
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Multicast<'a> {
    /// The LINE user ids, [`MULTICAST_MOST`] at most. A retry has the same in the same order.
    pub to: &'a [&'a str],
    /// What to say.
    pub content: Content<'a>,
    /// The retry key: the call's id.
    pub key: MessageId,
    /// The name under which LINE counts it, as of a push.
    pub aggregation_unit: Option<&'a str>,
}

impl Multicast<'_> {
    /// The call, the same bytes for the same arguments.
    pub fn request(&self, channel_access_token: &str) -> Request {
        let body = Body {
            to: self.to,
            messages: [self.content.message()],
            custom_aggregation_units: units(self.aggregation_unit),
        };
        post(MULTICAST_PATH.to_owned(), channel_access_token, Some(self.key), &body)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    to: &'a [&'a str],
    messages: [Message<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_aggregation_units: Option<[&'a str; 1]>,
}
