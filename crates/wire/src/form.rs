//! Fields of an address's query or of a page's form (`application/x-www-form-urlencoded`).

/// The first value of a name, unless it is empty.
pub fn field(query: &str, name: &str) -> Option<String> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    fields.into_iter().find(|(other, _)| other == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// A value of a cookie header (RFC 6265 section 4.2.1).
pub fn cookie<'c>(header: &'c str, name: &str) -> Option<&'c str> {
    header.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(other, _)| *other == name).map(|(_, v)| v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_cookies_are_found_by_name() {
        assert_eq!(field("a=1&b=%E3%81%82+x&b=2", "b").as_deref(), Some("あ x"));
        assert_eq!(field("a=&b", "a"), None);
        assert_eq!(field("", "a"), None);
        assert_eq!(cookie("a=1; link=xyz;c=3", "link"), Some("xyz"));
        assert_eq!(cookie("alink=1", "link"), None);
    }
}
