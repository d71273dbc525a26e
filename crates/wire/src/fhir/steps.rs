//! Steps: an `Observation` whose value is the count of a civil day.
//!
//! | code | when | unit |
//! |---|---|---|
//! | LOINC 41950-7, steps in 24 hours | the day, a time within it, or a period that is the day so far | `/d` |
//! | LOINC 55423-8, steps of a pedometer | the day, or a period that is the day so far | `1` or none but an annotation |
//!
//! Readings of parts of a day are refused: they would have to be added up, and who sends them again
//! would add them twice.

use super::Read;
use super::coding::{Coding, STEP_SOURCE};
use super::issue::{Code, Issue};
use super::observation::Measured;
use super::quantity::Quantity;
use super::resource::{Resource, Target};
use super::when::{Effective, When};
use crate::civil;
use crate::echo::clip_to;
use chrono::NaiveDate;
use domain::event::{Modality, Payload, SourceKind, StepSource, Steps};

/// What the code says of the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// In 24 hours.
    PerDay,
    /// In the time given.
    SoFar,
}

pub(super) fn read(resource: &Resource<'_, '_>, of: Measured, counted: Counted) -> Result<Read, Issue> {
    let node = resource.node;
    let quantity = Quantity::exact(&node.need("valueQuantity")?)?;
    match (counted, quantity.bare().as_str()) {
        (Counted::PerDay, "/d" | "1/d") | (Counted::SoFar, "" | "1") => {}
        (Counted::PerDay, _) => return Err(quantity.strange("steps of a day (41950-7) have the unit `/d`")),
        (Counted::SoFar, _) => return Err(quantity.strange("a pedometer's steps (55423-8) have `{steps}` or `1`")),
    }
    let steps = Steps {
        date: day(resource, counted)?,
        steps: quantity.whole()?,
        source: source(resource)?,
        version: of.identity.revision(),
        // Every Observation that is taken in says `final`, or was corrected since: those of a day that is still
        // walked too. So a status does not say that a day is whole.
        complete: false,
    };
    let payload = of.standing.payload(&node.place, Payload::Steps(steps))?;
    Ok(Read::event(of.identity.event(&of.resident, of.identity.time(), "", payload)))
}

fn day(resource: &Resource<'_, '_>, counted: Counted) -> Result<NaiveDate, Issue> {
    let zone = resource.arrival.zone;
    match Effective::read(resource.node, "effective")? {
        Effective::Once(When::Day(date)) => Ok(date),
        Effective::Once(at) if counted == Counted::PerDay => Ok(at.day(zone)),
        Effective::Once(_) => Err(resource.node.wrong(
            Code::Value,
            "a time does not say since when steps were counted: send `effectiveDateTime` as a day, or `effectivePeriod`",
        )),
        Effective::Period { start, end, node } => {
            civil::day_so_far(start.instant(zone), end.end(zone), zone).ok_or_else(|| {
                let text = "the period is not a day from its beginning: steps are a day's sum so far, in the city's time";
                node.wrong(Code::Value, text)
            })
        }
    }
}

/// What counted, and who vouches for it: a device that is named, or else the person. `method` says
/// which kind of thing it was; a device of no known kind is a tracker, what has none was written down.
fn source(resource: &Resource<'_, '_>) -> Result<StepSource, Issue> {
    let node = resource.node;
    let method = node.child("method").map(|method| kind(&method)).transpose()?.flatten();
    if let Some(reference) = node.child("device") {
        let (id, own) = match resource.follow(&reference)? {
            Target::Here(device) => {
                let own = device.child("type").map(|kind_of| kind(&kind_of)).transpose()?.flatten();
                let identifiers = device.list("identifier")?;
                let identifier = match identifiers.first() {
                    Some(first) => first.text("value")?,
                    None => None,
                };
                let id = identifier.or(device.text("serialNumber")?).or(device.text("id")?);
                let Some(id) = id else {
                    return Err(device.wrong(Code::Required, "the device has no `identifier`, `serialNumber` or `id`"));
                };
                (id, own)
            }
            Target::Elsewhere(_, id) | Target::Named(id) | Target::Shown(id) => (id, None),
        };
        let kind = method.or(own).unwrap_or(SourceKind::Tracker);
        return Ok(StepSource { id: clip_to(id, 100), kind, modality: modality(kind) });
    }
    let performers = node.list("performer")?;
    let id = match performers.first() {
        Some(performer) => match resource.follow(performer)? {
            Target::Elsewhere(kind, id) => format!("{kind}/{id}"),
            Target::Here(found) => {
                let (kind, id) = (found.text("resourceType")?, found.text("id")?);
                format!("{}/{}", kind.unwrap_or("performer"), id.unwrap_or("named"))
            }
            Target::Named(id) | Target::Shown(id) => id.to_owned(),
        },
        None => "fhir".to_owned(),
    };
    let kind = method.unwrap_or(SourceKind::Paper);
    Ok(StepSource { id: clip_to(&id, 100), kind, modality: Modality::SelfReported })
}

/// A sheet is a person's word, also where a device is named.
fn modality(kind: SourceKind) -> Modality {
    match kind {
        SourceKind::Paper => Modality::SelfReported,
        SourceKind::Phone | SourceKind::Tracker | SourceKind::PedometerReader => Modality::Sensed,
    }
}

/// The kind of source that a concept names in our code system.
fn kind(concept: &super::node::Node<'_>) -> Result<Option<SourceKind>, Issue> {
    let codings = Coding::all(concept)?;
    let Some(code) = codings.iter().find_map(|coding| coding.of(STEP_SOURCE)) else { return Ok(None) };
    match code {
        "phone" => Ok(Some(SourceKind::Phone)),
        "tracker" => Ok(Some(SourceKind::Tracker)),
        "pedometer_reader" => Ok(Some(SourceKind::PedometerReader)),
        "paper" => Ok(Some(SourceKind::Paper)),
        other => Err(concept.wrong(
            Code::CodeInvalid,
            format!("`{}` is no kind of source: `phone`, `tracker`, `pedometer_reader`, `paper`", clip_to(other, 40)),
        )),
    }
}
