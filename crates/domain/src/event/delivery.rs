use super::{ChannelKind, Kind, Refusal, short};
use crate::id::MessageId;
use serde::{Deserialize, Serialize};

/// What became of a message at the provider.
///
/// ```json
/// {"message": "01JD8Q9Z0V6K3M5N7P9R1S3T5V", "channel": "sms", "state": "refused", "code": "21610"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryUpdated {
    /// The message.
    pub message: MessageId,
    /// The way it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelKind>,
    /// Where it stands now.
    pub state: DeliveryState,
    /// The provider's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Where a message stands at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// The provider took it. Not yet delivered: LINE takes messages to people who block.
    Accepted,
    /// It reached the handset.
    Delivered,
    /// It was shown to have been read.
    Read,
    /// It will not arrive.
    Failed,
    /// The address refuses all further messages (unsubscribed, blocked): never try again.
    Refused,
}

impl Kind for DeliveryUpdated {
    fn check(&self) -> Result<(), Refusal> {
        short("code", self.code.as_deref().unwrap_or_default(), 50)
    }
}
