//! Bodies that are one JSON document: media type, size, encoding and grammar, in that order.

use crate::Headers;
use crate::echo::clip;
use crate::json::{self, NotJson, content_type};
use serde_json::Value;

/// The most bytes of a document: 2 MiB. The door stops reading beyond it.
pub const MAX_BODY: usize = 2 * 1024 * 1024;

/// Why a body is no document that its door reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No media type, or one that is not read here, or with a parameter that is not.
    #[error("{}; send {expected} in UTF-8", content_type(found.as_deref()))]
    ContentType {
        /// What came.
        found: Option<String>,
        /// What the door reads.
        expected: &'static str,
    },
    /// More bytes than a body may have.
    #[error("the body is larger than {most} bytes; send it in parts", most = MAX_BODY)]
    TooLarge,
    /// The body is no JSON, or is nested more than 127 levels deep.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// The document is JSON of another shape than the door reads.
    #[error("{0}")]
    Shape(&'static str),
    /// More in one document than a door takes.
    #[error("the document has {found} {what}; {most} are the most, so send it in parts")]
    TooMany {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
        /// Of what.
        what: &'static str,
    },
}

impl Unreadable {
    /// What kind of problem it is, and so the HTTP status.
    pub fn kind(&self) -> crate::problem::Kind {
        use crate::problem::Kind;
        match self {
            Self::ContentType { .. } => Kind::MediaType,
            Self::TooLarge | Self::TooMany { .. } => Kind::TooLarge,
            Self::NotJson(_) | Self::Shape(_) => Kind::Unreadable,
        }
    }
}

impl From<Unreadable> for crate::Problem {
    fn from(error: Unreadable) -> Self {
        let problem = Self::new(error.kind()).detail(error.to_string());
        match &error {
            Unreadable::NotJson(broken) => broken.place(problem),
            _ => problem,
        }
    }
}

/// What a door reads.
pub(crate) struct Media {
    /// The media types, in lower case.
    pub(crate) types: &'static [&'static str],
    /// Parameters that may stand beside `charset=utf-8`, in lower case.
    pub(crate) parameters: &'static [(&'static str, &'static str)],
    /// For the message.
    pub(crate) expected: &'static str,
}

/// Reads a body as JSON. Depth is limited by the parser, to 127 levels.
pub(crate) fn read(headers: &Headers<'_>, body: &[u8], media: &Media) -> Result<Value, Unreadable> {
    if body.len() > MAX_BODY {
        return Err(Unreadable::TooLarge);
    }
    let found = headers.get("content-type");
    if !found.is_some_and(|value| media.takes(value)) {
        return Err(Unreadable::ContentType { found: found.map(clip), expected: media.expected });
    }
    Ok(serde_json::from_str(json::text(body)?).map_err(|error| NotJson::of(&error))?)
}

impl Media {
    fn takes(&self, value: &str) -> bool {
        let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
        let essence = parts.next().unwrap_or_default();
        self.types.contains(&essence.as_str()) && parts.all(|parameter| parameter.is_empty() || self.allows(&parameter))
    }

    fn allows(&self, parameter: &str) -> bool {
        let Some((name, value)) = parameter.split_once('=') else { return false };
        let (name, value) = (name.trim(), value.trim().trim_matches('"'));
        (name == "charset" && matches!(value, "utf-8" | "utf8")) || self.parameters.contains(&(name, value))
    }
}
