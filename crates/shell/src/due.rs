//! Decision points whose time has come: found by index, asked a batch at a time, each batch
//! one transaction, so that a stop in the middle loses none and repeats none.

use crate::challenges::Walked;
use crate::expiry::settle;
use crate::store::{Batch, Conflict, Decided, Store};
use crate::{Cache, Error, Sql, Turn};
use chrono::{DateTime, Utc};
use domain::decide::{Context, Due, Effect, Fixed, decide};
use domain::{Cause, CityCode, Decision, ResidentId};
use std::collections::HashMap;
use std::rc::Rc;

/// How many decision points are asked in one transaction.
const BATCH: i64 = 500;

/// Asks what is due in a city, a batch at a time. Returns how many decision points were asked.
///
/// # Errors
/// The database's own; what was asked before stays asked.
pub async fn due<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    turn: &Turn<C>,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let mut asked = Asked::default();
    while !turn.is_over(asked.points) {
        let more = one_batch(&store, cache, city, turn.now(), asked.decisions).await?;
        if more.points == 0 {
            break;
        }
        asked.points += more.points;
        asked.decisions += more.decisions;
    }
    Ok(asked.points)
}

/// What was asked, and how much was decided.
#[derive(Default)]
struct Asked {
    points: usize,
    decisions: usize,
}

async fn one_batch(
    store: &Store<'_, impl Sql>,
    cache: &Cache,
    city: &CityCode,
    now: DateTime<Utc>,
    decided_before: usize,
) -> Result<Asked, Error> {
    for _ in 0..6 {
        let rows = store.due(city, now, BATCH).await?;
        if rows.is_empty() {
            return Ok(Asked::default());
        }
        let Some(row) = store.city(city).await? else { return Ok(Asked::default()) };
        let mut residents = store.residents(city, rows.iter().map(|(id, _)| id)).await?;
        let snapshots = residents.values().map(|known| known.snapshot.as_ref());
        let rulesets = cache.rulesets(store, city, &row.pack, snapshots).await?;
        let settings = Rc::clone(&rulesets.current.city);
        let context = Context { rulesets: &rulesets, city: &row.state, now, fixed: &Fixed::NOTHING };
        let today = settings.zone.day(now);
        let mut batch = Batch { decided_before, ..Batch::new(row.pack.clone(), today) };
        let mut walked = Walked::begin(&rulesets.current, today);
        let mut entered: HashMap<ResidentId, Vec<Due>> = HashMap::new();
        for (id, due) in rows {
            let Some(known) = residents.get_mut(&id) else { continue };
            let led_to = entered.entry(id.clone()).or_default();
            if led_to.iter().any(|new| comes_before(new, &due)) {
                continue;
            }
            let cause = Cause::Point(due.clone());
            let decision = decide(&cause, &id, &known.snapshot, &context);
            // Nothing else that the clock brings moves a standing.
            if decision.verdicts.iter().any(|verdict| matches!(verdict.outcome, Ok(Effect::Join(..)))) {
                walked.before(&id, known);
            }
            Rc::make_mut(&mut known.snapshot).apply(&decision, &settings);
            let Decision { verdicts, due: next, randomised, assigned } = decision;
            led_to.extend(next.iter().cloned());
            batch.decided.push(Decided { resident: id.clone(), cause, verdicts, due: next, randomised, assigned });
            batch.asked.push((id, due));
        }
        batch.moved = walked.moved(&residents);
        let decisions = batch.decided.iter().map(|decided| decided.verdicts.len()).sum();
        let asked = Asked { points: batch.asked.len(), decisions };
        for (id, mut known) in residents {
            Rc::make_mut(&mut known.snapshot).prune(today);
            batch.residents.push((id, known));
        }
        settle(&mut batch, &settings);
        store.begin().await?;
        match store.write(city, &batch, now).await {
            Ok(()) => {
                store.commit().await?;
                return Ok(asked);
            }
            Err(Conflict::Again) => store.rollback().await,
            Err(Conflict::Failed(error)) => {
                store.rollback().await;
                return Err(error);
            }
        }
    }
    // Others are busy with the same residents; the next tick comes soon.
    Ok(Asked::default())
}

/// Whether a decision point that an answer led to comes before one that was read with it, or
/// takes its place: then that one is left to the next batch, so that what a stop made late is
/// made up in its order.
fn comes_before(new: &Due, read: &Due) -> bool {
    let key = |due: &Due| (due.campaign.clone(), due.point.clone(), due.once);
    key(new) == key(read) || (new.at, key(new)) < (read.at, key(read))
}
