//! `POST /v1/{city}/events`: CloudEvents, one or many.

use super::answer::{Answer, Refused, json};
use super::inlet;
use super::request::{Incoming, city};
use crate::spin::now;
use http::StatusCode;
use wire::{Problem, cloudevents};

pub(super) async fn post(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("ingest_token").await?;
    let city = city(code)?;
    let body = request.read(cloudevents::MAX_BODY).await?;
    let received =
        cloudevents::parse(&request.wire_headers(), &body).map_err(|error| Refused::problem(Problem::from(error)))?;
    Ok(json(StatusCode::OK, &inlet::take(&city, received, now()).await?))
}
