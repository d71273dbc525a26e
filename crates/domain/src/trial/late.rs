use super::Closed;
use crate::event::{Event, Payload};
use crate::pack::Campaign;
use crate::time::{Day, Zone};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

/// The time that an event is about, where an outcome may look at it: its first instant, and the first after it. What takes
/// a record back is about the record's.
pub fn about(event: &Event, zone: Zone) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let day = |day: Day| Some((zone.instant(day, NaiveTime::MIN), zone.end_of(day)));
    let instant = |at: DateTime<Utc>| Some((at, at + TimeDelta::milliseconds(1)));
    let of = |payload: &Payload| match payload {
        Payload::Steps(data) => day(Day::from_date(data.date)),
        Payload::Visit(data) => day(Day::from_date(data.date)),
        Payload::Notebook(data) => instant(data.at),
        Payload::Reply(_) => instant(event.time),
        _ => None,
    };
    match &event.payload {
        Payload::Withdrawn(data) => of(&data.record().ok()?),
        payload => of(payload),
    }
}

/// Whether rows about a day may be closed already: none closes before the second day after its window.
pub fn may_be_closed(day: Day, today: Day) -> bool {
    today.since(day) >= 2
}

/// What a look after closing changes: the outcome stays, and how often later data said something else is counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Relook {
    /// How often a look found something else than the one before it.
    pub revised: u32,
    /// What the last of those found.
    pub latest: Option<f64>,
}

impl Relook {
    /// A look at a row, by what it was closed with and what looks since then found. Where consent is gone since, or what
    /// counted is no longer kept, the look finds nothing out.
    pub fn at(outcome: Option<f64>, before: Self, now: &Closed) -> Self {
        use super::Missing::{NoConsent, NotClosed, NotKept};
        let known = if before.revised == 0 { outcome } else { before.latest };
        match now.value {
            Err(NoConsent | NotClosed | NotKept) => before,
            value if value.ok() == known => before,
            value => Self { revised: before.revised.saturating_add(1), latest: value.ok() },
        }
    }
}

impl Campaign {
    /// Whether any of its decision points is randomised.
    pub fn is_randomised(&self) -> bool {
        self.decision_points.values().any(|point| point.probability.is_some())
    }
}
