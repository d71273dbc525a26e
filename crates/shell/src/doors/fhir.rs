//! `POST /v1/{city}/fhir`: health records in FHIR R4, one resource or a Bundle. What is said of
//! resources is an `OperationOutcome`; who asks, for which city and for how much is answered as at
//! every other door.

use super::answer::{Answer, Refused, document};
use super::request::{Incoming, city};
use super::{inlet, zone};
use crate::spin::now;
use http::StatusCode;
use wire::fhir::{self, Arrival, Outcome};

pub(super) async fn post(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("ingest_token").await?;
    let city = city(code)?;
    let body = request.read(fhir::MAX_BODY).await?;
    let arrival = Arrival { zone: zone::zone(&city).await?, now: now() };
    let brought = match fhir::parse(&request.wire_headers(), &body, arrival) {
        Ok(brought) => brought,
        Err(error) => return Ok(answer(&Outcome::unreadable(&error))),
    };
    let report = inlet::take(&city, brought.received(), arrival.now).await?;
    Ok(answer(&Outcome::of(brought, &report)))
}

fn answer(outcome: &Outcome) -> Answer {
    let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    document(status, fhir::CONTENT_TYPE, &outcome.to_json())
}
