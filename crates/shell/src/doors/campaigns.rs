//! A city's pack: published, listed, rolled back. For staff, by machine.

use super::answer::{Answer, Refused, json, text};
use super::kept::cache;
use super::request::{Incoming, city, object};
use crate::office::machine::{self, Sent, Wish};
use crate::office::requests::Enrolled;
use crate::office::sharing;
use crate::publish;
use crate::spin::{connect, now, setting};
use crate::store::{MACHINE, Store};
use domain::Pack;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use wire::Problem;
use wire::problem::Kind;

/// The most that a pack's request has: a pack, and what JSON adds to it.
const MAX_PACK: usize = 4 * 1024 * 1024;

/// The longest note, in letters.
const MAX_NOTE: usize = 2_000;

/// The most that names a version.
const MAX_BACK: usize = 4 * 1024;

/// What `ayumi publish` sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    files: BTreeMap<String, String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    enrolled: Enrolled,
}

/// What waits for someone's approval.
#[derive(Serialize)]
struct Waiting {
    request: i64,
    hash: String,
    /// Where it is read and approved.
    url: String,
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
    let Published { files, note, enrolled } = read(&body)?;
    if note.chars().count() > MAX_NOTE {
        let detail = format!("`note` has {MAX_NOTE} letters at most");
        return Err(Refused::problem(Problem::new(Kind::Refused).detail(detail)));
    }
    let pack = Pack { city, files };
    let base = setting("public_url").await?.value().trim_end_matches('/').to_owned();
    let sql = connect().await?;
    let sent = machine::send(&sql, &pack, &Wish { note, enrolled }, now()).await?;
    sql.keep();
    Ok(match sent {
        Sent::InForce(release) => json(StatusCode::OK, &release),
        Sent::Asked { number, hash } => {
            let url = format!("{base}/console/{}/requests/{number}", pack.city);
            json(StatusCode::ACCEPTED, &Waiting { request: number, hash, url })
        }
    })
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

pub(super) async fn export(request: &Incoming, code: &str, name: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let shared = sharing::exported(&sql, &cache(), &city, MACHINE, name, now()).await?;
    sql.keep();
    Ok(text("application/toml", shared.to_text()))
}

fn read<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Refused> {
    object(body).map_err(|error| {
        Refused::problem(Problem::new(Kind::Unreadable).detail(format!("the body is not as expected: {error}")))
    })
}
