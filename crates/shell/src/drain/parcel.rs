//! Messages that leave by one call: one, or many that say the same.

use super::call::{Call, Letter, is_for, key_of};
use super::note::Note;
use super::{Departing, Exits};
use crate::Sql;
use domain::MessageId;
use domain::decide::LineBody;
use domain::pack::Priority;
use domain::release::Departure;
use std::collections::{BTreeMap, HashMap};

/// A call with the messages that leave by it.
pub(super) struct Parcel {
    pub(super) call: Call,
    /// In the order of their ids, which is that of their addresses in the call.
    pub(super) members: Vec<Departing>,
}

impl Parcel {
    /// That of the most urgent in it.
    pub(super) fn priority(&self) -> Priority {
        self.members.iter().map(|one| one.claimed.message.priority).min().unwrap_or_default()
    }
}

/// From how many on the same text goes by one call. A single message costs a call too, and LINE then
/// tells its id.
const SEVERAL: usize = 5;

/// The most that LINE takes in one call.
const MOST: usize = 500;

impl<S: Sql> Exits<'_, S> {
    /// Puts what departs into calls. A call that may have been taken is made again as it was, or not at
    /// all: of one that lacks a message nobody can tell, and what is left of it is given up.
    pub(super) fn parcels(&self, departing: Vec<Departing>) -> (Vec<Parcel>, Vec<Note>) {
        let (mut parcels, mut notes) = (Vec::new(), Vec::new());
        let mut again: BTreeMap<MessageId, Vec<Departing>> = BTreeMap::new();
        let mut alike: HashMap<(String, String), Vec<Departing>> = HashMap::new();
        for one in departing {
            match (one.claimed.call, &one.departure) {
                (Some(call), _) => again.entry(call).or_default().push(one),
                (None, _) if one.token.is_some() => parcels.push(single(one)),
                (None, Departure::Line { body, .. }) if one.claimed.recipient.is_none() && !one.claimed.alone => {
                    alike.entry((one.unit.clone(), content(body))).or_default().push(one);
                }
                (None, _) => parcels.push(single(one)),
            }
        }
        for (key, mut members) in again {
            members.sort_by_key(|one| one.sending.id);
            let ids: Vec<MessageId> = members.iter().map(|one| one.sending.id).collect();
            if is_for(key, self.city, &ids) {
                parcels.extend(several(key, members));
            } else {
                notes.extend(members.iter().map(|one| self.end(&one.claimed, "dead", "ambiguous")));
            }
        }
        for (_, mut members) in alike {
            members.sort_by_key(|one| one.sending.id);
            while members.len() >= SEVERAL {
                let rest = members.split_off(members.len().min(MOST));
                let ids: Vec<MessageId> = members.iter().map(|one| one.sending.id).collect();
                let key = key_of(self.city, &ids, self.now);
                parcels.extend(several(key, std::mem::replace(&mut members, rest)));
            }
            parcels.extend(members.into_iter().map(single));
        }
        in_order(&mut parcels);
        (parcels, notes)
    }
}

/// What cannot wait first, since in this order the calls that may be made now are given out. Then what has no key: what
/// a worker that is cut off has not called looks called, and is then given up.
pub(super) fn in_order(parcels: &mut [Parcel]) {
    parcels.sort_by_key(|parcel| {
        let first = parcel.members.first().map(|one| one.sending.id);
        (parcel.priority(), !parcel.call.letter.is_keyless(), first)
    });
}

fn single(one: Departing) -> Parcel {
    let letter = match (one.departure.clone(), one.token.clone()) {
        (Departure::Line { body, .. }, Some(token)) => Letter::Reply { token, body },
        (Departure::Line { to, body }, None) => Letter::Push { to, body },
        (Departure::Sms { to, text, until }, _) => Letter::Sms { to, text, until },
    };
    Parcel { call: Call { key: one.sending.id, letter, unit: one.unit.clone() }, members: vec![one] }
}

fn several(key: MessageId, mut members: Vec<Departing>) -> Option<Parcel> {
    let first = members.first()?;
    let Departure::Line { body, .. } = first.departure.clone() else { return None };
    let unit = first.unit.clone();
    let mut to = Vec::with_capacity(members.len());
    for one in &mut members {
        one.sending.call = Some(key);
        if let Departure::Line { to: address, .. } = &one.departure {
            to.push(address.clone());
        }
    }
    Some(Parcel { call: Call { key, letter: Letter::Multicast { to, body }, unit }, members })
}

/// What says the same is the same.
fn content(body: &LineBody) -> String {
    serde_json::to_string(body).unwrap_or_default()
}
