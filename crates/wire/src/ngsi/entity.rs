//! An entity, whatever format it came in, and how what a row names is found in it.

use domain::event::Refusal;
use domain::pack::{IdForm, Origin};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// One of a notification's `data`.
pub(super) enum Item {
    Entity(Entity),
    /// The values of the format `values`, still without names.
    Values(Vec<Value>),
    /// What cannot be read; its id, as far as there is one.
    Wrong(Option<String>, Refusal),
}

/// An entity as it was notified.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Entity {
    pub(super) id: Option<String>,
    pub(super) types: Vec<Name>,
    pub(super) attributes: Vec<Attribute>,
    /// It was deleted at the broker.
    pub(super) is_deleted: bool,
}

/// A name as it was written, and what an inline `@context` makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) written: String,
    pub(super) expanded: Option<String>,
}

/// An attribute; of several instances (`datasetId`) there is one for each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: Name,
    pub(super) instances: Vec<Instance>,
}

/// A value with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Instance {
    pub(super) value: Said,
    pub(super) dataset: Option<String>,
    /// Metadata and sub-attributes: `observedAt`, `unitCode`, …
    pub(super) members: Map<String, Value>,
}

/// What an attribute says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Value(Value),
    /// Nothing: `null`, or no value.
    Nothing,
    /// `urn:ngsi-ld:null`: it was deleted at the broker.
    Deleted,
}

/// What was found of what a row names.
pub(super) enum Found<'e> {
    Value(&'e Value),
    /// A part of the entity's id, or the id itself.
    Text(&'e str),
    Missing,
    Deleted,
}

impl Name {
    pub(super) fn plain(written: &str) -> Self {
        Self { written: written.to_owned(), expanded: None }
    }

    /// How well it is the name that a row has: in full, or where one of the two is not a full URI
    /// by its last part. An unknown `@context` is not fetched, so that short names are believed.
    pub(super) fn fits(&self, wanted: &str) -> Option<Fit> {
        let all = || std::iter::once(self.written.as_str()).chain(self.expanded.as_deref());
        if all().any(|name| name == wanted) {
            return Some(Fit::InFull);
        }
        // What the context makes of it decides, where it says anything.
        let own = self.expanded.as_deref().unwrap_or(&self.written);
        let both_full = is_full(own) && is_full(wanted);
        (!both_full && last(own) == last(wanted)).then_some(Fit::ByLastPart)
    }
}

/// How a name fits, the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    InFull,
    ByLastPart,
}

fn is_full(name: &str) -> bool {
    name.contains("://") || name.starts_with("urn:")
}

fn last(name: &str) -> &str {
    name.rsplit(['#', '/', ':']).next().unwrap_or(name)
}

impl Entity {
    /// The attribute of a name.
    fn attribute(&self, wanted: &str) -> Result<Option<&Attribute>, Refusal> {
        let mut fitting: Vec<(Fit, &Attribute)> =
            self.attributes.iter().filter_map(|one| Some((one.name.fits(wanted)?, one))).collect();
        fitting.sort_by_key(|(fit, _)| *fit);
        match fitting.as_slice() {
            [] => Ok(None),
            [(first, _), (second, _), ..] if first == second => {
                let problem = format!("two attributes can be `{wanted}`; write the full name into city.toml");
                Err(Refusal::Data(problem))
            }
            [(_, attribute), ..] => Ok(Some(attribute)),
        }
    }

