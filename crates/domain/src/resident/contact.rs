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
    gone: BTreeMap<ChannelKind, LetGo>,
    /// The same of addresses whose owners blocked us: following again takes them up again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    blocked: BTreeMap<ChannelKind, LetGo>,
    /// When the provider last said that a way refuses everything, so that a link that arrives after
    /// its refusal is none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    refusals: BTreeMap<ChannelKind, DateTime<Utc>>,
    /// When the resident said stop; gone when engagement is agreed to again later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<DateTime<Utc>>,
    /// When the resident last agreed, so that a stop that arrives late does not undo it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<DateTime<Utc>>,
}

/// Addresses, the one let go last first.
type LetGo = Vec<(String, DateTime<Utc>)>;

/// One way to reach a resident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Channel {
    /// LINE user id or telephone number.
    pub address: String,
    /// Linked, or no longer.
    pub linked: bool,
    /// No longer linked since its owner blocked us, and for no other reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
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
        // At the same instant, unlinked holds: when in doubt nothing is sent.
        let since = |all: &BTreeMap<ChannelKind, LetGo>| {
            let mut those = all.get(&data.channel).into_iter().flatten();
            those.any(|(address, since)| *address == data.address && *since >= at)
        };
        let (gone, blocked) = (since(&self.gone), since(&self.blocked));
        let linked = !gone && !blocked;
        let refused = self.refusals.get(&data.channel).copied().filter(|since| *since >= at);
        let channel = Channel { address: data.address.clone(), linked, blocked: blocked && !gone, at, refused };
        self.channels.insert(data.channel, channel);
        linked
    }

    pub(super) fn unlink(&mut self, data: &ChannelUnlinked, at: DateTime<Utc>) -> bool {
        let kept = if data.blocked { &mut self.blocked } else { &mut self.gone };
        let kept = kept.entry(data.channel).or_default();
        match kept.iter_mut().find(|(address, _)| *address == data.address) {
            Some((_, since)) => *since = at.max(*since),
            None => kept.push((data.address.clone(), at)),
        }
        kept.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
        kept.truncate(MOST_GONE);
        // An old address that is let go says nothing about the one linked since.
        let is_it = |channel: &&mut Channel| channel.address == data.address && channel.at <= at;
        let Some(channel) = self.channels.get_mut(&data.channel).filter(is_it) else { return false };
        let changed = channel.linked;
        channel.blocked = data.blocked && (channel.blocked || channel.linked);
        channel.linked = false;
        changed
    }

    pub(super) fn delivered(&mut self, data: &DeliveryUpdated, at: DateTime<Utc>) -> bool {
        let Some(kind) = data.channel.filter(|_| data.state == DeliveryState::Refused) else {
            return false;
        };
        let latest = self.refusals.entry(kind).or_insert(at);
        *latest = at.max(*latest);
        match self.channels.get_mut(&kind) {
            Some(channel) if channel.at <= at => {
                channel.refused = channel.refused.max(Some(at));
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
