//! One document, read in one pass: who, when, and what was found. Names, addresses and insurance
//! numbers are not looked at.

use super::super::text::{is_item_code, resident, shown};
use super::super::trouble::Trouble;
use super::namespaces::{HL7, INSTANCE, Namespaces, split};
use domain::ResidentId;
use domain::event::{CheckupItem, CheckupValue};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::BTreeSet;

/// The code system of the items.
const ITEMS: &str = "1.2.392.200119.6.1005";

/// Where the roots of the checkup's own ids begin: of insurers, insured people, their branches, institutions. None is
/// a resident's unless the sender says so. Source: 特定健診・特定保健指導の電子的な標準様式, "OID表".
const STANDARD: &str = "1.2.392.200119.6.";

/// The most ids of a person that are looked at.
const MOST_IDS: usize = 100;

/// The most items of a checkup.
const MOST_ITEMS: usize = 400;

/// What a document says.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) resident: ResidentId,
    /// The day of the checkup, as it stands there.
    pub(super) date: String,
    pub(super) items: Vec<CheckupItem>,
    pub(super) asides: Vec<Aside>,
}

/// Something that was passed over.
#[derive(Debug)]
pub(super) struct Aside {
    pub(super) code: Option<String>,
    pub(super) trouble: Trouble,
}

/// Why there is no document, and at which item.
type Wrong = (Option<String>, Trouble);

/// Elements that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Root,
    RecordTarget,
    PatientRole,
    Id,
    ServiceEvent,
    EffectiveTime,
    Low,
    Observation,
    Code,
    Value,
    Other,
}

/// A finding on its way.
#[derive(Debug, Default)]
struct Observation {
    code: Option<String>,
    system: String,
    value: Option<Found>,
    /// What makes it something else than a finding: a goal, an order, a denial.
    unlike: Option<String>,
}

#[derive(Debug)]
enum Found {
    Value(CheckupValue, Option<String>),
    /// Text whose end has not come.
    Text(String),
    /// Of a kind that is not read.
    Kind(String),
    /// Said to be missing.
    Missing,
}

#[derive(Debug, Default)]
struct Reading {
    path: Vec<Name>,
    namespaces: Namespaces,
    ids: Vec<(String, String)>,
    date: Option<String>,
    observations: Vec<Observation>,
    items: Vec<CheckupItem>,
    codes: BTreeSet<String>,
    asides: Vec<Aside>,
}

