//! From a document to its resources, and from each of them to what it says.

use super::issue::{Code, Issue};
use super::node::{Node, step};
use super::resource::Resource;
use super::shelf::Shelf;
use super::{
    Arrival, Brought, Entry, MAX_ENTRIES, Read, Unreadable, consent, goal, group, observation, questionnaire_response,
    risk_assessment,
};
use crate::echo::clip_to;
use serde_json::Value;

/// The types of Bundle whose entries are taken.
const TYPES: [&str; 3] = ["batch", "transaction", "collection"];

/// The resources that are there for others to refer to.
const REFERRED: [&str; 6] = ["Patient", "Device", "Practitioner", "PractitionerRole", "Organization", "RelatedPerson"];

/// Reads a document that is a resource.
pub(super) fn read(document: &Value, arrival: Arrival) -> Result<Brought, Unreadable> {
    let shape = "the body is no FHIR resource: an object with `resourceType`";
    let kind = document.get("resourceType").and_then(Value::as_str).ok_or(Unreadable::Shape(shape))?;
    if kind != "Bundle" {
        let shelf = Shelf::default();
        let node = Node::new(document, step(kind));
        let resource = Resource { node: &node, full_url: None, shelf: &shelf, arrival };
        return Ok(group::events(vec![(node.place.clone(), one(&resource, Alone::Alone))], arrival));
    }
    let bundle = Node::new(document, "Bundle");
    let entries = match entries(&bundle) {
        Ok(entries) => entries,
        Err(issue) => {
            let entries = vec![Entry { place: bundle.place, issues: vec![issue] }];
            return Ok(Brought { entries, events: Vec::new() });
        }
    };
    if entries.len() > MAX_ENTRIES {
        return Err(Unreadable::TooMany { found: entries.len(), most: MAX_ENTRIES, what: "entries" });
    }
    let mut shelf = Shelf::default();
    for entry in &entries {
        if let Some(resource) = entry.value.get("resource") {
            shelf.put(full_url(entry), resource);
        }
    }
    let read = |entry: &Node<'_>| {
        let place = format!("{}.resource", entry.place);
        (place, entry_of(entry, &shelf, arrival))
    };
    Ok(group::events(entries.iter().map(read).collect(), arrival))
}

fn entries<'a>(bundle: &Node<'a>) -> Result<Vec<Node<'a>>, Issue> {
    bundle.refuse("implicitRules", "no rules beside FHIR R4 are known")?;
    let kind = bundle.need_text("type")?;
    if !TYPES.contains(&kind) {
        let text = format!(
            "a Bundle of the type `{}` is not taken; `batch`, `transaction`, `collection` are",
            clip_to(kind, 40)
        );
        return Err(Issue::error(Code::NotSupported, "Bundle.type", text));
    }
    bundle.list("entry")
}

fn full_url<'a>(entry: &Node<'a>) -> Option<&'a str> {
    entry.value.get("fullUrl").and_then(Value::as_str)
}

fn entry_of(entry: &Node<'_>, shelf: &Shelf<'_>, arrival: Arrival) -> Result<Read, Issue> {
    if let Some(request) = entry.child("request") {
        match request.text("method")? {
            Some("POST" | "PUT") | None => {}
            Some(other) => {
                let text = format!(
                    "`{}` is not done here; `POST` and `PUT` are, and `entered-in-error` takes back",
                    clip_to(other, 20)
                );
                return Err(Issue::error(Code::NotSupported, &format!("{}.method", request.place), text));
            }
        }
    }
    let node = entry.need("resource")?;
    one(&Resource { node: &node, full_url: full_url(entry), shelf, arrival }, Alone::InBundle)
}

/// Whether a resource has others beside it, which may refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    Alone,
    InBundle,
}

fn one(resource: &Resource<'_, '_>, alone: Alone) -> Result<Read, Issue> {
    let node = resource.node;
    let kind = node.need_text("resourceType")?;
    if alone == Alone::InBundle && REFERRED.contains(&kind) {
        let issue =
            Issue::information(&node.place, format!("the `{kind}` was read for what refers to it, and is not kept"));
        return Ok(Read { parts: Vec::new(), issues: vec![issue] });
    }
    node.refuse_modifiers()?;
    match kind {
        "Observation" => observation::read(resource),
        "RiskAssessment" => risk_assessment::read(resource),
        "Goal" => goal::read(resource),
        "QuestionnaireResponse" => questionnaire_response::read(resource),
        "Consent" => consent::read(resource),
        other => {
            let text = format!(
                "`{}` is not taken; Observation, RiskAssessment, Goal, QuestionnaireResponse and Consent are, alone or in a \
                 Bundle",
                clip_to(other, 60)
            );
            Err(node.wrong(Code::NotSupported, text))
        }
    }
}
