//! NGSIv2: what is in the headers, and the formats of attributes.
//!
//! | `Ngsiv2-AttrsFormat` | body |
//! |---|---|
//! | `normalized` | `{"subscriptionId", "data": [{"id", "type", "steps": {"type", "value", "metadata"}}]}` |
//! | `keyValues` | `{"subscriptionId", "data": [{"id", "type", "steps": 7321}]}` |
//! | `simplifiedNormalized` | `{"id", "type", "steps": {"type", "value", "metadata"}}` |
//! | `simplifiedKeyValues` | `{"id", "type", "steps": 7321}` |
//! | `values` | `{"subscriptionId", "data": [[7321, "2026-11-21"]]}` |
//!
//! Without the header, an entity all of whose attributes are objects with `value` is normalized.

use super::entity::{Attribute, Entity, Instance, Item, Name, Said, inner};
use super::{MAX_ENTITIES, Notification, Reading, Unreadable, json, table, tenant};
use crate::Headers;
use crate::cloudevents::is_json;
use crate::echo::clip;
use chrono::{DateTime, Utc};
use domain::event::Refusal;
use domain::pack::City;
use serde_json::{Map, Value};

const FORMAT_HEADER: &str = "ngsiv2-attrsformat";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Normalized,
    KeyValues,
    Values,
    /// The sender does not say.
    Unsaid,
}

/// Reads an NGSIv2 notification by a city's table.
///
/// # Errors
/// What makes the notification unreadable as a whole. An entity that cannot be read is no error: it is
/// among the received, with its refusal.
pub fn read(headers: &Headers<'_>, body: &[u8], city: &City, now: DateTime<Utc>) -> Result<Reading, Unreadable> {
    let content_type = headers.get("content-type");
    if !content_type.is_some_and(is_json) {
        return Err(Unreadable::ContentType(content_type.map(clip)));
    }
    let format = match headers.get(FORMAT_HEADER).unwrap_or_default() {
        "normalized" | "simplifiedNormalized" => Format::Normalized,
        "keyValues" | "simplifiedKeyValues" => Format::KeyValues,
        "values" => Format::Values,
        "" => Format::Unsaid,
        other => return Err(Unreadable::Format(clip(other))),
    };
    let (subscription, data) = unwrap(json(body)?)?;
    if data.len() > MAX_ENTITIES {
        return Err(Unreadable::TooMany);
    }
    let notification = Notification {
        door: "/ngsi/v2",
        tenant_header: "Fiware-Service",
        tenant: tenant(headers, "Fiware-Service")?,
        paths: paths(headers),
        subscription,
        id: None,
        notified_at: None,
        items: data.into_iter().map(|one| item(one, format)).collect(),
    };
    table::apply(&notification, city, now)
}

/// What the notification holds. In the simplified formats the body is the entity itself.
fn unwrap(body: Value) -> Result<(Option<String>, Vec<Value>), Unreadable> {
    match body {
        Value::Array(entities) => Ok((None, entities)),
        Value::Object(mut members) if !members.contains_key("id") => {
            let subscription = members.get("subscriptionId").and_then(Value::as_str).map(str::to_owned);
            match members.remove("data") {
                Some(Value::Array(data)) => Ok((subscription, data)),
                Some(_) => Err(Unreadable::Shape("`data` is a list of entities")),
                None => Err(Unreadable::Shape("there is neither `data` nor an entity with its `id`")),
            }
        }
        Value::Object(entity) => Ok((None, vec![Value::Object(entity)])),
        _ => Err(Unreadable::Shape("it is neither an object nor a list")),
    }
}

/// The paths of all entities: one, or one for each of them.
fn paths(headers: &Headers<'_>) -> Vec<String> {
    let header = headers.get("fiware-servicepath").unwrap_or("/");
    header.split(',').map(|path| path.trim().to_owned()).take(MAX_ENTITIES).collect()
}

fn item(data: Value, format: Format) -> Item {
    match (data, format) {
        (Value::Array(values), Format::Values | Format::Unsaid) => Item::Values(values),
        (Value::Object(members), Format::Normalized | Format::KeyValues | Format::Unsaid) => entity(members, format),
        (_, Format::Values) => Item::Wrong(None, refused("in the format `values` it is a list of values")),
        _ => Item::Wrong(None, refused("an entity is an object")),
    }
}

fn refused(text: &str) -> Refusal {
    Refusal::Data(text.to_owned())
}

fn entity(mut members: Map<String, Value>, format: Format) -> Item {
    let id = members.remove("id");
    let types = members.remove("type");
    let Some(Value::String(id)) = id else { return Item::Wrong(None, Refusal::Missing("id")) };
    let types = match types {
        Some(Value::String(one)) => vec![Name::plain(&one)],
        _ => return Item::Wrong(Some(id), Refusal::Missing("type")),
    };
    let has_value = |value: &Value| value.as_object().is_some_and(|one| one.contains_key("value"));
    let is_normalized = match format {
        Format::Unsaid => members.values().all(has_value),
        format => format == Format::Normalized,
    };
    let mut attributes = Vec::with_capacity(members.len());
    for (name, value) in members {
        let instance = match value {
            Value::Object(one) if is_normalized => normalized(one),
            _ if is_normalized => {
                let problem = format!("`{}` is not an object, as it is in the format `normalized`", clip(&name));
                return Item::Wrong(Some(id), Refusal::Data(problem));
            }
            plain => bare(plain),
        };
        attributes.push(Attribute { name: Name { written: name, expanded: None }, instances: vec![instance] });
    }
    Item::Entity(Entity { id: Some(id), types, attributes, is_deleted: false })
}

fn normalized(mut attribute: Map<String, Value>) -> Instance {
    let members = match attribute.remove("metadata") {
        Some(Value::Object(metadata)) => metadata.into_iter().map(|(name, one)| (name, inner(&one).clone())).collect(),
        _ => Map::new(),
    };
    Instance { members, ..bare(attribute.remove("value").unwrap_or_default()) }
}

/// A value with nothing beside it.
pub(super) fn bare(value: Value) -> Instance {
    let value = if value.is_null() { Said::Nothing } else { Said::Value(value) };
    Instance { value, dataset: None, members: Map::new() }
}
