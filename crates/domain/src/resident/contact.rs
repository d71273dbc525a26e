use crate::event::{ChannelKind, ChannelLinked, ChannelUnlinked, DeliveryState, DeliveryUpdated};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How to reach a resident, and whether one may.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// The ways, each with the address linked last.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub channels: BTreeMap<ChannelKind, Channel>,
    /// Addresses that were let go, and when, so that a link that arrives after its end links
    /// nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    gone: BTreeMap<ChannelKind, Vec<(String, DateTime<Utc>)>>,
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
    /// When it was linked.
    pub at: DateTime<Utc>,
    /// When the provider said that this address refuses everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<DateTime<Utc>>,
}

/// How many addresses that were let go are remembered for each way.
const MOST_GONE: usize = 4;

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
        let newer = |known: &Channel| (known.at, &known.address) < (at, &data.address);
        if !self.channels.get(&data.channel).is_none_or(newer) {
            return false;
        }
        let gone = self.gone.get(&data.channel).into_iter().flatten();
        // At the same instant, unlinked holds: when in doubt nothing is sent.
        let linked = !gone.into_iter().any(|(address, since)| *address == data.address && *since >= at);
        let channel = Channel { address: data.address.clone(), linked, at, refused: None };
        self.channels.insert(data.channel, channel);
        linked
    }

    pub(super) fn unlink(&mut self, data: &ChannelUnlinked, at: DateTime<Utc>) -> bool {
        let gone = self.gone.entry(data.channel).or_default();
        match gone.iter_mut().find(|(address, _)| *address == data.address) {
            Some((_, since)) => *since = at.max(*since),
            None => gone.push((data.address.clone(), at)),
        }
        gone.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        gone.truncate(MOST_GONE);
        // An old address that is let go says nothing about the one linked since.
        match self.channels.get_mut(&data.channel) {
            Some(channel) if channel.linked && channel.address == data.address && channel.at <= at => {
                channel.linked = false;
                true
            }
            _ => false,
        }
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
        // At the same instant, stop holds.
        if self.agreed.is_none_or(|agreed| agreed <= at) {
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
