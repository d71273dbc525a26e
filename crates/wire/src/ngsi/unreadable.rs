use super::{MAX_BODY, MAX_ENTITIES};
use crate::json::{NotJson, content_type};
use crate::problem::{Kind, Problem};

/// Why a notification is not readable as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The body is no JSON, or nests too deep.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// The body is JSON, and no notification.
    #[error("the body is no notification: {0}")]
    Shape(&'static str),
    /// A format of attributes that cannot be read.
    #[error(
        "`Ngsiv2-AttrsFormat` is `{0}`; choose `normalized`, `keyValues`, `simplifiedNormalized`, \
         `simplifiedKeyValues` or `values` as the subscription's `attrsFormat`"
    )]
    Format(String),
    /// The format that names nothing, and no row of the table that says what it holds.
    #[error(
        "the format is `values`, which names no attributes, and no row of `city_os` in city.toml has a `values.order` \
         for this subscription; choose `normalized` as the subscription's `attrsFormat`, or write the order"
    )]
    NoOrder,
    /// A tenant that is no name.
    #[error("the header `{0}` is no tenant's name; it has letters, digits and signs of ASCII, 100 at most")]
    Tenant(&'static str),
    /// More bytes than a body may have.
    #[error("the body is larger than {most} bytes", most = MAX_BODY)]
    TooLarge,
    /// More entities, or more events made of them, than a notification may have.
    #[error("the notification has more than {most} entities, or more events would come of it", most = MAX_ENTITIES)]
    TooMany,
    /// No media type, or one that is not JSON.
    #[error("{}; a notification is `application/json` or `application/ld+json`, in UTF-8", content_type(.0.as_deref()))]
    ContentType(Option<String>),
    /// The city has no table.
    #[error("this city takes nothing from a city OS: there is no `city_os` in its city.toml (docs/city-os.md)")]
    NoTable,
}

impl Unreadable {
    /// What kind of problem it is, and so the HTTP status.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotJson(_) | Self::Shape(_) | Self::Tenant(_) => Kind::Unreadable,
            Self::Format(_) | Self::NoOrder | Self::NoTable => Kind::Refused,
            Self::TooLarge | Self::TooMany => Kind::TooLarge,
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
