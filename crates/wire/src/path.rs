//! Paths of addresses.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The segments of a path, each percent-decoded on its own (RFC 3986 section 2.4), empty ones left out;
/// nothing where one is no UTF-8.
///
/// ```
/// assert_eq!(wire::path::segments("/v1//ward%3A7"), Some(vec!["v1".to_owned(), "ward:7".to_owned()]));
/// assert_eq!(wire::path::segments("/%ff"), None);
/// ```
pub fn segments(path: &str) -> Option<Vec<String>> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.map(|segment| percent_decode_str(segment).decode_utf8().ok().map(Cow::into_owned)).collect()
}
