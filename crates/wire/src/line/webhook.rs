use super::reply::ReplyToken;
use crate::echo::{clip, clip_to};
use crate::inbound::{Inbound, What};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use domain::event::ChannelKind;
use hmac::{Hmac, Mac};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::Sha256;

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "x-line-signature";

/// The challenge of a 401 answer (`WWW-Authenticate`, RFC 9110 section 15.5.2).
pub const CHALLENGE: &str = "Signature header=\"x-line-signature\"";

/// Whether a webhook was signed with the channel secret: Base64 of HMAC-SHA256 over the
/// raw body. To be asked before [`parse`]; compared in constant time. An empty secret
/// matches nothing.
///
/// Source: Messaging API documentation, "Verify webhook signature".
pub fn verify(channel_secret: &str, body: &[u8], signature: Option<&str>) -> bool {
    let Some(signature) = signature.and_then(|text| STANDARD.decode(text.trim()).ok()) else { return false };
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(channel_secret.as_bytes()) else { return false };
    mac.update(body);
    !channel_secret.is_empty() && mac.verify_slice(&signature).is_ok()
}

/// Why a body is no webhook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAWebhook {
    /// The body breaks JSON's grammar.
    #[error("the body is not JSON: line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
    },
    /// JSON of another shape.
    #[error("the body is not an object with `events`")]
    Shape,
}

/// Reads a webhook's events.
///
/// ```json
/// {"destination": "U8e742f61d673b39c7fff3cecb7536ef0", "events": [{"type": "postback", "mode": "active",
///  "timestamp": 1462629479859, "source": {"type": "user", "userId": "U206d25c2ea6bd87c17655609a1c37cb8"},
///  "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR", "deliveryContext": {"isRedelivery": false},
///  "postback": {"data": "m=01JD8Q9Z0V6K3M5N7P9R1S3T5V&a=go"}}]}
/// ```
///
/// `events` may be empty (the console's verify button). LINE adds kinds and fields without
/// notice, so what is not known is [`What::Other`] and no error; so is what happens in
/// groups and rooms, or while another system has the channel (`mode` is `standby`).
///
/// # Errors
/// A body that is not JSON, or not an object.
pub fn parse(body: &[u8]) -> Result<Vec<Inbound>, NotAWebhook> {
    let webhook: Webhook<'_> = serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => NotAWebhook::Shape,
        _ => NotAWebhook::NotJson { line: error.line(), column: error.column() },
    })?;
    Ok(webhook.events.into_iter().map(|event| inbound(event.get())).collect())
}

fn inbound(json: &str) -> Inbound {
    let event: Event = serde_json::from_str(json).unwrap_or_default();
    let address = event.address();
    let at = event.timestamp.and_then(DateTime::from_timestamp_millis);
    let id = event.webhook_event_id.as_deref().map(clip).unwrap_or_default();
    let is_ours = address.is_some() && !id.is_empty() && event.mode.as_deref() == Some("active");
    // Of a webhook that LINE sends again nobody can tell whether its token was used, or is too old.
    let is_repeated = event.delivery_context.as_ref().is_some_and(|context| context.is_redelivery);
    let reply = event.reply_token.as_deref().filter(|_| is_ours && !is_repeated).and_then(ReplyToken::new);
    let kind = event.kind.clone();
    let what = if is_ours { event.what() } else { None };
    let what = what.unwrap_or_else(|| What::Other { kind: clip_to(kind.as_deref().unwrap_or("unreadable"), 50) });
    Inbound { channel: ChannelKind::Line, id, at, address, what, reply }
}

#[derive(Deserialize)]
struct Webhook<'a> {
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Event {
    #[serde(rename = "type")]
    kind: Option<String>,
    mode: Option<String>,
    timestamp: Option<i64>,
    source: Option<Source>,
    webhook_event_id: Option<String>,
    reply_token: Option<String>,
    delivery_context: Option<DeliveryContext>,
    postback: Option<Postback>,
    message: Option<Message>,
    unsend: Option<Unsend>,
    link: Option<Link>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Source {
    #[serde(rename = "type")]
    kind: String,
    user_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct DeliveryContext {
    is_redelivery: bool,
}

#[derive(Deserialize)]
struct Postback {
    data: String,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    /// A text; of another kind, it is no reason to miss a stop.
    #[serde(default)]
    id: serde_json::Value,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Unsend {
    message_id: String,
}

#[derive(Deserialize)]
struct Link {
    result: String,
    nonce: String,
}

impl Event {
    /// The user id, when one person did it in the one-to-one talk.
    fn address(&self) -> Option<String> {
        let source = self.source.as_ref().filter(|source| source.kind == "user")?;
        source.user_id.clone().filter(|id| is_user_id(id))
    }

    fn what(self) -> Option<What> {
        Some(match self.kind.as_deref()? {
            "follow" => What::Follow,
            "unfollow" => What::Unfollow,
            "postback" => postback(&self.postback?.data)?,
            "accountLink" => {
                let link = self.link?;
                What::AccountLink { ok: link.result == "ok", nonce: link.nonce }
            }
            "message" => {
                let message = self.message.filter(|message| message.kind == "text")?;
                match What::text(&message.text?) {
                    What::Text { text, action, .. } => {
                        What::Text { text, action, provider_id: message.id.as_str().map(clip) }
                    }
                    other => other,
                }
            }
            "unsend" => What::Unsend { provider_id: clip(&self.unsend?.message_id) },
            _ => return None,
        })
    }
}

/// Reads `m=<message id>&a=<action>`. Data without an action is another system's; an id
/// that is none of ours leaves the answer without its message.
fn postback(data: &str) -> Option<What> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(data).ok()?;
    let field = |name: &str| fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let action = field("a").filter(|action| (1..=50).contains(&action.chars().count()))?;
    Some(What::Postback { message: field("m").and_then(|id| id.parse().ok()), action: action.to_owned() })
}

/// `^U[0-9a-f]{32}$`
fn is_user_id(text: &str) -> bool {
    text.strip_prefix('U')
        .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}
