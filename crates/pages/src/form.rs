//! What a form sent.

use http::Method;
use shell::doors::{Incoming, Refused};

/// The most that a form with texts of a pack has: a pack of 2 MB, whose letters each take up to three times
/// their bytes on the way, and what the page adds.
pub(crate) const MOST_TEXTS: usize = 7 * 1024 * 1024;

/// The most that any other form has.
pub(crate) const MOST: usize = 64 * 1024;

/// What a form sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
    /// As it came, so that it can be sent again.
    pub(crate) raw: String,
}

impl Form {
    pub(crate) async fn read(request: &mut Incoming, most: usize) -> Result<Self, Refused> {
        if request.method != Method::POST {
            return Ok(Self::default());
        }
        let body = request.read(most).await?;
        Ok(Self::parse(&String::from_utf8_lossy(&body)))
    }

    pub(crate) fn parse(text: &str) -> Self {
        Self { fields: serde_urlencoded::from_str(text).unwrap_or_default(), raw: text.to_owned() }
    }

    /// The value of a field, without spaces around it; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a field as it was written, with line ends as files have them (HTML sends others).
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.fields.iter().find(|(other, _)| other == name)?;
        Some(value.replace("\r\n", "\n"))
    }

    /// The values of a field that may be there several times.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.fields.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Every field whose name begins so, with the rest of the name and its text.
    pub(crate) fn beginning(&self, start: &str) -> impl Iterator<Item = (&str, String)> {
        let own = self.fields.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, value)));
        own.map(|(name, value)| (name, value.replace("\r\n", "\n")))
    }

    /// Every field but the one that says from where it comes.
    pub(crate) fn without_csrf(&self) -> impl Iterator<Item = (&str, &str)> {
        let kept = self.fields.iter().filter(|(name, _)| name != "csrf");
        kept.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
