//! `GET /v1/{city}/audit`: the log of what staff did, for whoever checks it elsewhere.

use super::answer::{Answer, Refused, json};
use super::request::{Incoming, city};
use crate::spin::connect;
use crate::store::Store;
use http::StatusCode;
use wire::Problem;
use wire::problem::Kind;

/// The greatest number that is asked for: as far as JSON's numbers go exactly.
const MOST: i64 = (1 << 53) - 1;

/// How many entries an answer has at the most.
const PAGE: i64 = 1_000;

pub(super) async fn list(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let after = match request.asked("after") {
        None => 0,
        Some(number) => number.parse().ok().filter(|number| (0..=MOST).contains(number)).ok_or_else(|| {
            Refused::problem(Problem::new(Kind::Unreadable).detail("`after` is the number of an entry, such as 1000"))
        })?,
    };
    let sql = connect().await?;
    let store = Store::new(&sql);
    store.city(&city).await?.ok_or_else(|| crate::Error::UnknownCity(city.to_string()))?;
    let entries = store.deeds_after(&city, after, PAGE).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &entries))
}
