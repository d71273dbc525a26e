//! One resource on its way to becoming events, with all that is known around it.

use super::Arrival;
use super::coding::RESIDENT;
use super::issue::{Code, Issue};
use super::node::Node;
use super::shelf::Shelf;
use crate::echo::clip_to;
use domain::ResidentId;
use serde_json::Value;

/// A resource, its Bundle and its arrival.
#[derive(Clone, Copy)]
pub(super) struct Resource<'a, 'n> {
    pub(super) node: &'n Node<'a>,
    /// The name of its entry in the Bundle.
    pub(super) full_url: Option<&'a str>,
    pub(super) shelf: &'n Shelf<'a>,
    pub(super) arrival: Arrival,
}

/// What a reference leads to.
pub(super) enum Target<'a> {
    /// A resource within the resource or within the Bundle.
    Here(Node<'a>),
    /// One elsewhere, by its type and id.
    Elsewhere(&'a str, &'a str),
    /// Whatever has this identifier.
    Named(&'a str),
    /// Something with a name for people only.
    Shown(&'a str),
}

impl<'a> Resource<'a, '_> {
    /// The resident that an element refers to.
    pub(super) fn resident(&self, element: &str) -> Result<ResidentId, Issue> {
        let reference = self.node.need(element)?;
        if let Some(kind) = reference.text("type")?.filter(|kind| *kind != "Patient") {
            let text = format!("`{element}` is a `{}`; it refers to a `Patient`", clip_to(kind, 40));
            return Err(reference.wrong(Code::NotSupported, text));
        }
        let id = match self.follow(&reference)? {
            Target::Here(patient) => patient_id(&patient)?,
            Target::Elsewhere("Patient", id) => id,
            Target::Named(_) => resident_number(&reference.need("identifier")?, &reference)?,
            Target::Elsewhere(kind, _) => {
                let text = format!("`{element}` is a `{}`; it refers to a `Patient`", clip_to(kind, 40));
                return Err(reference.wrong(Code::NotSupported, text));
            }
            Target::Shown(_) => {
                let text = format!("`{element}` has neither `reference` nor `identifier`: whose is it");
                return Err(reference.wrong(Code::Required, text));
            }
        };
        id.parse().map_err(|error: domain::id::IdError| reference.wrong(Code::Value, error.to_string()))
    }

    /// Follows a reference.
    pub(super) fn follow(&self, reference: &Node<'a>) -> Result<Target<'a>, Issue> {
        if let Some(text) = reference.text("reference")? {
            return self.lead(reference, text);
        }
        if let Some(identifier) = reference.child("identifier") {
            return Ok(Target::Named(identifier.need_text("value")?));
        }
        let display = reference.text("display")?;
        display.map(Target::Shown).ok_or_else(|| reference.wrong(Code::Required, "`reference` is missing"))
    }

    fn lead(&self, reference: &Node<'a>, text: &'a str) -> Result<Target<'a>, Issue> {
        let nowhere = |what: &str| {
            let text = format!("`{}` leads nowhere: {what}", clip_to(text, 100));
            reference.wrong(Code::NotFound, text)
        };
        if let Some(id) = text.strip_prefix('#') {
            let contained = self.node.list("contained")?;
            let found = contained.into_iter().find(|one| one.value.get("id").and_then(Value::as_str) == Some(id));
            return found.map(Target::Here).ok_or_else(|| nowhere("`contained` has no such resource"));
        }
        // A version of a resource is still that resource.
        let bare = text.split_once("/_history/").map_or(text, |(bare, _)| bare);
        if let Some(found) = self.shelf.get(bare) {
            return Ok(Target::Here(Node::new(found, reference.place.clone())));
        }
        if bare.starts_with("urn:") {
            return Err(nowhere("the Bundle has no entry, or more than one, with this `fullUrl`"));
        }
        let mut parts = bare.rsplit('/');
        match (parts.next(), parts.next()) {
            (Some(id), Some(kind)) if !id.is_empty() && kind.starts_with(|c: char| c.is_ascii_uppercase()) => {
                Ok(Target::Elsewhere(kind, id))
            }
            _ => Err(nowhere("write it as `Patient/p-0001`")),
        }
    }
}

/// The value of an identifier of our own system, or of none: a number means something only together with
/// its system, as codes do, and another's number may be somebody else's here.
fn resident_number<'a>(identifier: &Node<'a>, of: &Node<'a>) -> Result<&'a str, Issue> {
    match identifier.text("system")?.filter(|system| *system != RESIDENT) {
        None => identifier.need_text("value"),
        Some(other) => {
            let text = format!(
                "the `identifier` is of `{}`, another's number: a resident's id has the system `{RESIDENT}`, or none",
                clip_to(other, 100)
            );
            Err(of.wrong(Code::CodeInvalid, text))
        }
    }
}

/// A patient's id with the city: the identifier of our own system, else the resource's id, else the
/// only identifier, if nobody else gave it.
fn patient_id<'a>(patient: &Node<'a>) -> Result<&'a str, Issue> {
    if patient.text("resourceType")? != Some("Patient") {
        return Err(patient.wrong(Code::NotSupported, "the reference leads to something that is no `Patient`"));
    }
    let identifiers = patient.list("identifier")?;
    for identifier in &identifiers {
        if identifier.text("system")? == Some(RESIDENT) {
            return identifier.need_text("value");
        }
    }
    match (patient.text("id")?, identifiers.as_slice()) {
        (Some(id), _) => Ok(id),
        (None, [only]) => resident_number(only, patient),
        (None, _) => {
            let text = format!("the `Patient` has no `id`, and no `identifier` with the system `{RESIDENT}`");
            Err(patient.wrong(Code::Required, text))
        }
    }
}
