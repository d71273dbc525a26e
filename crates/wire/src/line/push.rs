use crate::send::Request;
use domain::decide::LineBody;
use domain::id::MessageId;
use serde::Serialize;

/// The path of a push call.
pub const PUSH_PATH: &str = "/v2/bot/message/push";

/// The path of a call for several.
pub const MULTICAST_PATH: &str = "/v2/bot/message/multicast";

/// What a message shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Content<'a> {
    /// The text, and what can be tapped.
    pub body: &'a LineBody,
    /// What a tap names: the message's id, or that of a call for several.
    pub tag: &'a str,
}

/// A message to one person.
///
/// ```json
/// {"to": "U8189cf6745fc0d808977bdb0b9f22995", "messages": [{"type": "text", "text": "きょうはあと1,200歩で目標です。",
///  "quickReply": {"items": [{"type": "action", "action": {"type": "postback", "label": "歩いてくる",
///  "data": "m=01JD8Q9Z0V6K3M5N7P9R1S3T5V&a=go", "displayText": "歩いてくる"}}]}}], "customAggregationUnits": ["arao_walk"]}
/// ```
///
/// LINE's limits: text 5,000 UTF-16 units, 13 replies, label 20 characters, postback data
/// 300. A pack that breaks them does not publish, so they are not checked again here; LINE
/// would answer 400.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Push<'a> {
    /// The LINE user id.
    pub to: &'a str,
    /// What to say.
    pub content: Content<'a>,
    /// The message, whose id is the retry key.
    pub key: MessageId,
    /// The name under which LINE counts it: 1 to 30 of A–Z, a–z, 0–9 and `_`. Another
    /// name is left out, since statistics are not worth losing a message for.
    pub aggregation_unit: Option<&'a str>,
}

impl Push<'_> {
    /// The call. It depends on nothing but its arguments: the same message and token give
    /// the same bytes, as a retry must.
    pub fn request(&self, channel_access_token: &str) -> Request {
        request(PUSH_PATH, self.to, &self.content, self.key, self.aggregation_unit, channel_access_token)
    }
}

/// The same to several people, 500 at the most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Multicast<'a> {
    /// LINE user ids.
    pub to: &'a [&'a str],
    /// What to say.
    pub content: Content<'a>,
    /// The call's own id, which is the retry key.
    pub key: MessageId,
    /// The name under which LINE counts it.
    pub aggregation_unit: Option<&'a str>,
}

impl Multicast<'_> {
    /// The call: the same bytes for the same people, message and token.
    pub fn request(&self, channel_access_token: &str) -> Request {
        request(MULTICAST_PATH, self.to, &self.content, self.key, self.aggregation_unit, channel_access_token)
    }
}

fn request<T: Serialize>(
    path: &str,
    to: T,
    content: &Content<'_>,
    key: MessageId,
    unit: Option<&str>,
    token: &str,
) -> Request {
    let replies = content.body.replies.iter();
    let items: Vec<Item<'_>> = replies
        .map(|(label, action)| Item {
            kind: "action",
            action: Action { kind: "postback", label, data: postback_data(content.tag, action), display_text: label },
        })
        .collect();
    let quick_reply = (!items.is_empty()).then_some(QuickReply { items });
    let body = Body {
        to,
        messages: [Message { kind: "text", text: &content.body.text, quick_reply }],
        custom_aggregation_units: unit.filter(|unit| is_unit(unit)).map(|unit| [unit]),
    };
    Request {
        method: "POST",
        path: path.to_owned(),
        headers: vec![
            ("authorization", format!("Bearer {token}")),
            ("content-type", "application/json".to_owned()),
            ("x-line-retry-key", key.as_uuid()),
        ],
        // Structs of strings always have a JSON form.
        body: serde_json::to_vec(&body).unwrap_or_default(),
    }
}

/// What a tapped answer sends back: `m=<message id>&a=<action>`, form-encoded.
fn postback_data(tag: &str, action: &str) -> String {
    // Pairs of texts always have a form.
    serde_urlencoded::to_string([("m", tag), ("a", action)]).unwrap_or_default()
}

fn is_unit(name: &str) -> bool {
    (1..=30).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a, T> {
    to: T,
    messages: [Message<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_aggregation_units: Option<[&'a str; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    quick_reply: Option<QuickReply<'a>>,
}

#[derive(Serialize)]
struct QuickReply<'a> {
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    action: Action<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Action<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    label: &'a str,
    data: String,
    display_text: &'a str,
}
