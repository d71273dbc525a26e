//! `POST /v1/{city}/events`: CloudEvents, one or many.

use super::answer::{Answer, Refused, json};
use super::request::{Incoming, city};
use crate::handle::handle;
use crate::spin::{connect, now};
use domain::Event;
use http::StatusCode;
use std::cell::RefCell;
use std::rc::Rc;
use wire::Problem;
use wire::cloudevents::{self, Rejected, Report};

thread_local! {
    /// Compiled rules, kept as long as the host keeps the instance.
    pub(super) static CACHE: RefCell<Rc<crate::Cache>> = RefCell::default();
}

pub(super) fn cache() -> Rc<crate::Cache> {
    CACHE.with_borrow(Rc::clone)
}

pub(super) async fn post(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("ingest_token").await?;
    let city = city(code)?;
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
