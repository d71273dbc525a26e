//! Decision points whose time has come: found by index, asked a batch at a time, each batch
//! one transaction, so that a stop in the middle loses none and repeats none.

use crate::store::{Batch, Conflict, Decided, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::decide::{Context, decide};
use domain::{Cause, CityCode};
use std::rc::Rc;

/// How many decision points are asked in one transaction.
const BATCH: i64 = 500;

/// Asks what is due in a city, up to `most` decision points. Returns how many were asked.
///
/// # Errors
/// The database's own; what was asked before stays asked.
pub async fn due(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    now: DateTime<Utc>,
    most: usize,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let mut asked = 0;
    while asked < most {
        let count = one_batch(&store, cache, city, now).await?;
        if count == 0 {
            break;
        }
        asked += count;
    }
    Ok(asked)
}

async fn one_batch(
    store: &Store<'_, impl Sql>,
    cache: &Cache,
    city: &CityCode,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    for _ in 0..6 {
        let rows = store.due(city, now, BATCH).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let Some(row) = store.city(city).await? else { return Ok(0) };
        let mut residents = store.residents(city, rows.iter().map(|(id, _)| id)).await?;
        let snapshots = residents.values().map(|known| known.snapshot.as_ref());
        let rulesets = cache.rulesets(store, city, &row.pack, snapshots).await?;
        let settings = Rc::clone(&rulesets.current.city);
        let context = Context { rulesets: &rulesets, city: &row.state, now, fixed_chance: None };
        let mut batch = Batch { pack: row.pack.clone(), ..Batch::default() };
        let count = rows.len();
        for (id, due) in rows {
            let Some(known) = residents.get_mut(&id) else { continue };
            let cause = Cause::Point(due.clone());
            let decision = decide(&cause, &id, &known.snapshot, &context);
            Rc::make_mut(&mut known.snapshot).apply(&decision, &settings);
            let (verdicts, next) = (decision.verdicts, decision.due);
            batch.decided.push(Decided { resident: id.clone(), cause, verdicts, due: next });
            batch.asked.push((id, due));
        }
        let today = settings.zone.day(now);
        for (id, mut known) in residents {
            Rc::make_mut(&mut known.snapshot).prune(today);
            batch.residents.push((id, known));
        }
        store.begin().await?;
        match store.write(city, &batch, now).await {
            Ok(()) => {
                store.commit().await?;
                return Ok(count);
            }
            Err(Conflict::Again) => store.rollback().await,
            Err(Conflict::Failed(error)) => {
                store.rollback().await;
                return Err(error);
            }
        }
    }
    // Others are busy with the same residents; the next tick comes soon.
    Ok(0)
}
