//! Points that are not used in time: what ends with a batch, and what the clock ends.

use crate::store::{Batch, Conflict, Ended, Known, Store};
use crate::{Error, Sql, Turn};
use chrono::{DateTime, Utc};
use domain::decide::{Effect, Verdict};
use domain::pack::City;
use domain::{CityCode, Day, ResidentId, Ruleset};
use std::collections::HashSet;
use std::rc::Rc;

/// How many residents are looked at in one transaction.
const SOME: i64 = 300;

/// Ends the points of a city whose last day is over, some residents at a time. Gives at how many it looked.
///
/// # Errors
/// The database's own; what ended before is stored.
pub async fn expire<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    city: &CityCode,
    ruleset: &Ruleset,
    turn: &Turn<C>,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let mut looked = 0;
    while ruleset.city.points_good_for.is_some() && !turn.is_over(looked) {
        let some = expire_some(&store, city, ruleset, turn.now()).await?;
        if some == 0 {
            break;
        }
        looked += some;
    }
    Ok(looked)
}

async fn expire_some(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    ruleset: &Ruleset,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let today = ruleset.city.zone.day(now);
    for _ in 0..6 {
        let due = store.expiries_due(city, today, SOME).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let mut batch = Batch::new(ruleset.hash.clone(), today);
        for (id, mut known) in store.residents(city, &due).await? {
            batch.ended.extend(end(&id, &mut known, &ruleset.city, today));
            put(&mut batch, id, known, &ruleset.city);
        }
        store.begin().await?;
        match store.write(city, &batch, now).await {
            Ok(()) => {
                store.commit().await?;
                return Ok(due.len());
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

/// Ends what is over of a resident's points, and has back what was taken of it in another way since. Before anything
/// is spent or comes back, so that what ends does not hang on when the clock came.
pub(crate) fn end(resident: &ResidentId, known: &mut Known, city: &City, today: Day) -> Option<Ended> {
    let good_for = city.points_good_for?;
    let before = known.snapshot.awards.expired;
    let moves = Rc::make_mut(&mut known.snapshot).awards.expire(resident, today, good_for, &city.points);
    let points = before - known.snapshot.awards.expired;
    (points != 0).then(|| Ended { resident: resident.clone(), rev: known.rev, points, moves })
}

/// Puts a resident whose points moved into a batch, with the day after which the oldest of them end.
pub(crate) fn put(batch: &mut Batch, resident: ResidentId, known: Known, city: &City) {
    batch.lasting.extend(lasting(&resident, &known, city, batch.today));
    batch.residents.push((resident, known));
}

/// Does both for those of a batch to whom it grants points, or from whom it takes some back.
pub(crate) fn settle(batch: &mut Batch, city: &City) {
    if city.points_good_for.is_none() {
        return;
    }
    let is_points = |verdict: &Verdict| matches!(verdict.outcome, Ok(Effect::Points { .. }));
    let moves = batch.decided.iter().filter(|decided| decided.verdicts.iter().any(is_points));
    let moved: HashSet<&ResidentId> = moves.map(|decided| &decided.resident).collect();
    for (id, known) in batch.residents.iter_mut().filter(|(id, _)| moved.contains(id)) {
        batch.ended.extend(end(id, known, city, batch.today));
        batch.lasting.extend(lasting(id, known, city, batch.today));
    }
}

fn lasting(resident: &ResidentId, known: &Known, city: &City, today: Day) -> Option<(ResidentId, Option<Day>)> {
    let next = known.snapshot.awards.expiring(today, city.points_good_for?, &city.points).next;
    Some((resident.clone(), next.map(|next| next.until)))
}

/// Has the clock look at everyone's points, where a pack says anew for how long they are good. Within the transaction
/// that puts it in the place of another.
pub(crate) async fn look_anew(
    store: &Store<'_, impl Sql>,
    before: Option<&Ruleset>,
    ruleset: &Ruleset,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let rules = |ruleset: &Ruleset| (ruleset.city.points_good_for, ruleset.city.points);
    if ruleset.city.points_good_for.is_none() || before.map(rules) == Some(rules(ruleset)) {
        return Ok(());
    }
    store.look_at_all_points(&ruleset.code, ruleset.city.zone.day(now)).await
}
