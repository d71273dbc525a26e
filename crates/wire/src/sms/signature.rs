use super::Form;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The header with the signature.
pub const SIGNATURE_HEADER: &str = "x-twilio-signature";

/// The challenge of a 401 answer (`WWW-Authenticate`, RFC 9110 section 15.5.2).
pub const CHALLENGE: &str = "Signature header=\"x-twilio-signature\"";

/// Whether a request was signed with the account's token: Base64 of HMAC-SHA1 over the full URL
/// and, for each field of its form in order of name, the name and its values (each once, in order).
/// A body that is no form is signed by a hash of it in the URL (`bodySHA256`), and has no fields.
///
/// `url` is the one the provider was given, query and all; behind a proxy that is not the one the
/// request shows. Since proxies and senders disagree about the rest, the URL counts by either scheme,
/// with its port (the scheme's own if it has none) and without. Compared in constant time; an empty
/// token matches nothing.
///
/// Source: www.twilio.com/docs/usage/security and twilio-python `RequestValidator`.
pub fn verify(auth_token: &str, url: &str, body: &[u8], signature: Option<&str>) -> bool {
    let Some(signature) = signature.and_then(|text| STANDARD.decode(text.trim()).ok()) else { return false };
    if auth_token.is_empty() {
        return false;
    }
    let form = match hash_in(url) {
        Some(hash) if hash.eq_ignore_ascii_case(&hex(&Sha256::digest(body))) => Form::parse(b""),
        Some(_) => return false,
        None => Form::parse(body),
    };
    let mut fields: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, value) in form.fields() {
        fields.entry(name).or_default().insert(value);
    }
    let matches = |url: String| {
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
    // All are computed, so that the time does not tell which it was.
    variants(url).into_iter().fold(false, |found, url| found | matches(url))
}

/// The hash of a body that is no form.
fn hash_in(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    fields.into_iter().find(|(name, _)| name == "bodySHA256").map(|(_, hash)| hash)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A URL by both schemes, with its port and without.
fn variants(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else { return vec![url.to_owned()] };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let (host, port) = match authority.rsplit_once(':') {
        // In `[::1]` the last colon belongs to the address.
        Some((host, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let by = |scheme: &str, usual: &str| {
        let port = port.unwrap_or(usual);
        [format!("{scheme}://{host}:{port}{path}"), format!("{scheme}://{host}{path}")]
    };
    match scheme.to_ascii_lowercase().as_str() {
        "https" | "http" => [by("https", "443"), by("http", "80")].concat(),
        _ => vec![url.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::variants;

    #[test]
    fn a_url_is_taken_by_both_schemes_with_its_port_and_without() {
        let cases = [
            ("https://a.jp/x?y=1", "https://a.jp:443/x?y=1 https://a.jp/x?y=1 http://a.jp:80/x?y=1 http://a.jp/x?y=1"),
            ("http://a.jp:3000", "https://a.jp:3000 https://a.jp http://a.jp:3000 http://a.jp"),
            (
                "HTTP://a.jp?x=http://b:1/",
                "https://a.jp:443?x=http://b:1/ https://a.jp?x=http://b:1/ \
                                           http://a.jp:80?x=http://b:1/ http://a.jp?x=http://b:1/",
            ),
            ("https://[::1]/x", "https://[::1]:443/x https://[::1]/x http://[::1]:80/x http://[::1]/x"),
            ("https://[::1]:3000/x", "https://[::1]:3000/x https://[::1]/x http://[::1]:3000/x http://[::1]/x"),
            ("a.jp/x", "a.jp/x"),
        ];
        for (url, expected) in cases {
            assert_eq!(variants(url).join(" "), expected, "{url}");
        }
    }
}
