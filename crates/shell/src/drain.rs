//! Messages out: claim, look a last time, call the provider, note what became of it.
//!
//! A message is noted as `sending` before its provider is called, and its id is the
//! provider's retry key. So a worker that dies in between loses none and repeats none: a
//! LINE message goes again with the same key, an SMS whose fate is unknown does not.

mod retry;

use crate::handle::handle;
use crate::store::{Claimed, Delivery, Mark, Sending, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{ChannelKind, DeliveryState, DeliveryUpdated};
use domain::release::{Departure, Exit, Release, release};
use domain::{CityCode, CityState, Day, Event, MessageId, Payload, ResidentId, Ruleset};
use futures_util::{StreamExt, stream};
use retry::Fate;
use serde::Serialize;
use std::rc::Rc;
use wire::{DeadReason, Outcome, RetryReason};

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
    /// To leave later, since it is night or the month's messages are used up.
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
}

/// How many messages are claimed at a time.
pub const BATCH: usize = 200;

/// How many calls are under way at a time.
const CALLS: usize = 64;

/// How long a worker may hold messages: longer than all calls of a batch can take.
const LEASE: TimeDelta = TimeDelta::minutes(3);

/// Sends what may leave in a city, up to `most` messages.
///
/// # Errors
/// The database's own. What was noted before stays noted.
pub async fn drain(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    now: DateTime<Utc>,
    most: usize,
    send: impl AsyncFn(Call) -> Outcome,
) -> Result<Drained, Error> {
    let store = Store::new(sql);
    let mut drained = Drained::default();
    let mut looked_at = 0;
    while looked_at < most {
        let claimed = store.claim(city, now, now + LEASE, BATCH as i64).await?;
        if claimed.is_empty() {
            break;
        }
        looked_at += claimed.len();
        let mut work = Work::new(&store, cache, city, now).await?;
        let calls = work.look(claimed).await?;
        let sending: Vec<Sending> = calls.iter().map(|(_, _, sending)| sending.clone()).collect();
        let ours = store.mark_sending(city, &sending).await?;
        let outcomes: Vec<_> =
            stream::iter(calls.into_iter().filter(|(claimed, ..)| ours.contains(&claimed.message.id)))
                .map(|(claimed, call, sending)| async {
                    (claimed, sending, call.departure.channel(), send(call).await)
                })
                .buffer_unordered(CALLS)
                .collect()
                .await;
        for (claimed, sending, channel, outcome) in outcomes {
            work.settle(&claimed, &sending, channel, outcome);
        }
        work.note(sql, &mut drained).await?;
    }
    Ok(drained)
}

/// One batch of messages on its way.
struct Work<'a, S> {
    store: &'a Store<'a, S>,
    cache: &'a Cache,
    city: &'a CityCode,
    ruleset: Rc<Ruleset>,
    state: CityState,
    now: DateTime<Utc>,
    marks: Vec<Mark>,
    deliveries: Vec<Delivery>,
    refused: Vec<Rc<Event>>,
    line_spent: bool,
}

type Departing = (Claimed, Call, Sending);

impl<'a, S: Sql> Work<'a, S> {
    async fn new(
        store: &'a Store<'a, S>,
        cache: &'a Cache,
        city: &'a CityCode,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
        let ruleset = cache.ruleset(store, city, &row.pack).await?;
        Ok(Self {
            store,
            cache,
            city,
            ruleset,
            state: row.state,
            now,
            marks: Vec::new(),
            deliveries: Vec::new(),
            refused: Vec::new(),
            line_spent: false,
        })
    }

