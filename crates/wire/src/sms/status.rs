use super::{Form, NotAForm, code};
use crate::echo::{clip, clip_to};
use chrono::{DateTime, Utc};
use domain::event::{ChannelKind, DeliveryState, DeliveryUpdated, Event, Payload};
use domain::id::{MessageId, ResidentId};

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
