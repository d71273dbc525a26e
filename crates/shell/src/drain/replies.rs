//! Answers within the life of what they answer: LINE takes them free of charge, and does not count them.

use super::note::Note;
use super::{Departing, Exits};
use crate::store::{Claimed, Known};
use crate::{Error, Sql};
use domain::event::ChannelKind;
use domain::release::Departure;
use domain::{CityState, ResidentId};
use std::collections::{HashMap, HashSet};

/// Who can be answered, and is not held up by LINE's month.
pub(super) struct Free {
    addresses: HashSet<String>,
    /// The city as it is for them.
    pub(super) state: CityState,
}

impl Free {
    /// Whether a message to an address may leave as a reply.
    pub(super) fn has(&self, one: &Claimed, address: Option<&str>) -> bool {
        is_reply(one) && address.is_some_and(|address| self.addresses.contains(address))
    }

    /// A token is good for one message.
    pub(super) fn spend(&mut self, address: &str) {
        self.addresses.remove(address);
    }
}

impl<S: Sql> Exits<'_, S> {
    /// Who of those that answers go to can be answered by a reply now.
    pub(super) async fn free(
        &self,
        claimed: &[Claimed],
        residents: &HashMap<ResidentId, Known>,
    ) -> Result<Free, Error> {
        let state = CityState { line_spent_until: None, ..self.state.clone() };
        let answered = claimed.iter().filter(|one| is_reply(one)).filter_map(|one| residents.get(&one.resident));
        let addresses: Vec<&str> = answered.filter_map(|known| known.snapshot.way(ChannelKind::Line)).collect();
        let addresses = self.store.replyable(self.city, &addresses, self.now).await?;
        Ok(Free { addresses, state })
    }

    /// Takes the tokens of what is to leave as a reply, once nothing holds it up any more. Where another worker was faster it
    /// is pushed, and then counts: where the month has no more messages, `left`, it waits like any other.
    pub(super) async fn replies(
        &self,
        departing: Vec<Departing>,
        mut left: Option<u64>,
    ) -> Result<(Vec<Departing>, Vec<Note>), Error> {
        let (answers, mut departing): (Vec<_>, Vec<_>) = departing.into_iter().partition(|one| one.sending.reply);
        let (answers, mut notes) = self.pace_replies(answers).await?;
        let addresses: Vec<&str> = answers.iter().filter_map(replied_to).collect();
        let mut tokens = self.store.take_reply_tokens(self.city, &addresses, self.now).await?;
        for mut one in answers {
            one.token = replied_to(&one).and_then(|to| tokens.remove(to));
            one.sending.reply = one.token.is_some();
            let counts = one.token.is_none();
            if counts && (left == Some(0) || self.state.line_spent_until.is_some_and(|until| self.now < until)) {
                notes.push(self.spent(&one.claimed));
                continue;
            }
            if counts {
                left = left.map(|left| left - 1);
            }
            departing.push(one);
        }
        Ok((departing, notes))
    }
}

/// Where a message goes that is to leave as a reply.
fn replied_to(one: &Departing) -> Option<&str> {
    match &one.departure {
        Departure::Line { to, .. } if one.sending.reply => Some(to),
        _ => None,
    }
}

/// What answers somebody. What we say of our own accord is counted by its unit, which a reply cannot carry; and what
/// may have left already goes again as it was.
fn is_reply(one: &Claimed) -> bool {
    one.message.is_answer && one.recipient.is_none()
}
