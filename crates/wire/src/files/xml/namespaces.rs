//! Which prefix stands for which namespace. CDA is one namespace, under any prefix.

use super::super::trouble::Trouble;
use quick_xml::events::BytesStart;

/// The namespace of the checkup's documents.
pub(super) const HL7: &str = "urn:hl7-org:v3";

/// The namespace of `xsi:type`.
pub(super) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The most declarations in force at a time, so that looking one up stays cheap.
const MOST: usize = 64;

/// The declarations in force.
#[derive(Debug, Default)]
pub(super) struct Namespaces {
    /// Depth of the element that declares, prefix, and name.
    declared: Vec<(usize, String, String)>,
}

impl Namespaces {
    /// Takes in what an element at a depth declares.
    pub(super) fn enter(&mut self, element: &BytesStart<'_>, depth: usize) -> Result<(), Trouble> {
        if !element.attributes_raw().contains("xmlns") {
            return Ok(());
        }
        for attribute in element.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| Trouble::Broken(error.to_string()))?;
            let key: &str = attribute.key.as_ref();
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) => match rest.strip_prefix(':') {
                    Some(prefix) => prefix,
                    None => continue,
                },
                None => continue,
            };
            if self.declared.len() >= MOST {
                return Err(Trouble::Broken("more than 64 namespaces are declared".to_owned()));
            }
            self.declared.push((depth, prefix.to_owned(), attribute.value.to_string()));
        }
        Ok(())
    }

    /// Lets go of what an element at a depth has declared.
    pub(super) fn leave(&mut self, depth: usize) {
        self.declared.retain(|(declared, ..)| *declared < depth);
    }

    /// The namespace of a prefix; empty if nothing is declared for it.
    pub(super) fn of(&self, prefix: &str) -> &str {
        self.declared.iter().rev().find(|(_, known, _)| known == prefix).map_or("", |(.., name)| name.as_str())
    }
}

/// A name in its two parts: prefix, which may be empty, and local name.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
