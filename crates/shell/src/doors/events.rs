//! `POST /v1/{city}/events`: CloudEvents, one or many.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::request::{Incoming, city};
use crate::handle::handle;
use crate::spin::{connect, now};
use domain::Event;
use http::StatusCode;
use std::rc::Rc;
use wire::Problem;
use wire::cloudevents::{self, Rejected, Report};

pub(super) async fn post(request: Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("ingest_token").await?;
    let city = city(code)?;
    let request = request.read(cloudevents::MAX_BODY).await?;
    let now = now();
    let received = cloudevents::parse(&request.wire_headers(), &request.body)
        .map_err(|error| Refused::problem(Problem::from(error)))?;
    let mut report = Report::default();
    let mut events: Vec<Rc<Event>> = Vec::with_capacity(received.len());
    for one in received {
        let checked = one.event.and_then(|event| event.check(now).map(|()| event));
        match checked {
            Ok(event) => events.push(Rc::new(event)),
            Err(refusal) => {
                report.rejected.push(Rejected { index: one.index, id: one.id, reason: refusal.to_string() })
            }
        }
    }
    let sql = connect().await?;
    let handled = handle(&sql, &cache(), &city, &events, now).await?;
    sql.keep();
    report.accepted = handled.accepted;
    report.duplicates = handled.duplicates;
    Ok(json(StatusCode::OK, &report))
}
