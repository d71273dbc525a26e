//! Rows as tests have them.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use chrono::{DateTime, Utc};
use domain::event::Sex;
use domain::pack::{Outcome, Proximal, Transform};
use domain::{Day, Reason};

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A row that was drawn to send, delivered and answered, and closed.
pub(crate) fn row() -> Row {
    Row {
        person: Person("p-1".into()),
        campaign: "step_goal".into(),
        point: "evening".into(),
        number: 3,
        day: Day(20_777),
        due: at("2026-11-20T08:30:00Z"),
        decided: at("2026-11-20T08:30:04Z"),
        version: "9f2c".into(),
        experiment: "77aa".into(),
        unavailable: None,
        hides: false,
        probability: Some(0.6),
        drawn: Some(Drawn { sends: true, number: 0.25 }),
        arm: None,
        cluster: None,
        message: Some("almost_there".into()),
        message_id: None,
        sensitive: false,
        known: Known { before_sum: 31_263, before_days: 6, days_in: 12, age_band: Some(70), sex: Some(Sex::Female) },
        delivery: Some(Delivery {
            state: DeliveryState::Accepted,
            accepted_at: Some(at("2026-11-20T08:31:00Z")),
            delivered_at: None,
        }),
        replied_at: Some(at("2026-11-20T09:00:00Z")),
        stopped_at: None,
        outcome: Measured {
            stated: Some(Outcome { proximal: Proximal::StepsSameDay, cap: None, transform: Transform::None }),
            start: at("2026-11-19T15:00:00Z"),
            end: at("2026-11-20T15:00:00Z"),
            value: Ok(6500.0),
            source: Some(Source::Tracker),
            watermark: Some(at("2026-11-27T15:01:00Z")),
            revised: 0,
            latest: None,
            doubted: false,
        },
        deviation: None,
    }
}

/// The next day's, on which the same person could not be helped and no steps arrived.
pub(crate) fn unavailable() -> Row {
    let row = row();
    Row {
        number: 4,
        day: row.day.plus(1),
        unavailable: Some(Reason::NotAvailable),
        drawn: None,
        message: None,
        delivery: None,
        replied_at: None,
        known: Known { before_sum: 0, before_days: 0, days_in: 13, age_band: None, sex: None },
        outcome: Measured { value: Err(Missing::NoData), source: None, ..row.outcome.clone() },
        ..row
    }
}
