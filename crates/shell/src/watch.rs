//! What LINE says of the month, asked now and then: so that nothing leaves that would be refused, and
//! staff hear of it before.

use crate::log::log;
use crate::store::Store;
use crate::{Error, Sql};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::city::Quota;
use domain::release::Hold;
use domain::{CityCode, Zone};
use wire::line::aggregation::Usage;
use wire::line::{Unread, quota};

/// After which LINE is asked again. Between, we count what we hand over.
const ASK: TimeDelta = TimeDelta::minutes(30);

/// After which it is asked again where it did not tell: not at each tick, since one that hangs would hold
/// up what waits to leave.
const ASK_AGAIN: TimeDelta = TimeDelta::minutes(5);

/// What LINE answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// How many messages the month has.
    pub quota: quota::Quota,
    /// How many are used.
    pub used: u64,
}

/// Asks LINE how the month stands, where it is time, and keeps the answer with the city. Where LINE does not
/// tell, what was known stays. Says whether it was time.
///
/// # Errors
/// The database's own.
pub async fn watch(
    sql: &impl Sql,
    city: &CityCode,
    now: DateTime<Utc>,
    ask: impl AsyncFnOnce() -> Option<Result<Month, Unread>>,
) -> Result<bool, Error> {
    let store = Store::new(sql);
    // LINE's months are Japan's.
    let month = Zone::default().day(now).month_start();
    let Some(row) = store.city(city).await? else { return Ok(false) };
    let is_known = row.state.line_quota.as_ref().is_some_and(|quota| quota.month == month);
    let pause = if is_known { ASK } else { ASK_AGAIN };
    if row.state.line_asked.is_some_and(|asked| asked <= now && now - asked < pause) {
        return Ok(false);
    }
    let told = match ask().await {
        None => None,
        Some(Ok(Month { quota, used })) => {
            let limit = match quota {
                quota::Quota::Limited(limit) => Some(limit),
                quota::Quota::Unlimited => None,
            };
            Some(Quota { month, limit, used, since: 0, at: now, warned: false })
        }
        Some(Err(error)) => {
            log(&format!("{city}: how many messages are left this month is not known: {error}"));
            None
        }
    };
    store.at_once(async || keep(&store, city, told, now).await).await.map(|()| true)
}

/// Asks LINE what it counted of one unit, where there is something new to hear, and none of the city was asked about
/// since `last`: LINE takes 60 such questions an hour.
///
/// # Errors
/// The database's own.
pub async fn count(
    sql: &impl Sql,
    city: &CityCode,
    last: DateTime<Utc>,
    now: DateTime<Utc>,
    ask: impl AsyncFnOnce(&str, NaiveDate, NaiveDate) -> Option<Result<Usage, Unread>>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let today = Zone::default().day(now);
    let Some((unit, first)) = store.unit_to_ask(city, today, last, now).await? else { return Ok(()) };
    // LINE takes 30 days at the most, and has counted a day when the next one has begun.
    let until = today.plus(-1);
    let told = match ask(&unit, first.max(until.plus(-29)).date(), until.date()).await {
        None => None,
        Some(Ok(Usage { seen, opened })) => Some((until, seen, opened)),
        Some(Err(error)) => {
            log(&format!("{city}: what LINE counted of `{unit}` is not known: {error}"));
            None
        }
    };
    store.count_unit(city, &unit, told, now).await
}

async fn keep<S: Sql>(
    store: &Store<'_, S>,
    city: &CityCode,
    told: Option<Quota>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(mut row) = store.city(city).await? else { return Ok(()) };
    row.state.line_asked = Some(now);
    let has_told = told.is_some();
    let notice = told.and_then(|quota| row.state.learn(quota));
    // A larger plan lets go on at once what waits for the next month.
    if has_told && row.state.line_spent_until.is_none() {
        store.wake(city, Hold::MonthlyLimit, now).await?;
    }
    store.write_city_state(city, &row).await?;
    store.tell(city, notice.as_slice(), now).await
}
