//! Answers within the life of what they answer: LINE takes them free of charge, and does not count them.

use super::{Departing, Exits};
use crate::store::Claimed;
use crate::{Error, Sql};
use domain::event::ChannelKind;
use domain::release::Departure;
use domain::{CityState, ResidentId};
use std::collections::{HashMap, HashSet};

/// Whom LINE's month does not hold up, since they can be answered.
pub(super) struct Free {
    addresses: HashSet<String>,
    /// The city as it is for them.
    pub(super) state: CityState,
}

impl Free {
    /// Whether a message may leave as a reply to what its reader did.
    pub(super) fn has(&self, one: &Claimed, address: Option<&str>) -> bool {
        is_reply(one) && address.is_some_and(|address| self.addresses.contains(address))
    }

    /// A token is good for one message.
    pub(super) fn spend(&mut self, address: &str) {
        self.addresses.remove(address);
    }
}

impl<S: Sql> Exits<'_, S> {
    /// Who can be answered, where the month's messages are used up or may be with this group.
    pub(super) async fn free(
        &self,
        claimed: &[Claimed],
        residents: &HashMap<ResidentId, crate::store::Known>,
    ) -> Result<Free, Error> {
        let is_short = self.quota_left().is_some_and(|left| left < claimed.len() as u64);
        let mut free = Free { addresses: HashSet::new(), state: self.state.clone() };
        if is_short || self.state.line_spent_until.is_some() {
            free.state.line_spent_until = None;
            let addresses = residents.values().filter_map(|known| known.snapshot.way(ChannelKind::Line));
            free.addresses = self.store.replyable(self.city, addresses, self.now).await?.into_iter().collect();
        }
        Ok(free)
    }

    /// Gives answers the tokens with which their readers can be answered: one for each, the first to leave.
    pub(super) async fn replies(&self, departing: &mut [Departing]) -> Result<(), Error> {
        let addresses = departing.iter().filter_map(replied_to);
        let mut tokens = self.store.take_reply_tokens(self.city, addresses, self.now).await?;
        for one in departing {
            one.token = replied_to(one).and_then(|to| tokens.remove(to));
            one.sending.reply = one.token.is_some();
        }
        Ok(())
    }
}

/// Where a message goes that may leave as a reply.
fn replied_to(one: &Departing) -> Option<&str> {
    match &one.departure {
        Departure::Line { to, .. } if is_reply(&one.claimed) => Some(to),
        _ => None,
    }
}

/// What answers somebody. What we say of our own accord is counted by its unit, which a reply cannot carry; and what
/// may have left already goes again as it was.
fn is_reply(one: &Claimed) -> bool {
    one.message.is_answer && one.recipient.is_none()
}