    /// The last look at each message; what may leave comes back.
    async fn look(&mut self, claimed: Vec<Claimed>) -> Result<Vec<Departing>, Error> {
        let today = self.ruleset.city.zone.day(self.now);
        let residents = self.store.residents(self.city, claimed.iter().map(|one| &one.resident)).await?;
        let mut left = self.store.left(self.city, claimed.iter().map(|one| &one.resident), today.plus(-6)).await?;
        let mut departing = Vec::new();
        for one in claimed {
            if let Some(reason) = retry::no_more(&one, self.now) {
                self.end(&one, "dead", reason);
                continue;
            }
            let snapshot = residents.get(&one.resident).cloned().unwrap_or_default().snapshot;
            let others = left.entry(one.resident.clone()).or_default();
            let days: Vec<Day> = others.iter().filter(|(id, _)| *id != one.message.id).map(|(_, day)| *day).collect();
            let exit = Exit { code: self.city, settings: &self.ruleset.city, state: &self.state, now: self.now };
            match release(&one.message, &snapshot, &days, &exit) {
                Release::Withhold(reason) => self.end(&one, "withheld", reason.as_str()),
                Release::Wait(until, hold) => self.wait(&one, until, hold.as_str()),
                Release::Send(departure) => {
                    let recipient = retry::fingerprint(&departure);
                    if one.recipient.as_ref().is_some_and(|first| *first != recipient) {
                        // A retry goes to the same address or nowhere: the provider keeps the
                        // key with what was first sent.
                        self.end(&one, "dead", "address_changed");
                        continue;
                    }
                    others.push((one.message.id, today));
                    let channel = departure.channel().as_str();
                    let first_try = retry::key_from(&one, self.now);
                    let (id, until) = (one.message.id, one.until);
                    let sending = Sending { id, channel, recipient, day: today, first_try, until };
                    let call = Call { message: one.message.id, departure, unit: one.message.campaign.clone() };
                    departing.push((one, call, sending));
                }
            }
        }
        Ok(departing)
    }

    /// What the provider's answer means for a message.
    fn settle(&mut self, claimed: &Claimed, sending: &Sending, channel: ChannelKind, outcome: Outcome) {
        let attempt = claimed.attempts + 1;
        let step = |step, code, request| Delivery {
            id: claimed.message.id,
            step,
            channel: Some(channel.as_str()),
            attempt,
            code,
            request,
        };
        let traces = Traces::of(claimed).and(&outcome);
        match outcome {
            Outcome::Accepted { provider_id, request_id } => {
                self.deliveries.push(step("accepted", provider_id, request_id));
                self.marks.push(mark(claimed, "accepted", self.now, None, traces));
            }
            Outcome::Retry { reason, after, code } => {
                let key_from = traces.left.then_some(sending.first_try);
                match retry::fate(claimed, attempt, reason, after, key_from, self.now) {
                    Fate::Again(at) => {
                        self.deliveries.push(step("retry", Some(format!("{} {code}", reason.as_str())), None));
                        self.marks.push(mark(claimed, "waiting", at, Some(reason.as_str()), traces));
                    }
                    Fate::Never(why) => {
                        self.deliveries.push(step("dead", Some(format!("{why} {code}")), None));
                        self.marks.push(mark(claimed, "dead", self.now, Some(why), traces));
                    }
                }
            }
            Outcome::Dead { reason, code } => {
                self.deliveries.push(step("dead", Some(format!("{} {code}", reason.as_str())), None));
                self.marks.push(mark(claimed, "dead", self.now, Some(reason.as_str()), traces));
                if reason.delivery_state() == DeliveryState::Refused {
                    self.refused.push(self.refusal(claimed, channel, code));
                }
            }
            Outcome::Stop => {
                self.line_spent = true;
                self.deliveries.push(step("waiting", Some("monthly_limit".to_owned()), None));
                let at = self.month_end().min(claimed.message.expires_at);
                self.marks.push(mark(claimed, "waiting", at, Some("monthly_limit"), traces));
            }
        }
    }

