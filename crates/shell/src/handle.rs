//! Events in: read what is known, observe, decide, store in one transaction.

use crate::store::{Batch, CityRow, Conflict, Decided, Known, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::decide::{Context, decide};
use domain::resident::Observed;
use domain::{Cause, CityCode, Event, Payload, ResidentId};
use std::collections::{HashMap, HashSet};
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
    let store = Store::new(sql);
    let mut known: HashSet<(String, String)> = HashSet::new();
    for attempt in 0..TRIES {
        let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
        let mut seen = known.clone();
        let fresh: Vec<Rc<Event>> =
            events.iter().filter(|event| seen.insert((event.source.clone(), event.id.clone()))).cloned().collect();
        let handled = Handled { accepted: fresh.len(), duplicates: events.len() - fresh.len() };
        if fresh.is_empty() {
            return Ok(handled);
        }
        // The last try decides under the lock, where nobody can be faster.
        let locked = attempt + 1 == TRIES;
        if locked {
            store.begin().await?;
        }
        let residents = store.residents(city, fresh.iter().filter_map(|event| event.subject.as_ref())).await?;
        let (batch, row) = decide_all(&store, cache, city, row, residents, fresh, now).await?;
        if !locked {
            store.begin().await?;
        }
        match write(&store, city, &batch, row.as_ref(), now).await {
            Ok(()) => {
                store.commit().await?;
                return Ok(handled);
            }
            Err(Conflict::Again) => {
                store.rollback().await;
                known = store.known(city, events).await?;
            }
            Err(Conflict::Failed(error)) => {
                store.rollback().await;
                return Err(error);
            }
        }
    }
    Err(Error::Contended)
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
    let mut batch = Batch::default();
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
        if Rc::make_mut(&mut known.snapshot).observe(event, &settings, now) == Observed::Unchanged {
            continue;
        }
        let cause = Cause::Event(Rc::clone(event));
        let context = Context { rulesets: &rulesets, city: &row.state, now, fixed_chance: None };
        let decision = decide(&cause, id, &known.snapshot, &context);
        Rc::make_mut(&mut known.snapshot).apply(&decision, &settings);
        if !decision.verdicts.is_empty() || !decision.due.is_empty() {
            let (verdicts, due) = (decision.verdicts, decision.due);
            batch.decided.push(Decided { resident: id.clone(), cause, verdicts, due });
        }
    }
    for (id, mut known) in residents.into_iter().filter(|(id, _)| changed.contains(id)) {
        Rc::make_mut(&mut known.snapshot).prune(today);
        batch.residents.push((id, known));
    }
    batch.events = events;
    Ok((batch, city_changed.then_some(row)))
}

async fn write(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    batch: &Batch,
    row: Option<&CityRow>,
    now: DateTime<Utc>,
) -> Result<(), Conflict> {
    store.write(city, batch, now).await?;
    match row {
        Some(row) if !store.write_city_state(city, row).await? => Err(Conflict::Again),
        _ => Ok(()),
    }
}

impl<S: Sql> Store<'_, S> {
    /// Which of these events are stored already.
    async fn known(&self, city: &CityCode, events: &[Rc<Event>]) -> Result<HashSet<(String, String)>, Error> {
        self.known_events(city, events.iter().map(|event| (event.source.as_str(), event.id.as_str()))).await
    }
}
