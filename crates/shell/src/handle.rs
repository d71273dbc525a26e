//! Events in: read what is known, observe, decide, store in one transaction.

use crate::challenges::Walked;
use crate::expiry::settle;
use crate::store::{Batch, CityRow, Conflict, Count, Decided, Known, Late, Store, What};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::decide::{Context, Fixed, decide};
use domain::event::Reply;
use domain::resident::Observed;
use domain::{Cause, CityCode, Day, Decision, Event, Payload, ResidentId, Ruleset, Snapshot, Zone, trial};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

/// What became of a batch of events, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Handled {
    /// Events stored and acted on.
    pub accepted: usize,
    /// Events known before; nothing was done again.
    pub duplicates: usize,
}

/// How often a batch is decided again when other writers were faster.
const TRIES: usize = 6;

/// Takes checked events of one city in. When it returns, they are durable.
///
/// # Errors
/// An unknown city, others who keep changing the same residents, or the database's own;
/// nothing of the batch was stored then.
pub async fn handle(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    events: &[Rc<Event>],
    now: DateTime<Utc>,
) -> Result<Handled, Error> {
    let taking = Taking { store: &Store::new(sql), cache, city, events, now };
    // The first try supposes that every event is new, which is so nearly always.
    let mut known = HashSet::new();
    for _ in 1..TRIES {
        match taking.decide_then_lock(&known).await {
            Ok(handled) => return Ok(handled),
            Err(Conflict::Again) => {
                taking.store.rollback().await;
                known = taking.known().await?;
            }
            Err(Conflict::Failed(error)) => {
                taking.store.rollback().await;
                return Err(error);
            }
        }
    }
    // The last try decides under the lock, where nobody can be faster.
    let taken = taking.lock_then_decide().await;
    if taken.is_err() {
        taking.store.rollback().await;
    }
    taken.map_err(Conflict::told)
}

/// Takes events in within the transaction that was begun, where nobody can be faster.
///
/// # Errors
/// As [`handle`]; the caller rolls back.
pub(crate) async fn handle_within(
    store: &Store<'_, impl Sql>,
    cache: &Cache,
    city: &CityCode,
    events: &[Rc<Event>],
    now: DateTime<Utc>,
) -> Result<Handled, Error> {
    let taking = Taking { store, cache, city, events, now };
    taking.within().await.map_err(Conflict::told)
}

/// A batch on its way in.
struct Taking<'a, S> {
    store: &'a Store<'a, S>,
    cache: &'a Cache,
    city: &'a CityCode,
    events: &'a [Rc<Event>],
    now: DateTime<Utc>,
}

type Keys = HashSet<(String, String)>;

impl<S: Sql> Taking<'_, S> {
    async fn decide_then_lock(&self, known: &Keys) -> Result<Handled, Conflict> {
        let (handled, decided) = self.decide(known).await?;
        if let Some((batch, row)) = decided {
            self.store.begin().await?;
            self.write(&batch, row.as_ref()).await?;
            self.store.commit().await?;
        }
        Ok(handled)
    }

    async fn lock_then_decide(&self) -> Result<Handled, Conflict> {
        self.store.begin().await?;
        let handled = self.within().await?;
        self.store.commit().await?;
        Ok(handled)
    }

    async fn within(&self) -> Result<Handled, Conflict> {
        let (handled, decided) = self.decide(&self.known().await?).await?;
        if let Some((batch, row)) = decided {
            self.write(&batch, row.as_ref()).await?;
        }
        Ok(handled)
    }

    /// Decides what is not known yet; nothing when all of it is.
    async fn decide(&self, known: &Keys) -> Result<(Handled, Option<(Batch, Option<CityRow>)>), Error> {
        let row = self.store.city(self.city).await?.ok_or_else(|| Error::UnknownCity(self.city.to_string()))?;
        let mut seen = known.clone();
        let fresh: Vec<Rc<Event>> =
            self.events.iter().filter(|event| seen.insert((event.source.clone(), event.id.clone()))).cloned().collect();
        let handled = Handled { accepted: fresh.len(), duplicates: self.events.len() - fresh.len() };
        if fresh.is_empty() {
            return Ok((handled, None));
        }
        let residents =
            self.store.residents(self.city, fresh.iter().filter_map(|event| event.subject.as_ref())).await?;
        let decided = decide_all(self.store, self.cache, self.city, row, residents, fresh, self.now).await?;
        Ok((handled, Some(decided)))
    }

    async fn write(&self, batch: &Batch, row: Option<&CityRow>) -> Result<(), Conflict> {
        self.store.write(self.city, batch, self.now).await?;
        if let Some(row) = row
            && !self.store.write_city_state(self.city, row).await?
        {
            return Err(Conflict::Again);
        }
        Ok(())
    }

    /// Which of these events are stored already.
    async fn known(&self) -> Result<Keys, Error> {
        let keys = self.events.iter().map(|event| (event.source.as_str(), event.id.as_str()));
        self.store.known_events(self.city, keys).await
    }
}

