//! `GET /v1/{city}/residents/{id}/why`: what happened to a resident and what was decided.

use super::answer::{Answer, Refused, json};
use super::request::{Incoming, city};
use crate::office::looked;
use crate::spin::{connect, now};
use crate::store::{Deed, MACHINE};
use crate::why::why as story;
use domain::ResidentId;
use http::StatusCode;
use wire::Problem;
use wire::problem::Kind;

pub(super) async fn why(request: &Incoming, code: &str, id: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let resident = resident(id)?;
    let sql = connect().await?;
    let story = story(&sql, &city, &resident, now()).await?;
    let deed = Deed::new(MACHINE, "resident_seen", resident.as_str());
    looked(&sql, &city, &deed.with(serde_json::json!({ "page": "why" })), now()).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &story))
}

/// The resident of a path.
pub(super) fn resident(id: &str) -> Result<ResidentId, Refused> {
    id.parse()
        .map_err(|error: domain::id::IdError| Refused::problem(Problem::new(Kind::NotFound).detail(error.to_string())))
}
