//! The last look at each message of a group, as it leaves.

use super::note::{Follows, Note};
use super::settle::{Traces, mark};
use super::{Call, Departing, Exits, retry};
use crate::store::{Claimed, Delivery, Left, Sending};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::release::{Exit, Others, Release, release};
use domain::{Day, MessageId};
use std::collections::{HashMap, HashSet};

impl<S: Sql> Exits<'_, S> {
    /// What may leave, and what became of the rest.
    ///
    /// Those that may have left already are looked at first. Of the group, each counts for those after
    /// it, so that no two wait for each other.
    pub(super) async fn look(&self, mut claimed: Vec<Claimed>) -> Result<(Vec<Departing>, Vec<Note>), Error> {
        let today = self.ruleset.city.zone.day(self.now);
        let residents = self.store.residents(self.city, claimed.iter().map(|one| &one.resident)).await?;
        let mut left = self.store.left(self.city, claimed.iter().map(|one| &one.resident), today.plus(-6)).await?;
        claimed.sort_by_key(|one| one.recipient.is_none());
        let group: HashSet<MessageId> = claimed.iter().map(|one| one.message.id).collect();
        let mut known: HashMap<MessageId, Left> = HashMap::new();
        for others in left.values_mut() {
            let own = others.extract_if(.., |other| group.contains(&other.message));
            known.extend(own.map(|own| (own.message, own)));
        }
        let (mut departing, mut notes) = (Vec::new(), Vec::new());
        for one in claimed {
            let others = left.entry(one.resident.clone()).or_default();
            let counted = |settled: bool| {
                let those = others.iter().filter(move |other| other.settled == settled);
                those.map(|other| other.day).collect::<Vec<Day>>()
            };
            let (days, leaving) = (counted(true), counted(false));
            // Whatever becomes of it now, what was taken before stays counted.
            others.extend(known.remove(&one.message.id).map(|own| Left { settled: true, ..own }));
            if let Some(reason) = retry::no_more(&one, self.now) {
                notes.push(self.end(&one, "dead", reason));
                continue;
            }
            let snapshot = residents.get(&one.resident).cloned().unwrap_or_default().snapshot;
            let exit = Exit { code: self.city, settings: &self.ruleset.city, state: &self.state, now: self.now };
            let others_left = Others { left: &days, leaving: &leaving };
            match release(&one.message, &snapshot, &others_left, &exit) {
                Release::Withhold(reason) => notes.push(self.end(&one, "withheld", reason.as_str())),
                Release::Wait(until, hold) => notes.push(self.wait(&one, until, hold.as_str())),
                Release::Send(departure) => {
                    let recipient = retry::fingerprint(&departure);
                    if one.recipient.as_ref().is_some_and(|first| *first != recipient) {
                        // A retry goes to the same address or nowhere: the provider keeps the
                        // key with what was first sent.
                        notes.push(self.end(&one, "dead", "address_changed"));
                        continue;
                    }
                    if !one.message.is_answer {
                        others.retain(|other| other.message != one.message.id);
                        others.push(Left { message: one.message.id, day: today, settled: false });
                    }
                    let channel = departure.channel();
                    let first_try = retry::key_from(&one, self.now);
                    let (id, until) = (one.message.id, one.until);
                    let sending = Sending { id, channel, recipient, day: today, first_try, until };
                    let call = Call { message: id, departure, unit: one.message.campaign.clone() };
                    departing.push(Departing { claimed: one, call, sending });
                }
            }
        }
        Ok((departing, notes))
    }

    fn end(&self, claimed: &Claimed, state: &'static str, reason: &str) -> Note {
        self.unsent(claimed, state, self.now, reason)
    }

    fn wait(&self, claimed: &Claimed, until: DateTime<Utc>, why: &str) -> Note {
        self.unsent(claimed, "waiting", until, why)
    }

    /// What was looked at and not called with.
    fn unsent(&self, claimed: &Claimed, state: &'static str, at: DateTime<Utc>, reason: &str) -> Note {
        let step = Delivery {
            id: claimed.message.id,
            at: self.now,
            step: state,
            channel: None,
            attempt: claimed.attempts,
            code: Some(reason.to_owned()),
            request: None,
        };
        Note { mark: mark(claimed, state, at, Some(reason), Traces::of(claimed)), step, follows: Follows::Nothing }
    }
}
