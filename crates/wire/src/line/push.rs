use crate::send::Request;
use domain::id::MessageId;
use serde::Serialize;

/// The path of a push call.
pub const PUSH_PATH: &str = "/v2/bot/message/push";

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Push<'a> {
    /// The LINE user id.
    pub to: &'a str,
    /// What to say.
    pub text: &'a str,
    /// What can be tapped, as (label, action).
    pub replies: &'a [(&'a str, &'a str)],
    /// The message, whose id is the retry key.
    pub message: MessageId,
    /// The name under which LINE counts it: 1 to 30 of A–Z, a–z, 0–9 and `_`. Another
    /// name is left out, since statistics are not worth losing a message for.
    pub aggregation_unit: Option<&'a str>,
}

impl Push<'_> {
    /// The call. It depends on nothing but its arguments: the same message and token give
    /// the same bytes, as a retry must.
    pub fn request(&self, channel_access_token: &str) -> Request {
        Request {
            method: "POST",
            path: PUSH_PATH.to_owned(),
            headers: vec![
                ("authorization", format!("Bearer {channel_access_token}")),
                ("content-type", "application/json".to_owned()),
                ("x-line-retry-key", self.message.as_uuid()),
            ],
            // Structs of strings always have a JSON form.
            body: serde_json::to_vec(&self.body()).unwrap_or_default(),
        }
    }

    fn body(&self) -> Body<'_> {
        let items: Vec<Item<'_>> = self
            .replies
            .iter()
            .map(|(label, action)| Item {
                kind: "action",
                action: Action {
                    kind: "postback",
                    label,
                    data: postback_data(self.message, action),
                    display_text: label,
                },
            })
            .collect();
        let quick_reply = (!items.is_empty()).then_some(QuickReply { items });
        Body {
            to: self.to,
            messages: [Message { kind: "text", text: self.text, quick_reply }],
            custom_aggregation_units: self.aggregation_unit.filter(|unit| is_unit(unit)).map(|unit| [unit]),
        }
    }
}

/// What a tapped answer sends back: `m=<message id>&a=<action>`, form-encoded.
fn postback_data(message: MessageId, action: &str) -> String {
    // Pairs of texts always have a form.
    serde_urlencoded::to_string([("m", message.to_string().as_str()), ("a", action)]).unwrap_or_default()
}

fn is_unit(name: &str) -> bool {
    (1..=30).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    to: &'a str,
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
