//! Whose it is that something came from an address. Several residents may share one: a couple
//! with one telephone, a family with one LINE account.
//!
//! | what | whose it is |
//! |---|---|
//! | a stop, tapped or in words | everybody's whose address it is: nothing more is to come there |
//! | a tap under a message | the one's to whom the message went |
//! | other words | theirs to whom a message went there last, within a week; without one, everybody's |
//! | followed, or blocked | everybody's |
//!
//! An address is a resident's while it is the one linked last and was not let go. Who blocked us and
//! follows again takes it up again; what the city let go, nobody takes up but by a new link.

use crate::log::log;
use crate::store::Store;
use crate::{Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{ChannelKind, Refusal, Reply};
use domain::{CityCode, Event, MessageId, ResidentId, Snapshot};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use wire::{Inbound, What};

/// For how long words answer the latest message.
const ANSWERS: TimeDelta = TimeDelta::days(7);

/// The events that follow from what a provider tells of one channel.
///
/// # Errors
/// The database's own.
pub async fn events(
    sql: &impl Sql,
    city: &CityCode,
    inbound: Vec<Inbound>,
    now: DateTime<Utc>,
) -> Result<Vec<Rc<Event>>, Error> {
    let Some(channel) = inbound.first().map(|one| one.channel) else { return Ok(Vec::new()) };
    let people = People::read(&Store::new(sql), city, channel, &inbound, now).await?;
    let mut events = Vec::new();
    for one in inbound {
        let owners = people.owners(&one);
        if owners.is_empty() && stops(&one.what) {
            log(&format!("{city}: a stop by {} came from an address that is nobody's", channel.as_str()));
        }
        for owner in owners {
            let own = Inbound { what: people.as_seen_by(owner, &one.what), ..one.clone() };
            let Some(event) = own.into_event(owner.clone(), now) else { continue };
            match event.check(now) {
                Ok(()) => events.push(Rc::new(event)),
                Err(refusal) => {
                    log(&format!("{city}: what came by {} is refused: {}", channel.as_str(), kind(&refusal)))
                }
            }
        }
    }
    Ok(events)
}

/// Whether something that was done is nobody's: who did it by LINE can be offered a link.
///
/// # Errors
/// The database's own.
pub async fn is_nobodys(sql: &impl Sql, city: &CityCode, one: &Inbound, now: DateTime<Utc>) -> Result<bool, Error> {
    let people = People::read(&Store::new(sql), city, one.channel, std::slice::from_ref(one), now).await?;
    Ok(people.owners(one).is_empty())
}

/// Takes words back that their writers no longer want to have said. That they were said stays.
///
/// # Errors
/// The database's own.
pub async fn unsend(sql: &impl Sql, city: &CityCode, unsent: Vec<Inbound>, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(channel) = unsent.first().map(|one| one.channel) else { return Ok(()) };
    let store = Store::new(sql);
    let addresses: HashSet<&str> = unsent.iter().filter_map(|one| one.address.as_deref()).collect();
    let residents = store.residents_at(city, channel, addresses).await?;
    // By the address alone: it may have been let go since, and the words are its owner's still.
    let ours = |one: &&Inbound| one.address.as_ref().is_some_and(|address| residents.contains_key(address));
    let words: Vec<&str> = unsent
        .iter()
        .filter(ours)
        .filter_map(|one| match &one.what {
            What::Unsend { provider_id } => Some(provider_id.as_str()),
            _ => None,
        })
        .collect();
    store.unsend(city, channel, residents.values().flatten(), &words, now).await
}

/// Who is behind the addresses of a report.
struct People {
    channel: ChannelKind,
    residents: HashMap<String, Vec<ResidentId>>,
    snapshots: HashMap<ResidentId, Rc<Snapshot>>,
    /// To whom the messages went that were tapped.
    messages: HashMap<MessageId, ResidentId>,
    /// The messages that left by calls with others: a tap under one of them names the call.
    by_calls: HashMap<(MessageId, ResidentId), MessageId>,
    /// When a message last went to each.
    written: HashMap<ResidentId, DateTime<Utc>>,
}

impl People {
    async fn read(
        store: &Store<'_, impl Sql>,
        city: &CityCode,
        channel: ChannelKind,
        inbound: &[Inbound],
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let addresses: HashSet<&str> = inbound.iter().filter_map(|one| one.address.as_deref()).collect();
        let residents = store.residents_at(city, channel, addresses).await?;
        let known = store.residents(city, residents.values().flatten()).await?;
        let snapshots = known.into_iter().map(|(id, known)| (id, known.snapshot)).collect();
        // Only where an address is shared is there anything to tell apart.
        let sharing: HashSet<&ResidentId> = residents.values().filter(|all| all.len() > 1).flatten().collect();
        let tapped = inbound.iter().filter_map(|one| match &one.what {
            What::Postback { message, .. } => *message,
            _ => None,
        });
        let by_calls = store.messages_of_calls(city, tapped.clone()).await?;
        let (mut messages, mut written) = (HashMap::new(), HashMap::new());
        if !sharing.is_empty() {
            messages = store.recipients(city, tapped).await?;
            written = store.written(city, channel, sharing, now - ANSWERS).await?;
        }
        Ok(Self { channel, residents, snapshots, messages, by_calls, written })
    }

    fn owners(&self, one: &Inbound) -> Vec<&ResidentId> {
        // An account that was linked is the one's whose code it was, not theirs who have it already.
        if matches!(one.what, What::AccountLink { .. }) {
            return Vec::new();
        }
        let Some(address) = one.address.as_deref() else { return Vec::new() };
        let mut all: Vec<&ResidentId> = self.residents.get(address).into_iter().flatten().collect();
        all.retain(|id| self.has(id, address, &one.what));
        match &one.what {
            what if stops(what) => all,
            What::Postback { message: Some(call), .. } if self.is_call(*call) => {
                all.into_iter().filter(|id| self.by_calls.contains_key(&(*call, (*id).clone()))).collect()
            }
            What::Postback { message: Some(message), .. } => match self.messages.get(message) {
                Some(recipient) => all.into_iter().filter(|id| *id == recipient).collect(),
                None => all,
            },
            What::Text { .. } => match all.iter().filter_map(|id| self.written.get(*id)).max() {
                Some(last) => all.into_iter().filter(|id| self.written.get(*id) == Some(last)).collect(),
                None => all,
            },
            _ => all,
        }
    }

    fn is_call(&self, id: MessageId) -> bool {
        self.by_calls.keys().any(|(call, _)| *call == id)
    }

    fn has(&self, id: &ResidentId, address: &str, what: &What) -> bool {
        let channel = self.snapshots.get(id).and_then(|snapshot| snapshot.contact.channels.get(&self.channel));
        channel.is_some_and(|own| own.address == address && (own.linked || own.blocked && matches!(what, What::Follow)))
    }

    /// A stop under a message of one of them names it for that one only.
    fn as_seen_by(&self, owner: &ResidentId, what: &What) -> What {
        match what {
            What::Postback { message: Some(call), action } if self.is_call(*call) => {
                let message = self.by_calls.get(&(*call, owner.clone())).copied();
                What::Postback { message, action: action.clone() }
            }
            What::Postback { message: Some(message), action }
                if self.messages.get(message).is_some_and(|recipient| recipient != owner) =>
            {
                What::Postback { message: None, action: action.clone() }
            }
            other => other.clone(),
        }
    }
}

fn stops(what: &What) -> bool {
    match what {
        What::Text { action, .. } => *action == Reply::STOP,
        What::Postback { action, .. } => action == Reply::STOP,
        _ => false,
    }
}

/// A refusal without what was refused, which may be somebody's own words.
pub(crate) fn kind(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Missing(name) | Refusal::Attribute { name, .. } => name,
        Refusal::UnknownType(_) => "type",
        Refusal::Data(_) => "data",
        Refusal::Subject(_) => "subject",
        Refusal::Future(_) => "time",
    }
}
