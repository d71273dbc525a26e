//! `POST /v1/{city}/openmhealth`: step counts as Open mHealth data points, one or a list.

use super::answer::{Answer, Refused, json};
use super::request::{Incoming, city};
use super::{inlet, zone};
use crate::spin::now;
use http::StatusCode;
use wire::{Problem, openmhealth};

pub(super) async fn post(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("ingest_token").await?;
    let city = city(code)?;
    let body = request.read(openmhealth::MAX_BODY).await?;
    let zone = zone::zone(&city).await?;
    let received = openmhealth::parse(&request.wire_headers(), &body, zone)
        .map_err(|error| Refused::problem(Problem::from(error)))?;
    Ok(json(StatusCode::OK, &inlet::take(&city, received, now()).await?))
}
