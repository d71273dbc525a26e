use super::{MAX_BODY, MAX_EVENTS};
use crate::problem::{Kind, Problem};

/// Why a request is not readable as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The body breaks JSON's grammar.
    #[error("the body is not JSON: {what} at line {line}, column {column}")]
    NotJson {
        /// What was expected.
        what: String,
        /// From 1.
        line: usize,
        /// In bytes, from 1.
        column: usize,
    },
    /// The body is JSON of another shape than the media type says.
    #[error("the body is {found}; `{media_type}` carries {expected}")]
    Shape {
        /// What there is.
        found: &'static str,
        /// What there should be.
        expected: &'static str,
        /// The media type of the request.
        media_type: &'static str,
    },
    /// The body has bytes that are no UTF-8.
    #[error("the body is not UTF-8: byte {byte} begins no character")]
    NotUtf8 {
        /// From 0.
        byte: usize,
    },
    /// More bytes than a body may have.
    #[error("the body is larger than {most} bytes; send smaller batches", most = MAX_BODY)]
    TooLarge,
    /// More events than a batch may have.
    #[error("the batch has {events} events; {most} are the most, so send it in parts", most = MAX_EVENTS)]
    TooMany {
        /// How many there are.
        events: usize,
    },
    /// No media type, or one that is not read here, or with a parameter that is not.
    #[error(
        "{}; send `application/cloudevents+json`, `application/cloudevents-batch+json`, or `application/json` \
         with `ce-` headers, in UTF-8", content_type(.0.as_deref())
    )]
    ContentType(Option<String>),
    /// A header attribute that comes twice.
    #[error("the header `{0}` comes twice")]
    DuplicateAttribute(String),
}

impl Unreadable {
    /// What kind of problem it is, and so the HTTP status.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotJson { .. } | Self::Shape { .. } | Self::NotUtf8 { .. } | Self::DuplicateAttribute(_) => {
                Kind::Unreadable
            }
            Self::TooLarge | Self::TooMany { .. } => Kind::TooLarge,
            Self::ContentType(_) => Kind::MediaType,
        }
    }

    pub(super) fn json(error: &serde_json::Error) -> Self {
        // At the end of a line serde counts from 0.
        Self::NotJson { what: plain(error), line: error.line(), column: error.column().max(1) }
    }
}

impl From<Unreadable> for Problem {
    fn from(error: Unreadable) -> Self {
        let problem = Self::new(error.kind()).detail(error.to_string());
        match error {
            Unreadable::NotJson { line, column, .. } => problem.with("line", line).with("column", column),
            _ => problem,
        }
    }
}

fn content_type(found: Option<&str>) -> String {
    match found {
        Some(found) => format!("the content type `{found}` is not read here"),
        None => "the content type is missing".to_owned(),
    }
}

/// serde's message without the place.
pub(crate) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match message.strip_prefix("EOF while parsing ") {
        Some(part) => format!("it ends within {part}"),
        None => message.to_owned(),
    }
}
