use crate::event::{ChannelKind, ChannelLinked, ChannelUnlinked, DeliveryState, DeliveryUpdated};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How to reach a resident, and whether one may.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// The ways, each with its latest word.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub channels: BTreeMap<ChannelKind, Channel>,
    /// When the resident said stop; gone when engagement is agreed to again later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<DateTime<Utc>>,
    /// When the resident last agreed, so that a stop that arrives late does not undo it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<DateTime<Utc>>,
}

/// One way to reach a resident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// LINE user id or telephone number.
    pub address: String,
    /// Linked, or no longer.
    pub linked: bool,
    /// When that was said.
    pub at: DateTime<Utc>,
    /// When the provider said that this address refuses everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<DateTime<Utc>>,
}

impl Contact {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the resident wants nothing at all.
    pub fn opted_out(&self) -> bool {
        self.stopped.is_some()
    }

    /// The address of a way that may be used.
    pub fn address(&self, kind: ChannelKind) -> Option<&str> {
        self.channels
            .get(&kind)
            .filter(|channel| channel.linked && channel.refused.is_none())
            .map(|channel| channel.address.as_str())
    }

    pub(super) fn link(&mut self, data: &ChannelLinked, at: DateTime<Utc>) -> bool {
        let known = self.channels.get(&data.channel);
        // At the same instant, unlinked holds: when in doubt nothing is sent.
        if known.is_some_and(|channel| channel.at >= at) {
            return false;
        }
        let channel = Channel { address: data.address.clone(), linked: true, at, refused: None };
        self.channels.insert(data.channel, channel);
        true
    }

    pub(super) fn unlink(&mut self, data: &ChannelUnlinked, at: DateTime<Utc>) -> bool {
        let known = self.channels.get(&data.channel);
        // An old address that is let go says nothing about the one linked since.
        if known.is_some_and(|channel| channel.at > at || (channel.linked && channel.address != data.address)) {
            return false;
        }
        let channel = Channel { address: data.address.clone(), linked: false, at, refused: None };
        self.channels.insert(data.channel, channel);
        true
    }

    pub(super) fn delivered(&mut self, data: &DeliveryUpdated, at: DateTime<Utc>) -> bool {
        let Some(kind) = data.channel.filter(|_| data.state == DeliveryState::Refused) else {
            return false;
        };
        match self.channels.get_mut(&kind) {
            Some(channel) if channel.at <= at => {
                channel.refused = Some(at);
                true
            }
            _ => false,
        }
    }

    pub(super) fn stop(&mut self, at: DateTime<Utc>) {
        if self.agreed.is_none_or(|agreed| agreed < at) {
            self.stopped = Some(self.stopped.map_or(at, |known| known.max(at)));
        }
    }

    pub(super) fn welcome_back(&mut self, at: DateTime<Utc>) {
        self.agreed = Some(self.agreed.map_or(at, |known| known.max(at)));
        if self.stopped.is_some_and(|stopped| stopped < at) {
            self.stopped = None;
        }
    }
}
