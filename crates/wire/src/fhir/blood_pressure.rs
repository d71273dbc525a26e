//! Blood pressure: an `Observation` with two components that becomes an entry of the notebook.

use super::Read;
use super::coding::{Coding, JP_VITAL, LOINC};
use super::issue::{Code, Issue};
use super::observation::Measured;
use super::quantity::Quantity;
use super::resource::Resource;
use super::when::Effective;
use domain::event::{EntryKind, NotebookEntry, Payload};

pub(super) fn read(resource: &Resource<'_, '_>, of: Measured) -> Result<Read, Issue> {
    let node = resource.node;
    let (mut systolic, mut diastolic) = (None, None);
    for component in node.list("component")? {
        let codings = Coding::all(&component.need("code")?)?;
        let slot = codings.iter().find_map(|coding| match (coding.system?, coding.code) {
            (LOINC, "8480-6") | (JP_VITAL, "31001848") => Some(Side::Systolic),
            (LOINC, "8462-4") | (JP_VITAL, "31001849") => Some(Side::Diastolic),
            _ => None,
        });
        // Others, such as the mean pressure, say nothing that the notebook has a place for.
        let Some(side) = slot else { continue };
        component.refuse("dataAbsentReason", "there is no value to store")?;
        let value = Quantity::exact(&component.need("valueQuantity")?)?.mmhg()?;
        let place = match side {
            Side::Systolic => &mut systolic,
            Side::Diastolic => &mut diastolic,
        };
        if place.replace(value).is_some() {
            return Err(component.wrong(Code::BusinessRule, "this pressure comes twice; send each reading on its own"));
        }
    }
    let missing = |what: &str| node.wrong(Code::Required, format!("there is no component for the {what} pressure"));
    let systolic = systolic.ok_or_else(|| missing("systolic (LOINC 8480-6, MEDIS 31001848)"))?;
    let diastolic = diastolic.ok_or_else(|| missing("diastolic (LOINC 8462-4, MEDIS 31001849)"))?;
    let at = Effective::read(node, "effective")?.start().instant(resource.arrival.zone);
    let entry = NotebookEntry {
        kind: EntryKind::BloodPressure,
        at,
        weight_kg: None,
        systolic_mmhg: Some(systolic),
        diastolic_mmhg: Some(diastolic),
        hours: None,
        score: None,
        text: None,
    };
    let payload = of.standing.payload(&node.place, Payload::Notebook(entry))?;
    Ok(Read::event(of.identity.event(&of.resident, at, "", payload)))
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Systolic,
    Diastolic,
}
