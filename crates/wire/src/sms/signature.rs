use super::Form;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use std::collections::{BTreeMap, BTreeSet};

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "x-twilio-signature";

/// The challenge of a 401 answer (`WWW-Authenticate`, RFC 9110 section 15.5.2).
pub const CHALLENGE: &str = "Signature header=\"x-twilio-signature\"";

/// Whether a form was signed with the account's token: Base64 of HMAC-SHA1 over the full
/// URL and, for each field in order of name, the name and its values (each once, in
/// order). `url` is the one the provider was given, query and all; behind a proxy that is
/// not the one the request shows. Since senders disagree, the URL counts with its port
/// (the scheme's own if it has none) and without. Compared in constant time; an empty
/// token matches nothing.
///
/// Source: www.twilio.com/docs/usage/security and twilio-python `RequestValidator`.
pub fn verify(auth_token: &str, url: &str, form: &Form, signature: Option<&str>) -> bool {
    let Some(signature) = signature.and_then(|text| STANDARD.decode(text.trim()).ok()) else { return false };
    if auth_token.is_empty() {
        return false;
    }
    let mut fields: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form.fields() {
        fields.entry(name).or_default().insert(value);
    }
    let matches = |url: &str| {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()) else { return false };
        mac.update(url.as_bytes());
        for (name, values) in &fields {
            for value in values {
                mac.update(name.as_bytes());
                mac.update(value.as_bytes());
            }
        }
        mac.verify_slice(&signature).is_ok()
    };
    let (with, without) = ports(url);
    // Both are computed, so that the time does not tell which it was.
    matches(&with) | matches(&without)
}

/// A URL with its port, and without.
fn ports(url: &str) -> (String, String) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), url.to_owned()) };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (host, port) = match authority.rsplit_once(':') {
        // In `[::1]` the last colon belongs to the address.
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (host, port),
        _ => (authority, if scheme.eq_ignore_ascii_case("https") { "443" } else { "80" }),
    };
    (format!("{scheme}://{host}:{port}{path}"), format!("{scheme}://{host}{path}"))
}

#[cfg(test)]
mod tests {
    use super::ports;

    #[test]
    fn a_url_is_taken_with_its_port_and_without() {
        let cases = [
            ("https://a.jp/x?y=1", "https://a.jp:443/x?y=1", "https://a.jp/x?y=1"),
            ("http://a.jp:3000", "http://a.jp:3000", "http://a.jp"),
            ("http://a.jp?x=http://b:1/", "http://a.jp:80?x=http://b:1/", "http://a.jp?x=http://b:1/"),
            ("http://[::1]/x", "http://[::1]:80/x", "http://[::1]/x"),
            ("http://[::1]:3000/x", "http://[::1]:3000/x", "http://[::1]/x"),
        ];
        for (url, with, without) in cases {
            assert_eq!(ports(url), (with.to_owned(), without.to_owned()), "{url}");
        }
    }
}
