//! Messages out: claim, look a last time, call the provider, note what became of it.
//!
//! A message is noted as `sending` before its provider is called, and its id is the
//! provider's retry key. So a worker that dies in between loses none and repeats none: a
//! LINE message goes again with the same key, an SMS whose fate is unknown does not.

mod call;
mod count;
mod fuse;
mod look;
mod note;
mod pace;
mod parcel;
mod personal;
mod replies;
mod retry;
mod settle;

pub use call::{Call, Letter};
pub use personal::{OPEN, Pages};
pub(crate) use retry::fingerprint_of;

use crate::log::log;
use crate::store::{Claimed, Claims, Mark, Sending, Store};
use crate::{Cache, Error, Sql, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::release::{Departure, Hold};
use domain::{CityCode, CityState, Day, Ruleset};
use futures_util::{StreamExt, stream};
use look::Looked;
use parcel::Parcel;
use serde::Serialize;
use settle::Settled;
use std::rc::Rc;
use wire::line::ReplyToken;
use wire::{Outcome, line};

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

/// How many messages are claimed at a time: as many as LINE takes in one call.
pub const GROUP: usize = 500;

/// How many calls are made at a time.
pub const PARALLEL: usize = 256;

/// After which no call of a group is begun, counted from when it was taken: where a provider hangs, the
/// rest of a group does not wait for it.
const BEGIN: TimeDelta = TimeDelta::seconds(20);

/// How long a worker may hold messages: longer than the calls of a group can take.
const LEASE: TimeDelta = TimeDelta::minutes(3);

/// Sends what may leave in a city, a group at a time. `pages` is what addresses of residents' own pages are written with, or
/// else the setting that is missing for it: then what leads there waits.
///
/// # Errors
/// The database's own. What was noted before stays noted.
pub async fn drain<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    turn: &Turn<C>,
    pages: Result<&Pages, &'static str>,
    send: impl AsyncFn(Call) -> Outcome,
) -> Result<Drained, Error> {
    let store = Store::new(sql);
    store.forget_reply_tokens(city, turn.now()).await?;
    let mut drained = Drained::default();
    let mut looked_at = 0;
    while !turn.is_over(looked_at) {
        let now = turn.now();
        let Claims { messages, unreadable } = store.claim(city, now, now + LEASE, GROUP as i64).await?;
        if let Some(first) = unreadable.first() {
            let today = Exits::read(&store, cache, city, pages, now).await?.today();
            store.at_once(async || store.set_aside(city, &unreadable, today, now).await).await?;
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
        let exit = Exits::read(&store, cache, city, pages, now).await?;
        let Looked { departing, mut notes, blown, month } = exit.look(messages).await?;
        let (departing, unanswered) = exit.replies(departing, month).await?;
        let (parcels, broken) = exit.parcels(exit.addressed(departing));
        let (parcels, held) = exit.pace(parcels).await?;
        notes.extend(unanswered.into_iter().chain(broken).chain(held));
        let sending: Vec<Sending> =
            parcels.iter().flat_map(|parcel| &parcel.members).map(|one| one.sending.clone()).collect();
        let ours = store.mark_sending(city, &sending).await?;
        // A call of which a message is another's by now is the other's too.
        let is_ours = |parcel: &Parcel| parcel.members.iter().all(|one| ours.contains(&one.sending.id));
        let calls = parcels.into_iter().filter(is_ours).map(|parcel| async {
            let Parcel { call, members } = parcel;
            let settled = Settled::of(&call, &members, now);
            // What is not called keeps nobody waiting, and surely has not left.
            let outcome = match exit.unaddressed(&call) {
                Some(held) => held,
                None if turn.now() > now + BEGIN => line::unsent(),
                None => send(call).await,
            };
            // The wait for another try counts from the answer, not from the group's beginning.
            let at = turn.now();
            members.iter().map(|one| exit.settle(one, &settled, outcome.clone(), at)).collect::<Vec<_>>()
        });
        let called: Vec<_> = stream::iter(calls).buffer_unordered(PARALLEL).collect().await;
        notes.extend(called.into_iter().flatten());
        drained = drained.and(exit.note(notes, &blown, turn).await?);
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
    /// What addresses of residents' own pages are written with, or the setting that is missing.
    pages: Result<&'a Pages, &'static str>,
    now: DateTime<Utc>,
}

impl<'a, S: Sql> Exits<'a, S> {
    async fn read(
        store: &'a Store<'a, S>,
        cache: &'a Cache,
        city: &'a CityCode,
        pages: Result<&'a Pages, &'static str>,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
        let ruleset = cache.ruleset(store, city, &row.pack).await?;
        Ok(Self { store, cache, city, ruleset, state: row.state, pages, now })
    }

    /// The city's day.
    fn today(&self) -> Day {
        self.ruleset.city.zone.day(self.now)
    }
}

/// A message about to leave.
struct Departing {
    claimed: Claimed,
    departure: Departure,
    /// The name under which the provider counts it.
    unit: String,
    sending: Sending,
    /// With what it answers, where it leaves as a reply.
    token: Option<ReplyToken>,
}
