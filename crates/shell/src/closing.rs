//! Closing the record: what came of decision points whose windows are over and whose days no longer change, some rows at
//! a time. A row is closed by what was stored when it was looked at, and never again; what is said of it later is counted.

mod weeks;

use crate::store::{Closing, OpenRow, Store};
use crate::{Error, Sql, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::pack::City;
use domain::trial::{Closed, Relook, close};
use domain::{CityCode, Day, ResidentId, Ruleset};
use outcomes::record::Deviation;
use std::collections::HashMap;

/// How many rows are looked at together.
const SOME: i64 = 300;

/// Closes the rows of a city whose time has come, looks at those again of which something was said since, and closes
/// weeks of people in trials. Gives at how many it looked.
///
/// # Errors
/// The database's own; what was closed before is stored.
pub async fn close_due<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    city: &CityCode,
    ruleset: &Ruleset,
    turn: &Turn<C>,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let mut looked = 0;
    while !turn.is_over(looked) {
        let now = turn.now();
        let rows = store.rows_to_close(city, ruleset.city.zone.day(now), SOME).await?;
        // What was written to meanwhile is left to the next tick, lest a busy resident keep this one.
        if rows.is_empty() || close_some(&store, city, &ruleset.city, &rows, now).await? == 0 {
            break;
        }
        looked += rows.len();
    }
    while !turn.is_over(looked) {
        let rows = store.rows_to_look_at(city, SOME).await?;
        if rows.is_empty() || look_again(&store, city, &ruleset.city, &rows, turn.now()).await? == 0 {
            break;
        }
        looked += rows.len();
    }
    while !turn.is_over(looked) {
        let Some(some) = weeks::close_some(&store, city, ruleset, turn.now()).await? else { break };
        looked += some;
    }
    Ok(looked)
}

async fn close_some(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    settings: &City,
    rows: &[OpenRow],
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let sent: Vec<&str> = rows.iter().filter_map(|row| row.sent.as_deref()).collect();
    let became = store.became_of(city, &sent).await?;
    let days: Vec<(Day, Day)> = rows.iter().map(|row| days(row, settings)).collect();
    let slipped = store.slipped(city, rows, &days).await?;
    let found = look_at(store, city, settings, rows, now).await?;
    let closing = |(place, (row, (rev, closed))): (usize, (_, (i64, Closed)))| {
        let row: &OpenRow = row;
        let delivery = row.sent.as_ref().and_then(|id| became.get(id)).copied();
        let state = delivery.map(|delivery| delivery.state);
        let deviation = Deviation::of(row.sends, state, slipped.contains(&place));
        Closing { row, rev, closed, delivery, deviation }
    };
    let closings: Vec<Closing<'_>> = rows.iter().zip(found).enumerate().map(closing).collect();
    store.close_rows(city, &closings, now).await
}

async fn look_again(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    settings: &City,
    rows: &[OpenRow],
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let found = look_at(store, city, settings, rows, now).await?;
    let look = |(row, (rev, closed))| {
        let row: &OpenRow = row;
        let (outcome, before) = row.closed?;
        Some((row, rev, Relook::at(outcome, before, &closed)))
    };
    let looks: Vec<(&OpenRow, i64, Relook)> = rows.iter().zip(found).filter_map(look).collect();
    store.note_looks(city, &looks).await
}

/// What the records of the residents tell of each row, with the revision of the resident that was read.
async fn look_at(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    settings: &City,
    rows: &[OpenRow],
    now: DateTime<Utc>,
) -> Result<Vec<(i64, Closed)>, Error> {
    let mut since: HashMap<&ResidentId, DateTime<Utc>> = HashMap::new();
    for row in rows {
        let from = row.open.decided.min(row.open.window.start);
        let known = since.entry(&row.resident).or_insert(from);
        *known = from.min(*known);
    }
    let residents = store.residents(city, since.keys().copied()).await?;
    let heard = store.heard_since(city, &since).await?;
    let today = settings.zone.day(now);
    let look = |row: &OpenRow| {
        let known = residents.get(&row.resident).cloned().unwrap_or_default();
        let events = heard.get(&row.resident).map(Vec::as_slice).unwrap_or_default();
        (known.rev, close(&row.open, &known.snapshot, events, settings, today))
    };
    Ok(rows.iter().map(look).collect())
}

/// The first and the last civil day of a row's window.
fn days(row: &OpenRow, settings: &City) -> (Day, Day) {
    let window = row.open.window;
    (settings.zone.day(window.start), settings.zone.day(window.end - TimeDelta::milliseconds(1)))
}
