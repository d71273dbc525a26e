use super::{Kind, Refusal};
use serde::{Deserialize, Serialize};

/// A way to reach a resident is there.
///
/// ```json
/// {"channel": "line", "address": "U8189cf6745fc0d808977bdb0b9f22995"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelLinked {
    /// Which way.
    pub channel: ChannelKind,
    /// LINE user id, or a telephone number as `+81…`.
    pub address: String,
}

/// A way to reach a resident is gone.
///
/// ```json
/// {"channel": "line", "address": "U8189cf6745fc0d808977bdb0b9f22995"}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelUnlinked {
    /// Which way.
    pub channel: ChannelKind,
    /// The address that no longer serves.
    pub address: String,
    /// Whether its owner blocked us there: following again takes it up again. Otherwise only a new
    /// link does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
}

/// A way to reach a resident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// The city's official LINE account.
    Line,
    /// A short message to a mobile telephone.
    Sms,
    /// Letters and sheets, handled by people.
    Paper,
}

impl ChannelKind {
    /// The name used in files, state and the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Sms => "sms",
            Self::Paper => "paper",
        }
    }
}

impl Kind for ChannelLinked {
    fn check(&self) -> Result<(), Refusal> {
        check(self.channel, &self.address)
    }
}

impl Kind for ChannelUnlinked {
    fn check(&self) -> Result<(), Refusal> {
        check(self.channel, &self.address)
    }
}

fn check(channel: ChannelKind, address: &str) -> Result<(), Refusal> {
    let ok = match channel {
        ChannelKind::Line => address
            .strip_prefix('U')
            .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))),
        ChannelKind::Sms => address
            .strip_prefix('+')
            .is_some_and(|rest| (8..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())),
        ChannelKind::Paper => address.chars().count() <= 200,
    };
    if ok {
        return Ok(());
    }
    Err(Refusal::data(match channel {
        ChannelKind::Line => "`address` is a LINE user id: `U` and 32 characters of 0–9 and a–f",
        ChannelKind::Sms => "`address` is a telephone number with its country code, such as `+819012345678`",
        ChannelKind::Paper => "`address` is longer than 200 characters",
    }))
}
