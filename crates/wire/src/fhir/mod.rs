//! FHIR R4 (4.0.1) health records: one resource, or a Bundle of them.
//!
//! | resource | becomes | file |
//! |---|---|---|
//! | Observation: steps | `ayumi.steps.recorded.v1` | `steps.rs` |
//! | Observation: body weight, blood pressure | `ayumi.notebook.entry.v1` | `weight.rs`, `blood_pressure.rs` |
//! | Observation: item of the specific checkup | `ayumi.checkup.recorded.v1` | `checkup.rs` |
//! | RiskAssessment | `ayumi.forecast.issued.v1` | `risk_assessment.rs` |
//! | Goal | `ayumi.goal.set.v1` | `goal.rs` |
//! | QuestionnaireResponse | `ayumi.checkup.recorded.v1`, `ayumi.notebook.entry.v1` | `questionnaire_response.rs` |
//! | Consent | `ayumi.consent.given.v1`, `ayumi.consent.withdrawn.v1` | `consent.rs` |
//!
//! ```json
//! {"resourceType": "Observation", "status": "final",
//!  "code": {"coding": [{"system": "http://loinc.org", "code": "41950-7"}]},
//!  "subject": {"reference": "Patient/p-0001"}, "effectiveDateTime": "2026-11-21",
//!  "valueQuantity": {"value": 7321, "system": "http://unitsofmeasure.org", "code": "/d"}}
//! ```
//!
//! Each entry is taken or refused on its own, also those of a transaction: this door is no FHIR server.
//! Elements that nothing here depends on are passed over; a modifier extension refuses its resource.
//! Nothing is guessed: codes count with their systems, and units by their UCUM codes.
//!
//! A test's forecast and a day's checkup replace what was known of that test and day, so that all
//! resources of a Bundle that tell of one become one event ([`group`]).
//!
//! Source: hl7.org/fhir/R4, the pages of these resources; JP Core 1.2.0 for MEDIS codes.

mod blood_pressure;
mod bundle;
mod checkup;
mod coding;
mod condition;
mod consent;
mod goal;
mod group;
mod identity;
mod issue;
mod node;
mod observation;
mod outcome;
mod quantity;
mod questionnaire_response;
mod resource;
mod risk_assessment;
mod shelf;
mod standing;
mod steps;
mod weight;
mod when;
mod write;

pub use crate::document::{MAX_BODY, Unreadable};
pub use issue::{Code, Issue, Severity};
pub use outcome::{CONTENT_TYPE, Outcome};
pub use write::{Taken, bundle};

use crate::document::{self, Media};
use crate::{Headers, Received};
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::{CheckupItem, Event, Forecast};
use domain::{ResidentId, Zone};
use standing::Standing;

/// The most entries of a Bundle.
pub const MAX_ENTRIES: usize = 1_000;

const MEDIA: Media = Media {
    types: &["application/fhir+json", "application/json"],
    parameters: &[("fhirversion", "4.0")],
    expected: "`application/fhir+json` or `application/json`",
};

/// Where and when a request arrived: days are civil days of the city, and what does not say when it
/// was said is said now.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// The city's zone.
    pub zone: Zone,
    /// The time of day.
    pub now: DateTime<Utc>,
}

/// What a request brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// Its resources, in their order.
    pub entries: Vec<Entry>,
    /// The events that they are.
    pub events: Vec<Made>,
}

/// A resource and what is to be said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its path: `Observation`, or `Bundle.entry[2].resource`.
    pub place: String,
    /// What is wrong or odd about it.
    pub issues: Vec<Issue>,
}

/// An event and the resources that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The event. [`Event::check`] is still to be done, since it needs the time of day.
    pub event: Event,
    /// The places of its resources among the entries, from 0, rising.
    pub entries: Vec<usize>,
}

/// Reads the resources of a request.
///
/// # Errors
/// What makes the request unreadable as a whole. A resource that cannot be taken is no error: its
/// entry says why.
pub fn parse(headers: &Headers<'_>, body: &[u8], arrival: Arrival) -> Result<Brought, Unreadable> {
    let document = document::read(headers, body, &MEDIA)?;
    bundle::read(&document, arrival)
}

impl Brought {
    /// The events for the inlet, `index` being the place among [`Brought::events`].
    pub fn received(&self) -> Vec<Received> {
        let received = |(index, made): (usize, &Made)| Received {
            index,
            id: Some(made.event.id.chars().take(100).collect()),
            event: Ok(made.event.clone()),
        };
        self.events.iter().enumerate().map(received).collect()
    }
}

/// What one resource is.
#[derive(Debug, Default)]
struct Read {
    parts: Vec<Part>,
    issues: Vec<Issue>,
}

/// A part of what a resource says.
#[derive(Debug)]
enum Part {
    /// An event of its own.
    Event(Box<Event>),
    /// One item of a checkup.
    Finding(Finding),
    /// Predictions from a test.
    Foreseen(Foreseen),
}

/// One item of a person's checkup.
#[derive(Debug)]
struct Finding {
    resident: ResidentId,
    date: NaiveDate,
    standing: Standing,
    item: CheckupItem,
    said: Option<DateTime<Utc>>,
}

/// What was foreseen for a person from one test.
#[derive(Debug)]
struct Foreseen {
    resident: ResidentId,
    standing: Standing,
    forecast: Forecast,
    said: Option<DateTime<Utc>>,
}

impl Read {
    fn event(event: Event) -> Self {
        Self::part(Part::Event(Box::new(event)))
    }

    fn part(part: Part) -> Self {
        Self { parts: vec![part], issues: Vec::new() }
    }
}