/// Decides every event of a batch in memory. The city's row comes back when it changed.
async fn decide_all(
    store: &Store<'_, impl Sql>,
    cache: &Cache,
    city: &CityCode,
    mut row: CityRow,
    mut residents: HashMap<ResidentId, Known>,
    events: Vec<Rc<Event>>,
    now: DateTime<Utc>,
) -> Result<(Batch, Option<CityRow>), Error> {
    let snapshots = residents.values().map(|known| known.snapshot.as_ref());
    let rulesets = cache.rulesets(store, city, &row.pack, snapshots).await?;
    let settings = Rc::clone(&rulesets.current.city);
    let today = settings.zone.day(now);
    let mut batch = Batch::new(row.pack.clone(), today);
    let mut walked = Walked::begin(&rulesets.current, today);
    let mut changed = HashSet::new();
    let mut city_changed = false;
    for event in &events {
        if let Payload::Alert(alert) = &event.payload {
            city_changed |= row.state.observe(alert, now) == Observed::Changed;
            continue;
        }
        let Some(id) = &event.subject else { continue };
        let Some(known) = residents.get_mut(id) else { continue };
        changed.insert(id.clone());
        walked.before(id, known);
        let could_be_sent = !known.snapshot.contact.opted_out();
        let observed = Rc::make_mut(&mut known.snapshot).observe(event, &settings, now);
        batch.heard.extend(heard(event, &known.snapshot, could_be_sent, settings.zone));
        if observed == Observed::Unchanged {
            continue;
        }
        let cause = Cause::Event(Rc::clone(event));
        let context = Context { rulesets: &rulesets, city: &row.state, now, fixed: &Fixed::NOTHING };
        let decision = decide(&cause, id, &known.snapshot, &context);
        Rc::make_mut(&mut known.snapshot).apply(&decision, &settings);
        let Decision { verdicts, due, randomised, assigned } = decision;
        if !verdicts.is_empty() || !due.is_empty() || !assigned.is_empty() {
            batch.decided.push(Decided { resident: id.clone(), cause, verdicts, due, randomised, assigned });
        }
    }
    batch.moved = walked.moved(&residents);
    batch.doubted = walked.doubted(&residents, &events);
    for (id, mut known) in residents.into_iter().filter(|(id, _)| changed.contains(id)) {
        Rc::make_mut(&mut known.snapshot).prune(today);
        batch.residents.push((id, known));
    }
    batch.late = late(&events, &rulesets.current, today);
    batch.events = events;
    settle(&mut batch, &settings);
    Ok((batch, city_changed.then_some(row)))
}

/// What an answer counts as, by the campaign whose message it answers. A stop may be said to none: then it is the
/// latest message that was one too many. Who says it again, or in vain, is not counted again.
fn heard(event: &Event, snapshot: &Snapshot, could_be_sent: bool, zone: Zone) -> Option<Count> {
    let Payload::Reply(reply) = &event.payload else { return None };
    let day = zone.day(event.time);
    let answered = snapshot.answered(reply, day);
    let (record, what) = if reply.action == Reply::STOP {
        let latest = || snapshot.messages.iter().max_by_key(|record| (record.day, record.id));
        let stops = could_be_sent && snapshot.contact.opted_out();
        (answered.or_else(latest).filter(|_| stops)?, What::Stopped)
    } else {
        (answered?, What::Answered)
    };
    Some(Count { campaign: record.campaign.clone(), day, what, times: 1 })
}

/// What of a batch is said of days that rows of the record may have been closed of: of each resident one span.
fn late(events: &[Rc<Event>], ruleset: &Ruleset, today: Day) -> Vec<Late> {
    let zone = ruleset.city.zone;
    let mut spans: BTreeMap<&ResidentId, (DateTime<Utc>, DateTime<Utc>)> = BTreeMap::new();
    for event in events {
        let Some((id, about)) = event.subject.as_ref().zip(trial::about(event, zone)) else { continue };
        if trial::may_be_closed(zone.day(about.0), today) {
            let span = spans.entry(id).or_insert(about);
            *span = (span.0.min(about.0), span.1.max(about.1));
        }
    }
    if spans.is_empty() {
        return Vec::new();
    }
    let campaigns = ruleset.campaigns.iter().filter(|(_, campaign)| campaign.is_randomised());
    let campaigns: Vec<String> = campaigns.map(|(name, _)| name.clone()).collect();
    let late = |(id, (from, until)): (&ResidentId, _)| Late {
        resident: id.clone(),
        campaigns: campaigns.clone(),
        from,
        until,
    };
    spans.into_iter().map(late).collect()
}
