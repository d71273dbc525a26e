//! Body weight: an `Observation` that becomes an entry of the notebook.

use super::Read;
use super::issue::Issue;
use super::observation::Measured;
use super::quantity::Quantity;
use super::resource::Resource;
use super::when::Effective;
use domain::event::{EntryKind, NotebookEntry, Payload};

pub(super) fn read(resource: &Resource<'_, '_>, of: Measured) -> Result<Read, Issue> {
    let node = resource.node;
    let quantity = Quantity::exact(&node.need("valueQuantity")?)?;
    let at = Effective::read(node, "effective")?.start().instant(resource.arrival.zone);
    let entry = NotebookEntry {
        kind: EntryKind::Weight,
        at,
        weight_kg: Some(quantity.kilograms()?),
        systolic_mmhg: None,
        diastolic_mmhg: None,
        hours: None,
        score: None,
        text: None,
    };
    let payload = of.standing.payload(&node.place, Payload::Notebook(entry))?;
    Ok(Read::event(of.identity.event(&of.resident, at, "", payload)))
}
