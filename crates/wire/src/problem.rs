//! Errors as `application/problem+json` (RFC 9457).
//!
//! ```json
//! {"type": "/problems/unreadable", "title": "The request cannot be read", "status": 400,
//!  "detail": "the body is not JSON: expected `,` or `}` at line 3, column 9", "line": 3, "column": 9}
//! ```

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// The media type of a problem document.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// What kind of problem it is: `type`, `title` and `status` belong together and do not
/// change, since clients hold on to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The body or the attributes are not readable as a whole.
    Unreadable,
    /// No token, or a wrong one.
    Unauthorized,
    /// A wrong signature of a webhook.
    Signature,
    /// Nothing is there.
    NotFound,
    /// The place exists, and takes other methods.
    Method,
    /// Too many bytes or too many events.
    TooLarge,
    /// A media type that the door does not read.
    MediaType,
    /// Readable, and refused for what it says.
    Refused,
    /// A mistake of ours.
    Internal,
    /// The door needs a setting that is missing or wrong; the detail names it.
    Setting,
    /// Not now: the database or another part cannot be reached.
    Unavailable,
}

impl Kind {
    /// The `type`: a reference relative to the service's own address.
    pub fn uri(self) -> &'static str {
        self.facts().0
    }

    /// The `title`, the same for all problems of a kind.
    pub fn title(self) -> &'static str {
        self.facts().1
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.facts().2
    }

    fn facts(self) -> (&'static str, &'static str, u16) {
        match self {
            Self::Unreadable => ("/problems/unreadable", "The request cannot be read", 400),
            Self::Unauthorized => ("/problems/unauthorized", "A valid token is needed", 401),
            Self::Signature => ("/problems/signature", "The signature does not match", 401),
            Self::NotFound => ("/problems/not-found", "There is nothing here", 404),
            Self::Method => ("/problems/method", "This method is not supported here", 405),
            Self::TooLarge => ("/problems/too-large", "The request is too large", 413),
            Self::MediaType => ("/problems/media-type", "The media type is not supported", 415),
            Self::Refused => ("/problems/refused", "The content is refused", 422),
            Self::Internal => ("/problems/internal", "Something went wrong on our side", 500),
            Self::Setting => ("/problems/setting", "A setting is missing or wrong", 503),
            Self::Unavailable => ("/problems/unavailable", "Not available now", 503),
        }
    }
}

/// A problem document. `detail` is for the caller: it holds no secret and no one's data
/// beyond what the caller sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The kind, which gives `type`, `title` and `status`.
    pub kind: Kind,
    /// What is wrong this time and how to put it right.
    pub detail: Option<String>,
    /// Extension members, in order. The names of the standard members are skipped.
    pub extensions: Vec<(&'static str, Value)>,
}

impl Problem {
    /// A problem of a kind, without detail.
    pub fn new(kind: Kind) -> Self {
        Self { kind, detail: None, extensions: Vec::new() }
    }

    /// With what is wrong this time.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With an extension member.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.extensions.push((name, value.into()));
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.kind.status()
    }

    /// The document as bytes.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings, numbers and JSON values always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.kind.uri())?;
        map.serialize_entry("title", self.kind.title())?;
        map.serialize_entry("status", &self.kind.status())?;
        if let Some(detail) = &self.detail {
            map.serialize_entry("detail", detail)?;
        }
        for (name, value) in &self.extensions {
            if !["type", "title", "status", "detail", "instance"].contains(name) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn extensions_stand_beside_the_standard_members_and_never_replace_them() {
        let problem = Problem::new(Kind::Unreadable).detail("no").with("line", 3).with("status", 200);
        let text = String::from_utf8(problem.to_json()).unwrap();
        assert_eq!(
            text,
            r#"{"type":"/problems/unreadable","title":"The request cannot be read","status":400,"detail":"no","line":3}"#
        );
    }
}
