//! `/v1/{city}/stops`: what is stopped, by whom and why; stopping and letting go on. And
//! `/v1/{city}/notices`: what staff have to be told; `/v1/{city}/units`: what LINE counted for each arm; `/v1/{city}/sent`: what left on each day.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::request::{Incoming, city, object};
use crate::spin::{connect, now};
use crate::stop::{self, Discard, resume, standing};
use crate::store::{MACHINE, Store};
use domain::city::Scope;
use http::StatusCode;
use serde::Deserialize;
use wire::Problem;
use wire::problem::Kind;

/// The most that a stop says.
const MAX_STOP: usize = 4 * 1024;

/// The most characters of a reason.
const MAX_WHY: usize = 200;

/// What to stop.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stop {
    scope: Scope,
    why: String,
    #[serde(default)]
    discard: bool,
}

/// What goes on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resume {
    scope: Scope,
}

pub(super) async fn list(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let standing = standing(&sql, &city).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &standing))
}

pub(super) async fn post(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let Stop { scope, why, discard } = read(&request.read(MAX_STOP).await?)?;
    let why: String = why.chars().filter(|c| !c.is_control()).take(MAX_WHY).collect();
    if why.trim().is_empty() {
        return Err(refused("say in `why` why it is stopped: whoever lets it go on has to know"));
    }
    let discard = if discard { Discard::Waiting } else { Discard::Nothing };
    let sql = connect().await?;
    let standing =
        stop::stop(&sql, &cache(), &city, stop::Stop { scope, words: why.trim(), discard, by: MACHINE }, now()).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &standing))
}

pub(super) async fn go_on(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let Resume { scope } = read(&request.read(MAX_STOP).await?)?;
    let sql = connect().await?;
    let standing = resume(&sql, &cache(), &city, &scope, MACHINE, now()).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &standing))
}

pub(super) async fn notices(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let notices = Store::new(&sql).notices(&city).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &notices))
}

pub(super) async fn units(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let units = Store::new(&sql).units(&city).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &units))
}

/// How many days back it is told what left: a month, and the day itself.
const SENT_DAYS: i32 = 31;

pub(super) async fn sent(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let store = Store::new(&sql);
    let row = store.city(&city).await?.ok_or_else(|| crate::Error::UnknownCity(city.to_string()))?;
    let today = cache().ruleset(&store, &city, &row.pack).await?.city.zone.day(now());
    let days = store.sent_days(&city, today.plus(-SENT_DAYS)).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &days))
}

fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Refused> {
    object(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => refused(&format!("the body is not as expected: {error}")),
        _ => Refused::problem(Problem::new(Kind::Unreadable).detail(format!("the body is not JSON: {error}"))),
    })
}

fn refused(detail: &str) -> Refused {
    Refused::problem(Problem::new(Kind::Refused).detail(detail))
}
