use super::Status;
use crate::echo::clip;
use crate::inbound::{Inbound, What};
use domain::event::{ChannelKind, Reply};

/// The fields of a `application/x-www-form-urlencoded` body, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

/// Why a form is none of the provider's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAForm {
    /// A field that always comes did not.
    #[error("the form has no `{0}`")]
    Missing(&'static str),
}

impl Form {
    /// Reads a form. Any bytes are a form of some kind; what is no UTF-8 is replaced.
    pub fn parse(body: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(body).unwrap_or_default())
    }

    /// The first value of a field, unless it is empty.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The fields in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Reads the form of a message that someone sent to us. To be asked after
    /// [`verify`](super::verify).
    ///
    /// ```text
    /// MessageSid=SM…&AccountSid=AC…&From=%2B819012345678&To=%2B815012345678&Body=STOP&NumMedia=0
    /// ```
    ///
    /// The provider gives no time, so `at` is `None`. `OptOutType` comes from providers that
    /// know their own words for a stop.
    ///
    /// # Errors
    /// Without `MessageSid` or `From` it is no such form.
    pub fn inbound(&self) -> Result<Inbound, NotAForm> {
        let id = self.field("MessageSid").or_else(|| self.field("SmsSid")).ok_or(NotAForm::Missing("MessageSid"))?;
        let from = self.field("From").ok_or(NotAForm::Missing("From"))?;
        let address = Some(from).filter(|number| is_number(number)).map(str::to_owned);
        let opted_out = self.field("OptOutType").is_some_and(|kind| kind.eq_ignore_ascii_case("stop"));
        let what = match (What::text(self.field("Body").unwrap_or_default()), &address) {
            // A sender that is a name, or another network's user.
            (_, None) => What::Other { kind: "not a number".to_owned() },
            (What::Text { text, provider_id, .. }, Some(_)) if opted_out => {
                What::Text { text, action: Reply::STOP, provider_id }
            }
            (what, Some(_)) => what,
        };
        Ok(Inbound { channel: ChannelKind::Sms, id: clip(id), at: None, address, what, reply: None })
    }

    /// Reads the form that reports what became of a message. To be asked after
    /// [`verify`](super::verify).
    ///
    /// # Errors
    /// Without `MessageSid` or `MessageStatus` it is no such form.
    pub fn status(&self) -> Result<Status, NotAForm> {
        Status::read(self)
    }
}

/// E.164: `+` and 8 to 15 digits.
pub fn is_number(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|rest| (8..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()))
}
