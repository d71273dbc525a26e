//! The header fields of a request or an answer.

/// Header fields in the order they came. Names are compared without regard to case
/// (RFC 9110 section 5.1); values are bytes, as HTTP has them.
///
/// ```
/// let headers: wire::Headers = [("Content-Type", b"application/json".as_slice())].into_iter().collect();
/// assert_eq!(headers.get("content-type"), Some("application/json"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Headers<'a>(Vec<(&'a str, &'a [u8])>);

impl<'a> Headers<'a> {
    /// The first value of a name, when it is text; without the spaces around it.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
            .map(str::trim)
    }

    /// All fields.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + '_ {
        self.0.iter().copied()
    }
}

impl<'a> FromIterator<(&'a str, &'a [u8])> for Headers<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a [u8])>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}
