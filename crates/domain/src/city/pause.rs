//! What is stopped: by staff, or by a fuse.

use crate::decide::Outgoing;
use crate::event::ChannelKind;
use crate::id::MessageId;
use crate::notice::{Notice, Why};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Something that sends nothing until someone lets it go on.
///
/// ```json
/// {"scope": "campaign:steps", "since": "2026-11-25T01:00:00Z", "by": "staff",
///  "why": {"said": "wrong date in the text"}}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    /// What is stopped.
    pub scope: Scope,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Who stopped it.
    pub by: By,
    /// Why.
    pub why: Why,
}

/// What waited was thrown away: it never leaves, also when what was stopped goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discarded {
    /// Of what.
    pub scope: Scope,
    /// What was decided until then.
    pub until: DateTime<Utc>,
}

/// What is stopped. Written `all`, `channel:line`, `campaign:steps`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// Everything.
    All,
    /// One way.
    Channel(ChannelKind),
    /// One campaign.
    Campaign(String),
}

/// Who stopped something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A person.
    Staff,
    /// A fuse: it sent more than was to be expected, or the same again.
    Fuse,
}

impl Pause {
    /// What staff are told of it.
    pub fn notice(&self) -> Notice {
        Notice::Paused { scope: self.scope.clone(), by: self.by, why: self.why.clone() }
    }
}

impl Discarded {
    /// Whether a message is among it that would go by a way.
    pub fn has(&self, message: &Outgoing, channel: ChannelKind) -> bool {
        // An SMS that follows another message was decided with it; its own id is of the time at which it is due.
        let decided = message.follows.as_ref().map_or(message.id, |follows| follows.message);
        self.scope.covers(&message.campaign, Some(channel)) && decided <= MessageId::last_of(self.until)
    }
}

impl Scope {
    /// Whether everything that goes by a way is held by it.
    pub fn covers_all_of(&self, channel: ChannelKind) -> bool {
        match self {
            Self::All => true,
            Self::Channel(stopped) => *stopped == channel,
            Self::Campaign(_) => false,
        }
    }

    /// Whether a message of a campaign is held by it; one that has no way yet only by what holds
    /// every way.
    pub fn covers(&self, campaign: &str, channel: Option<ChannelKind>) -> bool {
        match self {
            Self::All => true,
            Self::Channel(stopped) => channel == Some(*stopped),
            Self::Campaign(stopped) => stopped == campaign,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Channel(channel) => write!(f, "channel:{}", channel.as_str()),
            Self::Campaign(name) => write!(f, "campaign:{name}"),
        }
    }
}

/// A text that names nothing that can be stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be stopped; write `all`, `channel:line`, `channel:sms` or `campaign:<name>`")]
pub struct NoScope(String);

impl FromStr for Scope {
    type Err = NoScope;

    fn from_str(text: &str) -> Result<Self, NoScope> {
        match text.split_once(':') {
            None if text == "all" => Ok(Self::All),
            Some(("channel", "line")) => Ok(Self::Channel(ChannelKind::Line)),
            Some(("channel", "sms")) => Ok(Self::Channel(ChannelKind::Sms)),
            Some(("campaign", name)) if crate::pack::is_name(name) => Ok(Self::Campaign(name.to_owned())),
            _ => Err(NoScope(text.chars().filter(|c| !c.is_control()).take(100).collect())),
        }
    }
}

impl TryFrom<String> for Scope {
    type Error = NoScope;

    fn try_from(text: String) -> Result<Self, NoScope> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_stopped_is_read_as_it_is_written() {
        for text in ["all", "channel:line", "channel:sms", "campaign:steps"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for text in ["", "ALL", "channel:fax", "campaign:", "campaign:Steps", "line"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_way_that_is_stopped_holds_what_goes_by_it_only() {
        let line = Scope::Channel(ChannelKind::Line);
        assert!(line.covers("steps", Some(ChannelKind::Line)));
        assert!(!line.covers("steps", Some(ChannelKind::Sms)) && !line.covers("steps", None));
        assert!(Scope::All.covers("steps", None));
        let steps = Scope::Campaign("steps".to_owned());
        assert!(steps.covers("steps", None) && !steps.covers("other", Some(ChannelKind::Line)));
    }
}
