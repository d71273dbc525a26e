//! An element of a resource together with where it stands, so that whatever is wrong with it can be
//! told by its path.

use super::issue::{Code, Issue};
use serde_json::Value;

/// An element and its path.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    pub(super) value: &'a Value,
    pub(super) place: String,
}

impl<'a> Node<'a> {
    pub(super) fn new(value: &'a Value, place: impl Into<String>) -> Self {
        Self { value, place: place.into() }
    }

    /// An element below this one; JSON's `null` is no element.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self::new(value, format!("{}.{name}", self.place)))
    }

    /// An element that has to be there.
    pub(super) fn need(&self, name: &str) -> Result<Self, Issue> {
        self.child(name).ok_or_else(|| Issue::error(Code::Required, &self.place, format!("`{name}` is missing")))
    }

    /// The elements of a list; none when it is not there.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Self>, Issue> {
        let Some(list) = self.child(name) else { return Ok(Vec::new()) };
        let Value::Array(all) = list.value else {
            return Err(Issue::error(Code::Structure, &list.place, format!("`{name}` is a list, in brackets")));
        };
        let numbered = |(n, value): (usize, &'a Value)| Self::new(value, format!("{}[{n}]", list.place));
        Ok(all.iter().enumerate().map(numbered).collect())
    }

    /// The text of an element below.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, Issue> {
        let Some(child) = self.child(name) else { return Ok(None) };
        match child.value {
            Value::String(text) if !text.trim().is_empty() => Ok(Some(text)),
            Value::String(_) => Err(Issue::error(Code::Structure, &child.place, format!("`{name}` is empty"))),
            _ => Err(Issue::error(Code::Structure, &child.place, format!("`{name}` is a text, in quotes"))),
        }
    }

    /// A text that has to be there.
    pub(super) fn need_text(&self, name: &str) -> Result<&'a str, Issue> {
        self.need(name)?;
        Ok(self.text(name)?.unwrap_or_default())
    }

    /// The number of an element below, which has to be there.
    pub(super) fn need_number(&self, name: &str) -> Result<f64, Issue> {
        let child = self.need(name)?;
        child
            .value
            .as_f64()
            .ok_or_else(|| Issue::error(Code::Structure, &child.place, format!("`{name}` is a number, without quotes")))
    }

    /// An error about this element.
    pub(super) fn wrong(&self, code: Code, text: impl Into<String>) -> Issue {
        Issue::error(code, &self.place, text)
    }

    /// An element below that FHIR allows and that would change what is read here.
    pub(super) fn refuse(&self, name: &str, why: &str) -> Result<(), Issue> {
        match self.child(name) {
            Some(child) => Err(child.wrong(Code::NotSupported, format!("`{name}` is not read here: {why}"))),
            None => Ok(()),
        }
    }

    /// FHIR R4 section 2.4.1.3: who does not understand a modifier extension must not go on, and so for
    /// implicit rules (section 2.26.3.2).
    pub(super) fn refuse_modifiers(&self) -> Result<(), Issue> {
        self.refuse("implicitRules", "no rules beside FHIR R4 are known")?;
        match modifier(self.value) {
            Some(below) => Err(Issue::error(
                Code::NotSupported,
                &format!("{}{below}", self.place),
                "`modifierExtension` is not read here: it could turn the meaning round",
            )),
            None => Ok(()),
        }
    }
}

/// The way from an element to the first modifier extension within it. It is only written down where
/// there is one: a body may be deep, and wide at its bottom.
fn modifier(value: &Value) -> Option<String> {
    match value {
        Value::Object(members) if members.get("modifierExtension").is_some_and(|value| !value.is_null()) => {
            Some(".modifierExtension".to_owned())
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| {
            let below = modifier(value)?;
            Some(format!(".{}{below}", step(name)))
        }),
        Value::Array(all) => all.iter().enumerate().find_map(|(n, value)| {
            let below = modifier(value)?;
            Some(format!("[{n}]{below}"))
        }),
        _ => None,
    }
}

/// A sender's name as a step of a path, which has letters and digits only.
pub(super) fn step(name: &str) -> String {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
    if plain.starts_with(|c: char| c.is_ascii_alphabetic()) { plain } else { "element".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_modifier_is_found_wherever_it_stands() {
        let place = |value: &Value| Node::new(value, "R").refuse_modifiers().err().map(|issue| issue.expression);
        let modifier = json!({ "modifierExtension": [{ "url": "x" }] });
        assert_eq!(place(&modifier), Some("R.modifierExtension".to_owned()));
        assert_eq!(
            place(&json!({ "a b": [1, { "c": null }, { "c": [[modifier]] }] })),
            Some("R.ab[2].c[0][0].modifierExtension".to_owned())
        );
        assert_eq!(place(&json!({ "modifierExtension": null, "a": [{}] })), None);
        assert_eq!(place(&json!({ "implicitRules": "x" })), Some("R.implicitRules".to_owned()));
    }

    /// With a path for each of its numbers this would have written gigabytes.
    #[test]
    fn what_is_deep_and_wide_is_walked_without_paths() {
        let name = "n".repeat(60);
        let deep = (0..120).fold(json!(vec![1; 500_000]), |value, _| Value::from_iter([(name.as_str(), value)]));
        assert_eq!(modifier(&deep), None);
    }
}
