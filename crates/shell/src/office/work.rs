//! What rules flagged for staff: looked at, done, and opened again where it was not done after all.

use super::Refusal;
use crate::store::{Deed, Flag, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use serde_json::json;

/// Notes that someone has done what a flag was for.
///
/// # Errors
/// There is no such flag, somebody was faster, or the database's own.
pub async fn done(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    decision: &str,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let flag = store.flag(city, decision).await?.ok_or(Refusal::UnknownFlag)?;
        if !store.end_flag(city, decision, (by, note), now).await? {
            return Err(Refusal::FlagDone.into());
        }
        store.note_deed(city, &deed(by, "flag_done", &flag), now).await
    };
    store.at_once(done).await
}

/// Opens a flag again. The note stays, for who does it next.
///
/// # Errors
/// There is no such flag, it is open already, or the database's own.
pub async fn reopen(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    decision: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let flag = store.flag(city, decision).await?.ok_or(Refusal::UnknownFlag)?;
        if !store.reopen_flag(city, decision).await? {
            return Err(Refusal::FlagOpen.into());
        }
        store.note_deed(city, &deed(by, "flag_reopened", &flag), now).await
    };
    store.at_once(done).await
}

/// What is done is about a resident. The note stays out: what is in the log can never be corrected.
fn deed<'a>(by: &'a str, what: &'static str, flag: &'a Flag) -> Deed<'a> {
    let detail = json!({ "decision": flag.decision, "campaign": flag.campaign });
    Deed::new(by, what, flag.resident.as_str()).with(detail)
}