    /// The attribute that an origin means, and the names of its members below it.
    fn attribute_of<'o>(&self, name: &'o str) -> Result<Option<(&Attribute, Vec<&'o str>)>, Refusal> {
        let mut head = name;
        let mut below = Vec::new();
        loop {
            if let Some(attribute) = self.attribute(head)? {
                below.reverse();
                return Ok(Some((attribute, below)));
            }
            let Some((shorter, member)) = head.rsplit_once('.') else { return Ok(None) };
            below.push(member);
            head = shorter;
        }
    }

    /// The instance that an origin is taken from, for a dataset.
    pub(super) fn instance(&self, origin: &Origin, dataset: Option<&str>) -> Result<Option<&Instance>, Refusal> {
        let Origin::Attribute(name) = origin else { return Ok(None) };
        Ok(self.attribute_of(name)?.and_then(|(attribute, _)| attribute.of(dataset)))
    }

    /// What an origin names.
    pub(super) fn find(
        &self,
        origin: &Origin,
        id: Option<&IdForm>,
        dataset: Option<&str>,
    ) -> Result<Found<'_>, Refusal> {
        let name = match origin {
            Origin::IdPart(part) => {
                let own = self.id.as_deref();
                let part = own.zip(id).and_then(|(own, form)| form.part(own, part));
                return Ok(part.map_or(Found::Missing, Found::Text));
            }
            Origin::Attribute(name) if name == "id" => {
                return Ok(self.id.as_deref().map_or(Found::Missing, Found::Text));
            }
            Origin::Attribute(name) => name,
        };
        let Some((attribute, below)) = self.attribute_of(name)? else { return Ok(Found::Missing) };
        let Some(instance) = attribute.of(dataset) else { return Ok(Found::Missing) };
        let value = match &instance.value {
            Said::Value(value) => Some(value),
            Said::Nothing => None,
            Said::Deleted => return Ok(Found::Deleted),
        };
        let mut below = below.into_iter();
        let Some(first) = below.next() else { return Ok(value.map_or(Found::Missing, Found::Value)) };
        let mut found = instance.members.get(first).map(inner).or_else(|| value?.get(first));
        for member in below {
            found = found.and_then(|value| value.get(member)).map(inner);
        }
        Ok(found.filter(|value| !value.is_null()).map_or(Found::Missing, Found::Value))
    }

    /// The datasets that the attributes of these origins have. `None` is the one without a name, which is
    /// a dataset where each of them has it.
    pub(super) fn datasets<'o>(
        &self,
        origins: impl Iterator<Item = &'o Origin>,
    ) -> Result<BTreeSet<Option<&str>>, Refusal> {
        let mut all = BTreeSet::new();
        let mut is_unnamed = true;
        for origin in origins {
            let Origin::Attribute(name) = origin else { continue };
            let Some((attribute, _)) = self.attribute_of(name)? else { continue };
            let sets = || attribute.instances.iter().map(|instance| instance.dataset.as_deref());
            is_unnamed &= sets().any(|set| set.is_none());
            all.extend(sets().filter(Option::is_some));
        }
        if is_unnamed {
            all.insert(None);
        }
        Ok(all)
    }
}

impl Attribute {
    /// The instance of a dataset; where there is none, the one without a name holds for all.
    fn of(&self, dataset: Option<&str>) -> Option<&Instance> {
        let of = |wanted: Option<&str>| self.instances.iter().find(|one| one.dataset.as_deref() == wanted);
        of(dataset).or_else(|| of(None))
    }
}

/// The value of a sub-attribute, which may be written with or without its type.
pub(super) fn inner(member: &Value) -> &Value {
    ["value", "object", "@value"].iter().find_map(|name| member.get(name)).unwrap_or(member)
}

#[cfg(test)]
mod tests {
    use super::{Fit, Name};

    #[test]
    fn names_fit_short_prefixed_and_in_full() {
        let full = "https://w3id.org/saref#fillingLevel";
        let fits = |written: &str, wanted: &str| Name::plain(written).fits(wanted);
        assert_eq!(fits("steps", "steps"), Some(Fit::InFull));
        assert_eq!(fits(full, "fillingLevel"), Some(Fit::ByLastPart));
        assert_eq!(fits("saref:fillingLevel", "fillingLevel"), Some(Fit::ByLastPart));
        assert_eq!(fits("saref:fillingLevel", full), Some(Fit::ByLastPart));
        assert_eq!(fits("fillingLevel", full), Some(Fit::ByLastPart));
        assert_eq!(fits("https://example.org/fillingLevel", full), None);
        assert_eq!(fits("Steps", "steps"), None);
        let other = Name { written: "steps".to_owned(), expanded: Some("https://example.org/steps".to_owned()) };
        assert_eq!(other.fits("https://ayumi.example/steps"), None);
        assert_eq!(other.fits("https://example.org/steps"), Some(Fit::InFull));
    }
}
