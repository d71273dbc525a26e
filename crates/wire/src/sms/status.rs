use super::{Form, NotAForm, code};
use crate::echo::{clip, clip_to};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::event::{ChannelKind, DeliveryState, DeliveryUpdated, Event, Payload};
use domain::id::{MessageId, ResidentId};

/// Where the provider is to report what becomes of a message. The message's id is in it, since a
/// report holds only the provider's; it is signed with the rest of the URL.
pub fn status_callback(public_url: &str, city: &CityCode, message: MessageId) -> String {
    format!("{}/webhooks/{}/sms/status?m={message}", public_url.trim_end_matches('/'), city.as_str())
}

/// The message that a report is about, by the query of its URL.
pub fn reported(query: &str) -> Option<MessageId> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    fields.iter().find(|(name, _)| name == "m").and_then(|(_, id)| id.parse().ok())
}

/// What became of a message, as the provider reports it. Reports may come twice and out
/// of order.
///
/// ```text
/// MessageSid=SM…&MessageStatus=undelivered&ErrorCode=30006&To=%2B819012345678&From=…&AccountSid=AC…
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The provider's id of the message.
    pub sid: String,
    /// The provider's word for where it stands.
    pub word: String,
    /// What it means; `None` while it is still on its way to the carrier.
    pub state: Option<DeliveryState>,
    /// The provider's error code.
    pub code: Option<String>,
}

impl Status {
    pub(super) fn read(form: &Form) -> Result<Self, NotAForm> {
        let first = |name: &'static str, older: &str| {
            form.field(name).or_else(|| form.field(older)).ok_or(NotAForm::Missing(name))
        };
        let sid = clip(first("MessageSid", "SmsSid")?);
        let word = clip_to(&first("MessageStatus", "SmsStatus")?.to_ascii_lowercase(), 50);
        let code = form.field("ErrorCode").filter(|code| *code != "0").map(|code| clip_to(code, 50));
        let state = match word.as_str() {
            "sent" => Some(DeliveryState::Accepted),
            "delivered" | "partially_delivered" => Some(DeliveryState::Delivered),
            "read" => Some(DeliveryState::Read),
            "undelivered" | "failed" | "canceled" => Some(
                code.as_deref()
                    .and_then(|code| code.parse().ok())
                    .map_or(DeliveryState::Failed, |code| code::reason(code).delivery_state()),
            ),
            _ => None,
        };
        Ok(Self { sid, word, state, code })
    }

    /// Whether the handset could not be reached, so that the message surely did not arrive and may
    /// do so later (30003).
    pub fn is_unreachable(&self) -> bool {
        self.state == Some(DeliveryState::Failed) && self.code.as_deref() == Some("30003")
    }

    /// The event that follows, or `None` when nothing does yet. The provider gives no time
    /// that says its zone, so it is when the report was received.
    pub fn into_event(self, message: MessageId, resident: ResidentId, received: DateTime<Utc>) -> Option<Event> {
        let state = self.state?;
        let payload = DeliveryUpdated { message, channel: Some(ChannelKind::Sms), state, code: self.code };
        Some(Event {
            source: ChannelKind::Sms.as_str().to_owned(),
            // One message has several reports, one for each word.
            id: format!("{}:{}", self.sid, self.word),
            subject: Some(resident),
            time: received,
            payload: Payload::Delivery(payload),
        })
    }
}