impl Document {
    /// Reads a document. `root` names the id that is the resident's, if the sender says which.
    pub(super) fn read(text: &str, root: Option<&str>) -> Result<Self, Wrong> {
        let mut reader = Reader::from_str(text);
        let mut reading = Reading::default();
        loop {
            match reader.read_event().map_err(|error| (None, Trouble::Broken(error.to_string())))? {
                Event::Start(element) => reading.start(&element)?,
                Event::Empty(element) => {
                    reading.start(&element)?;
                    reading.end()?;
                }
                Event::End(_) => reading.end()?,
                Event::Text(text) => reading.text(&text.xml_content(XmlVersion::Explicit1_0)),
                Event::CData(text) => reading.text(&text.xml_content(XmlVersion::Explicit1_0)),
                Event::GeneralRef(name) => reading.reference(&name)?,
                Event::Decl(declared) => {
                    if let Some(Ok(encoding)) = declared.encoding()
                        && !encoding.eq_ignore_ascii_case("utf-8")
                    {
                        return Err((None, Trouble::Encoding(shown(&encoding))));
                    }
                }
                Event::DocType(_) => return Err((None, Trouble::Doctype)),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return reading.done(root),
            }
        }
    }
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Wrong> {
        self.namespaces.enter(element, self.path.len()).map_err(|trouble| (None, trouble))?;
        let full = element.name();
        let (prefix, local) = split(full.as_ref());
        let is_ours = self.namespaces.of(prefix) == HL7;
        let name = if is_ours { named(local) } else { Name::Other };
        if self.path.is_empty() && name != Name::Root {
            let trouble = match (is_ours, local) {
                (false, "ClinicalDocument") => Trouble::Namespace(shown(self.namespaces.of(prefix))),
                _ => Trouble::Root(shown(local)),
            };
            return Err((None, trouble));
        }
        let mut parents = self.path.iter().rev().copied();
        match (name, parents.next(), parents.next()) {
            (Name::Id, Some(Name::PatientRole), Some(Name::RecordTarget)) => {
                if let (Some(root), Some(id)) = (value_of(element, "root")?, value_of(element, "extension")?) {
                    let id = (root, id);
                    if !self.ids.contains(&id) && self.ids.len() < MOST_IDS {
                        self.ids.push(id);
                    }
                }
            }
            (Name::EffectiveTime, Some(Name::ServiceEvent), _)
            | (Name::Low, Some(Name::EffectiveTime), Some(Name::ServiceEvent))
                if self.date.is_none() =>
            {
                self.date = value_of(element, "value")?;
            }
            (Name::Observation, ..) => {
                let mood = value_of(element, "moodCode")?.filter(|mood| mood != "EVN");
                let negated = value_of(element, "negationInd")?.filter(|negated| negated == "true" || negated == "1");
                let unlike = mood.or(negated.map(|_| "negationInd".to_owned()));
                self.observations.push(Observation { unlike, ..Observation::default() });
            }
            (Name::Code, Some(Name::Observation), _) => {
                let (code, system) = (value_of(element, "code")?, value_of(element, "codeSystem")?);
                if let Some(observation) = self.observations.last_mut() {
                    observation.code = code;
                    observation.system = system.unwrap_or_default();
                }
            }
            (Name::Value, Some(Name::Observation), _) => {
                let found = self.found(element)?;
                if let Some(observation) = self.observations.last_mut() {
                    observation.value = Some(found);
                }
            }
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Wrong> {
        let name = self.path.pop();
        self.namespaces.leave(self.path.len());
        match name {
            Some(Name::Observation) => self.settle(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) {
        if self.path.last() == Some(&Name::Value)
            && let Some(Some(Found::Text(words))) = self.observations.last_mut().map(|one| one.value.as_mut())
            && words.len() < 8_192
        {
            words.push_str(text);
        }
    }

    /// `&amp;` and the like; nothing else is a document's own without a type declaration.
    fn reference(&mut self, name: &quick_xml::events::BytesRef<'_>) -> Result<(), Wrong> {
        let broken = |error: quick_xml::Error| (None, Trouble::Broken(error.to_string()));
        if let Some(letter) = name.resolve_char_ref().map_err(broken)? {
            self.text(letter.encode_utf8(&mut [0; 4]));
            return Ok(());
        }
        let known = quick_xml::escape::resolve_predefined_entity(name);
        let Some(text) = known else { return Err((None, Trouble::Entity(shown(name)))) };
        self.text(text);
        Ok(())
    }

    /// The value of an observation.
    fn found(&self, element: &BytesStart<'_>) -> Result<Found, Wrong> {
        let mut kind = None;
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| (None, Trouble::Broken(error.to_string())))?;
            let key: &str = attribute.key.as_ref();
            let (prefix, local) = split(key);
            if local == "type" && !prefix.is_empty() && self.namespaces.of(prefix) == INSTANCE {
                kind = Some(split(&attribute.value).1.to_owned());
            }
        }
        if value_of(element, "nullFlavor")?.is_some() {
            return Ok(Found::Missing);
        }
        let code = || self.observations.last().and_then(|one| one.code.clone());
        let number = |text: Option<String>| {
            let text = text.unwrap_or_default();
            super::super::text::number(&text, "")
                .ok()
                .filter(|number| number.abs() <= 1e9)
                .ok_or_else(|| (code(), Trouble::Number(shown(&text))))
        };
        Ok(match kind.as_deref() {
            Some("PQ") => {
                let unit = value_of(element, "unit")?.filter(|unit| !unit.is_empty() && unit.chars().count() <= 20);
                Found::Value(CheckupValue::Number(number(value_of(element, "value")?)?), unit)
            }
            Some("INT" | "REAL") => Found::Value(CheckupValue::Number(number(value_of(element, "value")?)?), None),
            Some("CD" | "CO" | "CE") => match value_of(element, "code")?.filter(|code| !code.is_empty()) {
                Some(choice) if choice.chars().count() <= 500 => Found::Value(CheckupValue::Word(choice), None),
                Some(_) => return Err((code(), Trouble::Lengthy(500))),
                None => Found::Missing,
            },
            Some("ST") => Found::Text(String::new()),
            other => Found::Kind(other.map(shown).unwrap_or_default()),
        })
    }

    /// An observation has ended: it is an item, or it is none of ours.
    fn settle(&mut self) -> Result<(), Wrong> {
        let Some(Observation { code: Some(code), system, value: Some(value), unlike }) = self.observations.pop() else {
            return Ok(());
        };
        if system != ITEMS {
            self.asides.push(Aside { code: None, trouble: Trouble::CodeSystem(shown(&system)) });
            return Ok(());
        }
        if !is_item_code(&code) {
            return Err((None, Trouble::Code(shown(&code))));
        }
        if let Some(unlike) = unlike {
            self.asides.push(Aside { code: Some(code), trouble: Trouble::NoFinding(shown(&unlike)) });
            return Ok(());
        }
        let (value, unit) = match value {
            Found::Value(value, unit) => (value, unit),
            Found::Text(words) if words.trim().is_empty() => return Ok(()),
            Found::Text(words) if words.trim().chars().count() > 500 => {
                return Err((Some(code), Trouble::Lengthy(500)));
            }
            Found::Text(words) => (CheckupValue::Word(words.trim().to_owned()), None),
            Found::Missing => return Ok(()),
            Found::Kind(kind) => {
                self.asides.push(Aside { code: Some(code), trouble: Trouble::ValueKind(kind) });
                return Ok(());
            }
        };
        if !self.codes.insert(code.clone()) {
            self.asides.push(Aside { code: Some(code.clone()), trouble: Trouble::CodeTwice(code) });
            return Ok(());
        }
        if self.items.len() >= MOST_ITEMS {
            return Err((None, Trouble::ManyItems(MOST_ITEMS)));
        }
        self.items.push(CheckupItem { code, value, unit });
        Ok(())
    }

    fn done(self, root: Option<&str>) -> Result<Document, Wrong> {
        let wanted = |id: &&(String, String)| match root {
            Some(root) => id.0 == root,
            None => !id.0.starts_with(STANDARD),
        };
        let mut candidates = self.ids.iter().filter(wanted);
        let roots = || self.ids.iter().take(10).map(|(root, _)| shown(root)).collect::<Vec<_>>().join(", ");
        let id = match (candidates.next(), candidates.next()) {
            (Some((_, id)), None) => id,
            (Some(_), Some(_)) => return Err((None, Trouble::ManyResidents(roots()))),
            (None, _) => return Err((None, Trouble::NoResident(roots()))),
        };
        let resident = resident(id).map_err(|trouble| (None, trouble))?;
        let date = self.date.ok_or((None, Trouble::NoDate))?;
        if self.items.is_empty() {
            return Err((None, Trouble::NoItems));
        }
        // A time of day behind the date does not matter.
        let date = date.chars().take(8).collect();
        Ok(Document { resident, date, items: self.items, asides: self.asides })
    }
}

fn named(local: &str) -> Name {
    match local {
        "ClinicalDocument" => Name::Root,
        "recordTarget" => Name::RecordTarget,
        "patientRole" => Name::PatientRole,
        "id" => Name::Id,
        "serviceEvent" => Name::ServiceEvent,
        "effectiveTime" => Name::EffectiveTime,
        "low" => Name::Low,
        "observation" => Name::Observation,
        "code" => Name::Code,
        "value" => Name::Value,
        _ => Name::Other,
    }
}

/// The value of an attribute without a prefix.
fn value_of(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Wrong> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| (None, Trouble::Broken(error.to_string())))?;
        let key: &str = attribute.key.as_ref();
        if key == name {
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| match &error {
                quick_xml::Error::Escape(quick_xml::escape::EscapeError::UnrecognizedEntity(_, entity)) => {
                    (None, Trouble::Entity(shown(entity)))
                }
                _ => (None, Trouble::Broken(error.to_string())),
            })?;
            return Ok(Some(value.trim().to_owned()));
        }
    }
    Ok(None)
}
