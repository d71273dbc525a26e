//! A row of the table and an entity: the event.

use super::entity::{Entity, Found, inner};
use super::observed::Observed;
use super::value::{field, written};
use super::{Notification, identity};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::event::{Event, Payload, Refusal};
use domain::id::{IdError, ResidentId, is_my_number};
use domain::pack::{City, CityOsRow, FieldRule, Origin};
use domain::time::{Day, Zone};
use serde_json::{Map, Value};

/// The event that an entity becomes by a row, for one of the datasets of its attributes.
pub(super) fn event(
    row: &CityOsRow,
    (index, entity): (usize, &Entity),
    dataset: Option<&str>,
    notification: &Notification,
    city: &City,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    let subject = subject(row, entity, dataset)?;
    let observed = Observed::read(row, entity, notification, dataset, city.zone)?;
    let mut data = Map::new();
    for rule in &row.fields {
        match taken(row, rule, entity, dataset, city.zone)? {
            Some(value) => put(&mut data, rule.field.path, value),
            None if rule.field.is_needed => return Err(missing(rule)),
            None => {}
        }
    }
    complete(row, &mut data, &observed, city.zone)?;
    let time = observed.at().or_else(|| begins(&data, city.zone)).unwrap_or(now);
    let payload = Payload::parse(row.target.event, &Value::Object(data).to_string())?;
    let source = identity::source(notification);
    let id = identity::id(notification, index, row, dataset, (subject.as_ref(), observed.at(), &payload));
    Ok(Event { source, id, subject, time, payload })
}

/// What a field is, by the first of its origins that is there, or by its constant.
fn taken(
    row: &CityOsRow,
    rule: &FieldRule,
    entity: &Entity,
    dataset: Option<&str>,
    zone: Zone,
) -> Result<Option<Value>, Refusal> {
    for origin in &rule.from {
        match entity.find(origin, row.id.as_ref(), dataset)? {
            Found::Value(value) => {
                let members = entity.instance(origin, dataset)?.map(|instance| &instance.members);
                return field(value, members, rule, zone).map(Some);
            }
            Found::Text(text) => return field(&text.into(), None, rule, zone).map(Some),
            Found::Missing | Found::Deleted => {}
        }
    }
    rule.constant.as_ref().map(|constant| field(constant, None, rule, zone)).transpose()
}

/// What the event needs and follows from when it was observed.
fn complete(row: &CityOsRow, data: &mut Map<String, Value>, observed: &Observed, zone: Zone) -> Result<(), Refusal> {
    if row.target.field("at").is_some() && !data.contains_key("at") {
        let problem = "nothing says when it was so; name the attribute as `at` or `time` in city.toml, or have the \
                       broker send `observedAt` or `TimeInstant`";
        let at = observed.at().ok_or_else(|| Refusal::Data(problem.to_owned()))?;
        data.insert("at".to_owned(), written(at));
    }
    if row.target.field("version").is_some() && !data.contains_key("version") {
        let count = data.get("steps").and_then(Value::as_u64).unwrap_or_default();
        let version = date(data, "date").map_or(count, |day| observed.version(day, count, zone));
        data.insert("version".to_owned(), version.into());
    }
    Ok(())
}

fn subject(row: &CityOsRow, entity: &Entity, dataset: Option<&str>) -> Result<Option<ResidentId>, Refusal> {
    if row.subject.is_empty() {
        return Ok(None);
    }
    for origin in &row.subject {
        let text = match entity.find(origin, row.id.as_ref(), dataset)? {
            Found::Value(value) => inner(value).as_str(),
            Found::Text(text) => Some(text),
            Found::Missing | Found::Deleted => continue,
        };
        let problem = |problem: &str| Refusal::Attribute { name: "subject", problem: problem.to_owned() };
        let text = text.ok_or_else(|| problem("is no text; it is one resident's id"))?;
        let id = match row.subject_prefix.as_deref() {
            Some(prefix) => text.strip_prefix(prefix).ok_or_else(|| {
                problem(&format!("does not begin with `{prefix}`, the `subject_prefix` of `{}`", row.name))
            })?,
            None if text.starts_with("urn:") => {
                return Err(problem("is a URN; write what stands before the resident's id as `subject_prefix`"));
            }
            None => text,
        };
        // Behind a prefix that the table does not name, it would pass.
        if id.split(':').any(is_my_number) {
            return Err(IdError::MyNumber.into());
        }
        return Ok(Some(ResidentId::try_from(id.to_owned())?));
    }
    let problem = format!("is missing: there is no {}", names(&row.subject));
    Err(Refusal::Attribute { name: "subject", problem })
}

/// When a day begins that the data has.
fn begins(data: &Map<String, Value>, zone: Zone) -> Option<DateTime<Utc>> {
    let at = data.get("at").and_then(|at| at.as_str()?.parse().ok());
    at.or_else(|| Some(zone.instant(date(data, "date")?, NaiveTime::MIN)))
}

fn date(data: &Map<String, Value>, name: &str) -> Option<Day> {
    data.get(name)?.as_str()?.parse::<NaiveDate>().ok().map(Day::from_date)
}

fn put(data: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            data.insert(path.to_owned(), value);
        }
        Some((outer, inner)) => {
            let inside = data.entry(outer).or_insert_with(|| Map::new().into());
            if let Some(inside) = inside.as_object_mut() {
                put(inside, inner, value);
            }
        }
    }
}

fn missing(rule: &FieldRule) -> Refusal {
    Refusal::Data(format!("`{}` is missing: there is no {}", rule.field.path, names(&rule.from)))
}

fn names(origins: &[Origin]) -> String {
    let name = |origin: &Origin| match origin {
        Origin::Attribute(name) => format!("attribute `{name}`"),
        Origin::IdPart(part) => format!("`{{{part}}}` in the entity's id"),
    };
    origins.iter().map(name).collect::<Vec<_>>().join(" or ")
}