    /// Notes everything in one transaction; then closes the addresses that refuse.
    async fn note(self, sql: &impl Sql, drained: &mut Drained) -> Result<(), Error> {
        self.store.begin().await?;
        let noted = self.store.mark(self.city, &self.marks, &self.deliveries, self.now).await;
        match noted {
            Ok(()) => self.store.commit().await?,
            Err(error) => {
                self.store.rollback().await;
                return Err(error);
            }
        }
        for mark in &self.marks {
            let retried =
                mark.reason.as_deref().is_some_and(|reason| reason != "quiet_hours" && reason != "monthly_limit");
            match mark.state {
                "accepted" => drained.accepted += 1,
                "dead" => drained.dead += 1,
                "withheld" => drained.withheld += 1,
                _ if retried => drained.retried += 1,
                _ => drained.waiting += 1,
            }
        }
        if self.line_spent {
            self.close_line().await?;
        }
        if !self.refused.is_empty() {
            let _ = handle(sql, self.cache, self.city, &self.refused, self.now).await?;
        }
        Ok(())
    }

    /// Nothing more leaves by LINE this month.
    async fn close_line(&self) -> Result<(), Error> {
        for _ in 0..5 {
            let Some(mut row) = self.store.city(self.city).await? else { break };
            row.state.line_spent_until = Some(self.month_end());
            if self.store.write_city_state(self.city, &row).await? {
                break;
            }
        }
        Ok(())
    }

    fn month_end(&self) -> DateTime<Utc> {
        let zone = self.ruleset.city.zone;
        let next_month = zone.day(self.now).month_start().plus(32).month_start();
        zone.end_of(next_month.plus(-1))
    }

    fn end(&mut self, claimed: &Claimed, state: &'static str, reason: &str) {
        self.deliveries.push(Delivery {
            id: claimed.message.id,
            step: state,
            channel: None,
            attempt: claimed.attempts,
            code: Some(reason.to_owned()),
            request: None,
        });
        self.marks.push(mark(claimed, state, self.now, Some(reason), Traces::of(claimed)));
    }

    fn wait(&mut self, claimed: &Claimed, until: DateTime<Utc>, why: &str) {
        self.deliveries.push(Delivery {
            id: claimed.message.id,
            step: "waiting",
            channel: None,
            attempt: claimed.attempts,
            code: Some(why.to_owned()),
            request: None,
        });
        self.marks.push(mark(claimed, "waiting", until, Some(why), Traces::of(claimed)));
    }

    fn refusal(&self, claimed: &Claimed, channel: ChannelKind, code: String) -> Rc<Event> {
        let resident: ResidentId = claimed.resident.clone();
        let data = DeliveryUpdated {
            message: claimed.message.id,
            channel: Some(channel),
            state: DeliveryState::Refused,
            code: Some(code),
        };
        Rc::new(Event {
            source: "ayumi/dispatch".to_owned(),
            id: format!("{}:refused", claimed.message.id),
            subject: Some(resident),
            time: self.now,
            payload: Payload::Delivery(data),
        })
    }
}

fn mark(claimed: &Claimed, state: &'static str, at: DateTime<Utc>, reason: Option<&str>, traces: Traces) -> Mark {
    let Traces { left, seen } = traces;
    Mark { id: claimed.message.id, state, at, reason: reason.map(str::to_owned), left, seen }
}

/// What a message's calls may have left behind at a provider.
#[derive(Clone, Copy)]
struct Traces {
    /// It has the message, or may have it for all we know.
    left: bool,
    /// It has seen the message's key.
    seen: bool,
}

impl Traces {
    /// Of the calls before this one.
    fn of(claimed: &Claimed) -> Self {
        Self { left: claimed.recipient.is_some(), seen: claimed.first_try.is_some() }
    }

    /// Of this one too.
    fn and(self, outcome: &Outcome) -> Self {
        let (left, seen) = match outcome {
            Outcome::Accepted { .. } => (true, true),
            Outcome::Retry { reason: RetryReason::Provider | RetryReason::NoAnswer, .. } => (true, true),
            Outcome::Retry { reason: RetryReason::NotReached | RetryReason::Misconfigured, .. } => (false, false),
            Outcome::Retry { reason: RetryReason::RateLimited | RetryReason::Credentials, .. } | Outcome::Stop => {
                (false, true)
            }
            Outcome::Dead { reason, .. } => (*reason == DeadReason::Ambiguous, true),
        };
        Self { left: self.left || left, seen: self.seen || seen }
    }
}
