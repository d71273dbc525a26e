use super::{Kind, Refusal, short};
use crate::id::MessageId;
use serde::{Deserialize, Serialize};

/// A resident answered: a button, or words.
///
/// ```json
/// {"message": "01JD8Q9Z0V6K3M5N7P9R1S3T5V", "action": "yes", "text": "話を聞く"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The message that was answered, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// What was chosen, by the name the campaign gave it; `stop` stops everything and
    /// `text` is free words.
    pub action: String,
    /// The words, 500 characters at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The provider's id of the words, by which their writer can take them back; 100 characters
    /// at most. Then `text` goes, and the reply stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
}

impl Reply {
    /// The action that stops every message, whatever the campaign.
    pub const STOP: &str = "stop";
}

impl Kind for Reply {
    fn check(&self) -> Result<(), Refusal> {
        if self.action.is_empty() {
            return Err(Refusal::data("`action` is empty"));
        }
        short("action", &self.action, 50)?;
        short("provider_id", self.provider_id.as_deref().unwrap_or_default(), 100)?;
        short("text", self.text.as_deref().unwrap_or_default(), 500)
    }
}
