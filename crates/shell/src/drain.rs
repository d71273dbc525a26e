//! Messages out: claim, look a last time, call the provider, note what became of it.
//!
//! A message is noted as `sending` before its provider is called, and its id is the
//! provider's retry key. So a worker that dies in between loses none and repeats none: a
//! LINE message goes again with the same key, an SMS whose fate is unknown does not.

mod look;
mod note;
mod retry;
mod settle;

pub(crate) use retry::fingerprint_of;

use crate::log::log;
use crate::store::{Claimed, Claims, Mark, Sending, Store};
use crate::{Cache, Error, Sql, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::release::{Departure, Hold};
use domain::{CityCode, CityState, MessageId, Ruleset};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use std::rc::Rc;
use wire::Outcome;

/// A call to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The message.
    pub message: MessageId,
    /// Where it goes and what it says.
    pub departure: Departure,
    /// The name under which the provider counts it.
    pub unit: String,
}

/// What a drain did, in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[must_use]
pub struct Drained {
    /// Taken by a provider.
    pub accepted: usize,
    /// To be tried again.
    pub retried: usize,
    /// To leave later, as it must: see [`Hold`].
    pub waiting: usize,
    /// Held back at the last look.
    pub withheld: usize,
    /// Never to be sent.
    pub dead: usize,
}

impl Drained {
    /// Every message that was looked at.
    pub fn total(&self) -> usize {
        self.accepted + self.retried + self.waiting + self.withheld + self.dead
    }

    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            retried: self.retried + other.retried,
            waiting: self.waiting + other.waiting,
            withheld: self.withheld + other.withheld,
            dead: self.dead + other.dead,
        }
    }

    fn count(&mut self, mark: &Mark) {
        let retried = mark.reason.as_deref().is_some_and(|reason| Hold::named(reason).is_none());
        match mark.state {
            "accepted" => self.accepted += 1,
            "dead" => self.dead += 1,
            "withheld" => self.withheld += 1,
            _ if retried => self.retried += 1,
            _ => self.waiting += 1,
        }
    }
}

/// How many messages are claimed at a time: as many as are called at a time, so that a worker
/// that is cut off leaves none behind that looks called and was not.
pub const GROUP: usize = 64;

/// How long a worker may hold messages: longer than the calls of a group can take.
const LEASE: TimeDelta = TimeDelta::minutes(3);

/// Sends what may leave in a city, a group at a time.
///
/// # Errors
/// The database's own. What was noted before stays noted.
pub async fn drain<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    turn: &Turn<C>,
    send: impl AsyncFn(Call) -> Outcome,
) -> Result<Drained, Error> {
    let store = Store::new(sql);
    let mut drained = Drained::default();
    let mut looked_at = 0;
    while !turn.is_over(looked_at) {
        let now = turn.now();
        let Claims { messages, unreadable } = store.claim(city, now, now + LEASE, GROUP as i64).await?;
        if let Some(first) = unreadable.first() {
            store.set_aside(city, &unreadable, now).await?;
            log(&format!("{city}: {} message(s) cannot be read and are dead, {first} the first", unreadable.len()));
            drained.dead += unreadable.len();
        }
        looked_at += messages.len() + unreadable.len();
        if messages.is_empty() {
            if unreadable.is_empty() {
                break;
            }
            continue;
        }
        let exit = Exits::read(&store, cache, city, now).await?;
        let (departing, mut notes) = exit.look(messages).await?;
        let sending: Vec<Sending> = departing.iter().map(|one| one.sending.clone()).collect();
        let ours = store.mark_sending(city, &sending).await?;
        let calls = departing.into_iter().filter(|one| ours.contains(&one.sending.id)).map(|one| async {
            let Departing { claimed, call, sending } = one;
            let outcome = send(call).await;
            // The wait for another try counts from the answer, not from the group's beginning.
            exit.settle(&claimed, &sending, outcome, turn.now())
        });
        notes.extend(stream::iter(calls).buffer_unordered(GROUP).collect::<Vec<_>>().await);
        drained = drained.and(exit.note(notes, turn).await?);
    }
    Ok(drained)
}

/// What a group of messages leaves under.
struct Exits<'a, S> {
    store: &'a Store<'a, S>,
    cache: &'a Cache,
    city: &'a CityCode,
    ruleset: Rc<Ruleset>,
    state: CityState,
    now: DateTime<Utc>,
}

impl<'a, S: Sql> Exits<'a, S> {
    async fn read(
        store: &'a Store<'a, S>,
        cache: &'a Cache,
        city: &'a CityCode,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
        let ruleset = cache.ruleset(store, city, &row.pack).await?;
        Ok(Self { store, cache, city, ruleset, state: row.state, now })
    }
}

/// A message about to leave.
struct Departing {
    claimed: Claimed,
    call: Call,
    sending: Sending,
}
