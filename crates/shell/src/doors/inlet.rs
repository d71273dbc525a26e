//! What every door that takes events does with what it has read: check, hand over, report.

use super::answer::Refused;
use super::kept::cache;
use crate::handle::handle;
use crate::spin::connect;
use chrono::{DateTime, Utc};
use domain::{CityCode, Event};
use std::rc::Rc;
use wire::{Received, Rejected, Report};

/// Takes in what can be taken, in one transaction, and says what became of each.
pub(super) async fn take(city: &CityCode, received: Vec<Received>, now: DateTime<Utc>) -> Result<Report, Refused> {
    let mut report = Report::default();
    let mut events: Vec<Rc<Event>> = Vec::with_capacity(received.len());
    for one in received {
        match one.event.and_then(|event| event.check(now).map(|()| event)) {
            Ok(event) => events.push(Rc::new(event)),
            Err(refusal) => {
                report.rejected.push(Rejected { index: one.index, id: one.id, reason: refusal.to_string() })
            }
        }
    }
    let sql = connect().await?;
    let handled = handle(&sql, &cache(), city, &events, now).await?;
    sql.keep();
    report.accepted = handled.accepted;
    report.duplicates = handled.duplicates;
    Ok(report)
}
