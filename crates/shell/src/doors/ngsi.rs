//! `POST /v1/{city}/ngsi/v2/notify` and `POST /v1/{city}/ngsi-ld/notify`: notifications of the city OS,
//! read by the table `city_os` of the pack in force.
//!
//! A broker looks at the status alone. So 204 says that what could be taken is durable, and 422 that nothing
//! of a notification could be: the broker counts that as a failure, which its operators see. What was
//! refused beside others is in the log, by kind.

use super::answer::{Answer, Refused, empty};
use super::inlet;
use super::kept::cache;
use super::request::{Incoming, city};
use crate::Error;
use crate::inbound::kind;
use crate::log::log;
use crate::spin::{connect, now};
use crate::store::Store;
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::pack::City;
use http::StatusCode;
use std::collections::BTreeMap;
use std::rc::Rc;
use wire::ngsi::{self, MAX_BODY, Reading, Unreadable};
use wire::problem::Kind;
use wire::{Headers, Problem, Received};

type Read = fn(&Headers<'_>, &[u8], &City, DateTime<Utc>) -> Result<Reading, Unreadable>;

pub(super) async fn v2(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    notified(request, code, ngsi::v2).await
}

pub(super) async fn ld(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    notified(request, code, ngsi::ld).await
}

async fn notified(request: &mut Incoming, code: &str, read: Read) -> Result<Answer, Refused> {
    request.admit("ingest_token").await?;
    let code = city(code)?;
    let body = request.read(MAX_BODY).await?;
    let table = in_force(&code).await?;
    let now = now();
    let reading =
        read(&request.wire_headers(), &body, &table, now).map_err(|error| Refused::problem(Problem::from(error)))?;
    let mut received = reading.received;
    for one in &mut received {
        if let Err(refusal) = one.event.as_ref().map_or(Ok(()), |event| event.check(now)) {
            one.event = Err(refusal);
        }
    }
    tell(&code, &received);
    let report = inlet::take(&code, received, now).await?;
    if report.accepted + report.duplicates > 0 || report.rejected.is_empty() {
        return Ok(empty(StatusCode::NO_CONTENT));
    }
    let rejected = serde_json::to_value(&report.rejected).unwrap_or_default();
    let detail = "nothing of this notification could be taken; `rejected` says why";
    Err(Refused::problem(Problem::new(Kind::Refused).detail(detail).with("rejected", rejected)))
}

/// What holds in the city now, the table among it.
async fn in_force(code: &CityCode) -> Result<Rc<City>, Refused> {
    let sql = connect().await?;
    let store = Store::new(&sql);
    let row = store.city(code).await?.ok_or_else(|| Error::UnknownCity(code.to_string()))?;
    let city = Rc::clone(&cache().ruleset(&store, code, &row.pack).await?.city);
    sql.keep();
    Ok(city)
}

/// How many were refused, by kind: what was refused may be somebody's own.
fn tell(code: &CityCode, received: &[Received]) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for refusal in received.iter().filter_map(|one| one.event.as_ref().err()) {
        *kinds.entry(kind(refusal)).or_default() += 1;
    }
    if !kinds.is_empty() {
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        log(&format!("{code}: of {} facts of the city OS these were refused: {}", received.len(), kinds.join(", ")));
    }
}
