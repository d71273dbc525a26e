//! Taking one's records along. A browser that was let in once gets what can be seen on these pages; forecasts, checkups,
//! guidance, and answers to messages, which may tell of them, only with the year of birth, asked anew.

use super::{csv, page};
use crate::form::Form;
use crate::resident::Shown;
use crate::resident::failure::Failure;
use crate::resident::own::Own;
use domain::resident::standing;
use domain::{Event, Payload};
use shell::doors::cache;
use shell::resident::{Opened, Place, open};
use wire::fhir::{Taken, bundle};

/// The most events that are taken along, the latest.
pub(super) const MOST: i64 = 20_000;

/// How much is taken along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What is not sensitive.
    Plain,
    /// Everything.
    Whole,
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A Bundle of FHIR R4.
    Json,
    /// A table.
    Csv,
}

pub(super) async fn json(own: &Own<'_>, extent: Extent) -> Shown {
    own.by_themselves()?;
    let events = events(own, extent).await?;
    let stands = standing(&events);
    let zone = own.here.ruleset.city.zone;
    let taken = Taken { resident: &own.resident, events: &stands, zone, now: own.here.now };
    Ok(own.here.file(&name(own, "json"), "application/fhir+json", bundle(&taken).to_string()))
}

pub(super) async fn csv(own: &Own<'_>, extent: Extent) -> Shown {
    own.by_themselves()?;
    let events = events(own, extent).await?;
    Ok(own.here.file(&name(own, "csv"), "text/csv; charset=utf-8", csv::table(own.words(), &events)))
}

/// Everything, for who knows the year. Wrong ones are counted with those at the door.
pub(super) async fn with_year(own: &Own<'_>, form: &Form, kind: Kind) -> Shown {
    own.by_themselves()?;
    let cache = cache();
    let place = Place { sql: &own.here.sql, cache: &cache, city: &own.here.city };
    let year = form.get("year").parse().unwrap_or_default();
    match open(&place, &own.resident, year, None, own.here.now).await? {
        Opened::Yes if kind == Kind::Json => json(own, Extent::Whole).await,
        Opened::Yes => csv(own, Extent::Whole).await,
        Opened::No | Opened::Void => page(own, Some("enter-wrong")).await,
        Opened::Locked(seconds) => Err(Failure::Locked(seconds)),
    }
}

async fn events(own: &Own<'_>, extent: Extent) -> Result<Vec<Event>, Failure> {
    let mut events = own.here.store().events_about(&own.here.city, &own.resident, MOST).await?;
    if extent == Extent::Plain {
        // The enrolment has the year of birth, by which the rest is asked for.
        let is_left_out = |payload: &Payload| matches!(payload, Payload::Reply(_) | Payload::Enrolled(_));
        events.retain(|event| !event.payload.is_sensitive() && !is_left_out(&event.payload));
    }
    Ok(events)
}

fn name(own: &Own<'_>, kind: &str) -> String {
    format!("ayumi-{}-{}.{kind}", own.here.city, own.today())
}
