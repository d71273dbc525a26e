//! Bodies that are one JSON document: media type, size, encoding and grammar, in that order.

use crate::Headers;
use crate::echo::clip;
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
    /// The body has bytes that are no UTF-8.
    #[error("the body is not UTF-8: byte {byte} begins no character")]
    NotUtf8 {
        /// From 0.
        byte: usize,
    },
    /// The body breaks JSON's grammar, or is nested more than 127 levels deep.
    #[error("the body is not JSON: {what} at line {line}, column {column}")]
    NotJson {
        /// What was expected.
        what: String,
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
    },
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
            Self::NotUtf8 { .. } | Self::NotJson { .. } | Self::Shape(_) => Kind::Unreadable,
        }
    }
}

impl From<Unreadable> for crate::Problem {
    fn from(error: Unreadable) -> Self {
        let problem = Self::new(error.kind()).detail(error.to_string());
        match error {
            Unreadable::NotJson { line, column, .. } => problem.with("line", line).with("column", column),
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
    let text = std::str::from_utf8(body).map_err(|error| Unreadable::NotUtf8 { byte: error.valid_up_to() })?;
    // RFC 8259 section 8.1 lets a reader pass over a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| Unreadable::NotJson {
        what: plain(&error),
        line: error.line(),
        // At the end of a line serde counts from 0.
        column: error.column().max(1),
    })
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

fn content_type(found: Option<&str>) -> String {
    match found {
        Some(found) => format!("the content type `{found}` is not read here"),
        None => "the content type is missing".to_owned(),
    }
}

/// serde's message without the place.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match message.strip_prefix("EOF while parsing ") {
        Some(part) => format!("it ends within {part}"),
        None => message.to_owned(),
    }
}
