//! What both channels share on the way out: a call to make, and how it ended.

use domain::event::DeliveryState;
use std::fmt;

/// A call to a provider, complete but for the host. The same message gives the same bytes
/// each time, since a provider recognises a repeated call only then.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method.
    pub method: &'static str,
    /// The path, to be put behind the provider's base URL.
    pub path: String,
    /// The header fields, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Shows neither the credentials nor the text, so that a log cannot hold them.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, self.path, self.body.len())
    }
}

/// How a call ended, and so what becomes of its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider has it. That is not yet delivered: LINE says so for people who block.
    Accepted {
        /// The provider's id of the message.
        provider_id: Option<String>,
        /// The provider's id of the call that was accepted.
        request_id: Option<String>,
    },
    /// The provider surely has not sent it, or will recognise the same call: try again.
    Retry {
        /// Why not now.
        reason: RetryReason,
        /// How long the provider asks to wait, in seconds; a day at most.
        after: Option<u32>,
        /// The status or the provider's code, for the record.
        code: String,
        /// The provider's id of the call, where one was made and answered.
        request_id: Option<String>,
    },
    /// It will never be sent again.
    Dead {
        /// Why.
        reason: DeadReason,
        /// The status or the provider's code, for the record: 50 characters at most.
        code: String,
        /// The provider's id of the call, where it was answered.
        request_id: Option<String>,
    },
    /// The month's allowance is used up: nothing more leaves by this channel until the
    /// next month or a larger plan.
    Stop {
        /// The provider's id of the call.
        request_id: Option<String>,
    },
}

/// Why a call is to be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RetryReason {
    /// Too many calls at a time.
    RateLimited,
    /// The provider failed.
    Provider,
    /// No answer came.
    NoAnswer,
    /// The call never left: no name, no connection.
    NotReached,
    /// The provider refuses our token or account. People must act; messages wait.
    Credentials,
    /// What answered is not the provider. People must act; messages wait.
    Misconfigured,
}

impl RetryReason {
    /// The name in state and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::Provider => "provider_error",
            Self::NoAnswer => "no_answer",
            Self::NotReached => "not_reached",
            Self::Credentials => "credentials",
            Self::Misconfigured => "misconfigured",
        }
    }

    /// Whether waiting alone will not help: all calls of the channel fail until someone
    /// corrects a setting. To be told in the log.
    pub fn needs_people(self) -> bool {
        matches!(self, Self::Credentials | Self::Misconfigured)
    }
}

/// Why a message will never be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeadReason {
    /// It may have been sent, and a second call might send it twice.
    Ambiguous,
    /// The person refuses further messages: unsubscribed, blocked, left.
    Refused,
    /// The address is none that this channel reaches: no such user, a landline.
    BadAddress,
    /// The address at this place of a call to many is none. Nobody got the message; the others
    /// can be sent it in another call, with another key.
    BadAddressAt(usize),
    /// What was to be answered was answered already, or too long ago. Nothing was sent; it may
    /// leave by another call.
    ReplyToken,
    /// The provider has no way to it: region closed, no route.
    Unroutable,
    /// Our sender may not send this.
    Sender,
    /// The text is too long.
    TooLong,
    /// A carrier filtered it out.
    Filtered,
    /// The handset could not be reached.
    Unreachable,
    /// The provider refuses the call for another reason, given by the code.
    Rejected,
}

impl DeadReason {
    /// The name in state and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::Refused => "refused",
            Self::BadAddress => "bad_address",
            Self::BadAddressAt(_) => "bad_address_of_many",
            Self::ReplyToken => "reply_token",
            Self::Unroutable => "unroutable",
            Self::Sender => "sender",
            Self::TooLong => "too_long",
            Self::Filtered => "filtered",
            Self::Unreachable => "unreachable",
            Self::Rejected => "rejected",
        }
    }

    /// Where the message stands then: [`DeliveryState::Refused`] closes the address to all
    /// further messages.
    pub fn delivery_state(self) -> DeliveryState {
        match self {
            Self::Refused | Self::BadAddress => DeliveryState::Refused,
            _ => DeliveryState::Failed,
        }
    }
}

/// The seconds of a `Retry-After` (RFC 9110 section 10.2.3); its other form, a date, needs
/// a clock and is passed over.
pub(crate) fn retry_after(headers: &crate::Headers<'_>) -> Option<u32> {
    const DAY: u32 = 86_400;
    let value = headers.get("retry-after")?;
    let is_number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| value.parse().map_or(DAY, |seconds: u32| seconds.min(DAY)))
}

/// Whether something else than the provider's API answered: a page, such as a gateway's or a sign-in's.
pub(crate) fn is_page(headers: &crate::Headers<'_>, body: &[u8]) -> bool {
    headers.get("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"))
        || body.trim_ascii_start().starts_with(b"<")
}

/// A header value as an id for the record.
pub(crate) fn id_in(headers: &crate::Headers<'_>, name: &str) -> Option<String> {
    headers.get(name).filter(|value| !value.is_empty()).map(crate::echo::clip)
}
