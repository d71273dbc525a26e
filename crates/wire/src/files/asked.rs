use super::setting::{Charset, Format, Kind};
use crate::echo::clip;
use crate::problem::{self, Problem};
use domain::why::Language;

/// What a request with a file asks for, by its query and its media type.
///
/// ```text
/// POST /v1/432041/checkups?kind=paper&preview=true&language=en     Content-Type: text/csv; charset=Shift_JIS
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What the file is about.
    pub kind: Kind,
    /// How it is written.
    pub format: Format,
    /// How its letters are written, if that is said.
    pub charset: Option<Charset>,
    /// The root of the resident's id in XML, if it is said.
    pub id_root: Option<String>,
    /// Whether it is looked at only, or stored.
    pub purpose: Purpose,
    /// In which language mistakes are told.
    pub language: Language,
}

/// What is done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is read, and what would come of it is told.
    Preview,
    /// It is stored.
    Store,
}

/// Why it is not clear what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unasked {
    /// No media type, or another one.
    #[error(
        "send `Content-Type: application/xml` or `text/csv`, with `; charset=Shift_JIS` if it is that; `{0}` is not read"
    )]
    MediaType(String),
    /// A sheet of which it is not said what it is about.
    #[error("say what the file is: add `?kind=checkup`, `?kind=pedometer` or `?kind=paper`")]
    NoKind,
    /// XML of something else than checkups.
    #[error("XML is read for `kind=checkup` only; send sheets as `text/csv`")]
    XmlKind,
    /// A value that a parameter cannot have.
    #[error("`{name}` can be {allowed}")]
    Value {
        /// The parameter.
        name: &'static str,
        /// What it can be.
        allowed: &'static str,
    },
    /// A parameter that is not known.
    #[error("the parameter `{0}` is not known; there are `kind`, `preview`, `language` and `id_root`")]
    Parameter(String),
}

impl Asked {
    /// Reads the query and the media type.
    ///
    /// # Errors
    /// What is missing, unknown or contradictory.
    pub fn read(query: &str, content_type: Option<&str>) -> Result<Self, Unasked> {
        let media = content_type.unwrap_or_default();
        let (format, charset) = Format::of(media).ok_or_else(|| Unasked::MediaType(clip(media)))?;
        let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
        let (mut kind, mut id_root) = (None, None);
        let (mut purpose, mut language) = (Purpose::Store, Language::Ja);
        for (name, value) in fields {
            match (name.as_str(), value.as_str()) {
                ("kind", value) => {
                    let allowed = "`checkup`, `pedometer` or `paper`";
                    kind = Some(Kind::named(value).ok_or(Unasked::Value { name: "kind", allowed })?);
                }
                ("preview", "true") => purpose = Purpose::Preview,
                ("preview", "false") => purpose = Purpose::Store,
                ("preview", _) => return Err(Unasked::Value { name: "preview", allowed: "`true` or `false`" }),
                ("language", "ja") => language = Language::Ja,
                ("language", "en") => language = Language::En,
                ("language", _) => return Err(Unasked::Value { name: "language", allowed: "`ja` or `en`" }),
                ("id_root", root) if is_oid(root) => id_root = Some(root.to_owned()),
                ("id_root", _) => {
                    return Err(Unasked::Value { name: "id_root", allowed: "an OID, such as `1.2.392.200119.6.205`" });
                }
                (other, _) => return Err(Unasked::Parameter(clip(other))),
            }
        }
        let kind = match (kind, format) {
            (Some(Kind::Checkup) | None, Format::Xml) => Kind::Checkup,
            (Some(_), Format::Xml) => return Err(Unasked::XmlKind),
            (Some(kind), Format::Csv) => kind,
            (None, Format::Csv) => return Err(Unasked::NoKind),
        };
        Ok(Self { kind, format, charset, id_root, purpose, language })
    }

    /// What, beside the bytes, decides what a file is. Not its charset: said or found out, the file is the same.
    pub fn way(&self) -> String {
        format!("{} {:?} {}", self.kind.as_str(), self.format, self.id_root.as_deref().unwrap_or("-"))
    }
}

impl From<Unasked> for Problem {
    fn from(error: Unasked) -> Self {
        let kind = match error {
            Unasked::MediaType(_) => problem::Kind::MediaType,
            _ => problem::Kind::Unreadable,
        };
        Self::new(kind).detail(error.to_string())
    }
}

fn is_oid(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn requests_are_read() {
        let asked = Asked::read("kind=paper&preview=true&language=en", Some("text/csv; charset=Shift_JIS")).unwrap();
        assert_eq!((asked.kind, asked.charset, asked.language), (Kind::Paper, Some(Charset::ShiftJis), Language::En));
        assert_eq!(asked.purpose, Purpose::Preview);
        assert_eq!(Asked::read("", Some("application/xml")).unwrap().kind, Kind::Checkup);
        for (query, media, error) in [
            ("", Some("text/csv"), Unasked::NoKind),
            ("kind=paper", None, Unasked::MediaType(String::new())),
            ("kind=paper", Some("text/xml"), Unasked::XmlKind),
            ("kind=paper&q=1", Some("text/csv"), Unasked::Parameter("q".to_owned())),
        ] {
            assert_eq!(Asked::read(query, media), Err(error));
        }
        for query in ["kind=cake", "preview=yes", "language=fr", "id_root=x"] {
            assert!(matches!(Asked::read(query, Some("application/xml")), Err(Unasked::Value { .. })), "{query}");
        }
    }
}
