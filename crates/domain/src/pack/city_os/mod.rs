//! The table `city_os` of city.toml: which entities of the city's data platform become which events.

mod file;
mod form;
mod node;
mod target;

pub use form::IdForm;
pub use target::{Field, FieldKind, Target};

pub(super) use file::{RowFile, read};

use serde_json::Value;
use std::collections::BTreeMap;

/// One row of the table: entities of a type, and the event that one of them becomes.
///
/// ```toml
/// [city_os.daily_steps]
/// type = "DailySteps"
/// event = "ayumi.steps.recorded.v1"
/// tenant = "arao"
/// id = "urn:ngsi-ld:DailySteps:{resident}:{date}"
/// subject = "{resident}"
/// fields.date = "{date}"
/// fields.steps = "steps"
/// constants.source = { id = "city-os", kind = "phone", modality = "sensed" }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CityOsRow {
    /// The row's name, which is part of its events' ids.
    pub name: String,
    /// The types of entities it is for, one of which an entity has.
    pub types: Vec<String>,
    /// What an entity becomes.
    pub target: &'static Target,
    /// The tenant it is taken from (`Fiware-Service`, `NGSILD-Tenant`); any, when absent.
    pub tenant: Option<String>,
    /// The `Fiware-ServicePath` it is taken from; one that ends in `/#` holds for what is below too.
    pub path: Option<String>,
    /// How the entity's id is made up.
    pub id: Option<IdForm>,
    /// Where the resident's id stands, the first that is there; empty for what concerns the whole city.
    pub subject: Vec<Origin>,
    /// What stands before the resident's id and is no part of it.
    pub subject_prefix: Option<String>,
    /// Where it stands when the fact was observed, the first that is there. Beside it there is what
    /// the notification itself says of time.
    pub time: Vec<Origin>,
    /// What a notification in the format `values` holds.
    pub values: Option<ValuesOrder>,
    /// What must be so; an entity of which it is not so is passed over.
    pub when: Vec<(Origin, Condition)>,
    /// The event's data.
    pub fields: Vec<FieldRule>,
}

/// Where a value is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An attribute by its name (short, prefixed or a full URI), or by `name.member` what belongs to it.
    Attribute(String),
    /// A part of the entity's id, by the name it has in [`CityOsRow::id`].
    IdPart(String),
}

/// One field of the event's data.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRule {
    /// Which one.
    pub field: &'static Field,
    /// Where it is taken from, the first that is there.
    pub from: Vec<Origin>,
    /// What the platform's words are in ours; others stay as they are.
    pub words: BTreeMap<String, String>,
    /// What holds where none of `from` is there.
    pub constant: Option<Value>,
}

/// The order of attributes in the format `values`, which names none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuesOrder {
    /// The attributes' names, one for each value.
    pub order: Vec<String>,
    /// The subscription whose notifications have this order; every one, when absent.
    pub subscription: Option<String>,
}

/// What an attribute must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// One of these.
    OneOf(Vec<Value>),
    /// A number in a range, both ends included.
    Between {
        /// The least.
        at_least: Option<f64>,
        /// The most.
        at_most: Option<f64>,
    },
}

impl Condition {
    /// Whether a value fulfils it. A number or a truth value may be written as a text.
    pub fn holds(&self, value: &Value) -> bool {
        match self {
            Self::OneOf(all) => all.iter().any(|one| one == value || text(one) == text(value)),
            Self::Between { at_least, at_most } => text(value).parse::<f64>().is_ok_and(|number| {
                at_least.is_none_or(|least| number >= least) && at_most.is_none_or(|most| number <= most)
            }),
        }
    }
}

impl CityOsRow {
    /// Whether a tenant's notifications are taken. Brokers write tenants in small letters.
    pub fn takes_tenant(&self, tenant: Option<&str>) -> bool {
        self.tenant.as_deref().is_none_or(|ours| tenant.is_some_and(|theirs| theirs.eq_ignore_ascii_case(ours)))
    }

    /// Whether entities of a service path are taken.
    pub fn takes_path(&self, path: &str) -> bool {
        match self.path.as_deref() {
            None => true,
            Some(ours) => match ours.strip_suffix("/#") {
                Some(above) => path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
                None => ours == path,
            },
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_look_at_what_is_meant() {
        let any = Condition::OneOf(vec![json!("warning"), json!(3), json!(true)]);
        for fits in [json!("warning"), json!(3), json!("3"), json!(true), json!("true")] {
            assert!(any.holds(&fits), "{fits}");
        }
        for other in [json!("watch"), json!(4), json!(false), json!(null)] {
            assert!(!any.holds(&other), "{other}");
        }
        let hot = Condition::Between { at_least: Some(31.0), at_most: None };
        assert!(hot.holds(&json!(31)) && hot.holds(&json!("33.5")));
        assert!(!hot.holds(&json!(30.9)) && !hot.holds(&json!("hot")) && !hot.holds(&json!(null)));
    }
}
