//! NGSI-LD: what is in the headers, and the formats of attributes.
//!
//! | format | an attribute |
//! |---|---|
//! | normalized | `{"type": "Property", "value": 7321, "observedAt": "…"}`, `{"type": "Relationship", "object": "urn:…"}` |
//! | concise | `{"value": 7321, "observedAt": "…"}`, or the bare value |
//! | keyValues (simplified) | `7321` |
//! | GeoJSON | `data` is a `FeatureCollection`; attributes are in `properties`, in one of the formats above |
//!
//! No header says which it is; each attribute shows it. An `@context` in the `Link` header, or one that is
//! given by its address, is not fetched: names are compared as [`super::entity::Name`] says. Names that a
//! body's own `@context` spells out are known by what it says.

use super::entity::{Attribute, Entity, Instance, Item, Name, Said};
use super::v2::bare;
use super::value::instant;
use super::{MAX_ENTITIES, Notification, Reading, Unreadable, json, table, tenant};
use crate::Headers;
use crate::cloudevents::is_json;
use crate::echo::clip;
use chrono::{DateTime, Utc};
use domain::event::Refusal;
use domain::pack::City;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What stands for an attribute that was deleted.
const NULL: &str = "urn:ngsi-ld:null";

/// The member that holds an attribute's value, by kind of attribute.
const VALUES: [&str; 8] = ["value", "object", "languageMap", "vocab", "json", "valueList", "objectList", "@value"];

/// Members of an entity that are no attributes.
const OWN: [&str; 9] = ["id", "@id", "type", "@type", "@context", "createdAt", "modifiedAt", "deletedAt", "scope"];

/// Reads an NGSI-LD notification by a city's table.
///
/// # Errors
/// What makes the notification unreadable as a whole. An entity that cannot be read is no error: it is
/// among the received, with its refusal.
pub fn read(headers: &Headers<'_>, body: &[u8], city: &City, now: DateTime<Utc>) -> Result<Reading, Unreadable> {
    let content_type = headers.get("content-type");
    if !content_type.is_some_and(is_json) {
        return Err(Unreadable::ContentType(content_type.map(clip)));
    }
    let Value::Object(mut body) = json(body)? else {
        return Err(Unreadable::Shape("it is not an object"));
    };
    let context = Context::default().with(body.get("@context"));
    let data = match body.remove("data") {
        Some(Value::Array(all)) => all,
        Some(Value::Object(mut one)) => match one.remove("features") {
            Some(Value::Array(features)) => features,
            Some(_) => return Err(Unreadable::Shape("`features` is a list")),
            None => vec![Value::Object(one)],
        },
        Some(_) => return Err(Unreadable::Shape("`data` is a list of entities, or a FeatureCollection")),
        None => return Err(Unreadable::Shape("there is no `data`")),
    };
    if data.len() > MAX_ENTITIES {
        return Err(Unreadable::TooMany);
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let notification = Notification {
        door: "/ngsi-ld",
        tenant_header: "NGSILD-Tenant",
        tenant: tenant(headers, "NGSILD-Tenant")?,
        paths: vec!["/".to_owned()],
        subscription: text("subscriptionId").map(str::to_owned),
        id: text("id").filter(|id| !id.is_empty()).map(str::to_owned),
        notified_at: text("notifiedAt").and_then(|at| instant(at, city.zone)),
        items: data.into_iter().map(|one| item(one, &context)).collect(),
    };
    table::apply(&notification, city, now)
}

fn item(data: Value, context: &Context) -> Item {
    let Value::Object(mut members) = data else {
        return Item::Wrong(None, Refusal::Data("an entity is an object".to_owned()));
    };
    let mut context = own(Cow::Borrowed(context), &members);
    let mut id = text(&members, ["id", "@id"]);
    if let Some("Feature") = members.get("type").and_then(Value::as_str) {
        let Some(Value::Object(properties)) = members.remove("properties") else {
            return Item::Wrong(id, Refusal::Data("a feature has its attributes in `properties`".to_owned()));
        };
        context = own(context, &properties);
        members = properties;
        id = id.or_else(|| text(&members, ["id", "@id"]));
    }
    if id.is_none() {
        return Item::Wrong(None, Refusal::Missing("id"));
    }
    let types: Vec<Name> = match members.get("type").or_else(|| members.get("@type")) {
        Some(Value::String(one)) => vec![context.name(one)],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(|one| context.name(one)).collect(),
        _ => Vec::new(),
    };
    if types.is_empty() {
        return Item::Wrong(id, Refusal::Missing("type"));
    }
    let is_deleted = members.contains_key("deletedAt");
    let attributes = members
        .into_iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .map(|(name, value)| Attribute { name: context.name(&name), instances: instances(value) })
        .collect();
    Item::Entity(Entity { id, types, attributes, is_deleted })
}

/// The context with what an entity adds to it.
fn own<'c>(context: Cow<'c, Context>, members: &Map<String, Value>) -> Cow<'c, Context> {
    match members.get("@context") {
        Some(own) => Cow::Owned(context.with(Some(own))),
        None => context,
    }
}

