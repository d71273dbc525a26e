use super::{MAX_BODY, MAX_EVENTS};
use crate::json::{NotJson, content_type};
use crate::problem::{Kind, Problem};

/// Why a request is not readable as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The body is no JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
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
            Self::NotJson(_) | Self::Shape { .. } | Self::DuplicateAttribute(_) => Kind::Unreadable,
            Self::TooLarge | Self::TooMany { .. } => Kind::TooLarge,
            Self::ContentType(_) => Kind::MediaType,
        }
    }
}

impl From<Unreadable> for Problem {
    fn from(error: Unreadable) -> Self {
        let problem = Self::new(error.kind()).detail(error.to_string());
        match &error {
            Unreadable::NotJson(broken) => broken.place(problem),
            _ => problem,
        }
    }
}
