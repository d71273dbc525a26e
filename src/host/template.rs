//! `{{ name }}` in a value of the manifest.

use std::collections::BTreeMap;

/// Text with holes for variables.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Variable(String),
}

impl Template {
    /// Reads `text`, or says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else {
                return Err(format!("`{text}` opens `{{{{` and does not close it with `}}}}`"));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.into()));
            }
            parts.push(Part::Variable(name.trim().into()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.into()));
        }
        Ok(Self(parts))
    }

    /// The variables it needs.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Variable(name) => Some(name.as_str()),
        })
    }

    /// The text with the holes filled; a variable without a value leaves nothing.
    pub(super) fn fill(&self, values: &BTreeMap<String, String>) -> String {
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Variable(name) => values.get(name).cloned().unwrap_or_default(),
        };
        self.0.iter().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn holes_are_filled() {
        let values = BTreeMap::from([("base".to_owned(), "https://api.line.me".to_owned())]);
        for (text, filled) in [
            ("", ""),
            ("plain", "plain"),
            ("{{ base }}", "https://api.line.me"),
            ("<{{base}}{{ base }}>", "<https://api.line.mehttps://api.line.me>"),
        ] {
            assert_eq!(Template::parse(text).unwrap().fill(&values), filled);
        }
        assert!(Template::parse("{{ a }} {{ b").is_err());
    }
}
