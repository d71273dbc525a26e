//! A city's pack: published, listed, rolled back. For staff, by machine.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::request::{Incoming, city, object};
use crate::publish;
use crate::spin::{connect, now};
use crate::store::{MACHINE, Store};
use domain::Pack;
use http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use wire::Problem;
use wire::problem::Kind;

/// The most that a pack's request has: a pack, and what JSON adds to it.
const MAX_PACK: usize = 4 * 1024 * 1024;

/// The most that names a version.
const MAX_BACK: usize = 4 * 1024;

/// What `ayumi publish` sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    files: BTreeMap<String, String>,
}

/// Which version to go back to; the one before the present when left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Back {
    #[serde(default)]
    to: Option<String>,
}

pub(super) async fn publish(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let body = request.read(MAX_PACK).await?;
    let pack = Pack { city, files: read::<Published>(&body)?.files };
    let sql = connect().await?;
    let release = publish::publish(&sql, &pack, now()).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &release))
}

pub(super) async fn versions(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let releases = Store::new(&sql).releases(&city).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &releases))
}

pub(super) async fn rollback(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let body = request.read(MAX_BACK).await?;
    let back = if body.is_empty() { Back::default() } else { read(&body)? };
    let sql = connect().await?;
    let release = publish::rollback(&sql, &cache(), &city, back.to.as_deref(), MACHINE, now()).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &release))
}

fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Refused> {
    object(body).map_err(|error| {
        Refused::problem(Problem::new(Kind::Unreadable).detail(format!("the body is not as expected: {error}")))
    })
}