fn text(members: &Map<String, Value>, names: [&str; 2]) -> Option<String> {
    names.iter().find_map(|name| members.get(*name)?.as_str()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// An attribute's instances: one, or one for each `datasetId`.
fn instances(attribute: Value) -> Vec<Instance> {
    match attribute {
        Value::Array(all) if !all.is_empty() && all.iter().all(is_instance) => all.into_iter().map(instance).collect(),
        Value::Object(mut one) if one.len() == 1 && one.get("dataset").is_some_and(Value::is_object) => {
            let Some(Value::Object(datasets)) = one.remove("dataset") else { return Vec::new() };
            let of = |(name, value)| Instance { dataset: (name != "@none").then_some(name), ..instance(value) };
            datasets.into_iter().map(of).collect()
        }
        one => vec![instance(one)],
    }
}

fn is_instance(value: &Value) -> bool {
    value.as_object().is_some_and(|members| VALUES.iter().any(|name| members.contains_key(*name)))
}

fn instance(attribute: Value) -> Instance {
    let mut members = match attribute {
        Value::Object(members) if VALUES.iter().any(|name| members.contains_key(*name)) => members,
        plain => {
            let value = said(plain);
            return Instance { value, ..bare(Value::Null) };
        }
    };
    let value = VALUES.iter().find_map(|name| Some((*name, members.remove(*name)?)));
    let value = match value {
        Some(("languageMap", Value::Object(map))) => said(spoken(map)),
        Some((_, value)) => said(value),
        None => Said::Nothing,
    };
    let dataset = match members.get("datasetId") {
        Some(Value::String(name)) if name != "@none" => Some(name.clone()),
        _ => None,
    };
    // Some brokers keep NGSIv2's place for what belongs to a value.
    if let Some(Value::Object(metadata)) = members.remove("metadata") {
        for (name, one) in metadata {
            members.entry(name).or_insert(one);
        }
    }
    members.remove("type");
    Instance { value, dataset, members }
}

/// Of the languages of a text, Japanese; else the one without a name; else the first.
fn spoken(mut map: Map<String, Value>) -> Value {
    let named = ["ja", "@none"].iter().find_map(|name| map.remove(*name));
    named.or_else(|| map.into_iter().next().map(|(_, text)| text)).unwrap_or_default()
}

fn said(value: Value) -> Said {
    match value {
        Value::Null => Said::Nothing,
        Value::String(text) if text == NULL => Said::Deleted,
        other => Said::Value(other),
    }
}

/// The most terms that are kept; no table of a city has so many names.
const MOST_TERMS: usize = 1_000;

/// The terms that `@context` spells out in the body.
#[derive(Debug, Clone, Default)]
struct Context(Map<String, Value>);

impl Context {
    fn with(&self, context: Option<&Value>) -> Self {
        let mut all = self.clone();
        let parts = match context {
            Some(Value::Array(parts)) => parts.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        for (term, meaning) in parts.iter().filter_map(Value::as_object).flatten() {
            if all.0.len() >= MOST_TERMS {
                break;
            }
            if let Some(iri) = meaning.as_str().or_else(|| meaning.get("@id")?.as_str()) {
                all.0.insert(term.clone(), iri.into());
            }
        }
        all
    }

    fn name(&self, written: &str) -> Name {
        let term = |name: &str| self.0.get(name).and_then(Value::as_str);
        // A term may stand for one that has a prefix of its own: one step each, so that none goes round.
        let meaning = term(written).unwrap_or(written);
        let prefixed = meaning.split_once(':').and_then(|(prefix, rest)| Some(format!("{}{rest}", term(prefix)?)));
        let expanded = prefixed.unwrap_or_else(|| meaning.to_owned());
        Name { written: written.to_owned(), expanded: (expanded != written).then_some(expanded) }
    }
}
