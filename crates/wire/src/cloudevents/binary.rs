//! Binary mode: attributes in `ce-*` headers, data in the body.

use super::Unreadable;
use super::envelope::{Envelope, Met, Text};
use super::structured::grammar;
use crate::Headers;
use crate::Received;
use crate::echo::clip;
use domain::event::Refusal;
use std::borrow::Cow;

/// Reads the event of binary mode. The media type was found to be JSON.
pub(super) fn parse(headers: &Headers<'_>, body: &str) -> Result<Received, Unreadable> {
    let mut envelope = Envelope::default();
    for (field, value) in headers.iter() {
        let field = field.to_ascii_lowercase();
        let Some(name) = field.strip_prefix("ce-") else { continue };
        let value = match decode(value) {
            Ok(text) => Text::Is(Cow::Owned(text)),
            Err(problem) => Text::Wrong(problem),
        };
        let met = match name {
            "datacontenttype" => {
                let problem = "has no header of its own in binary mode; it is the `Content-Type`".to_owned();
                envelope.wrong(Refusal::Attribute { name: "datacontenttype", problem });
                Met::First
            }
            // The name of a JSON member, and of no attribute.
            "data_base64" => envelope.put_extension(Cow::Owned(name.to_owned()), None),
            _ if envelope.slot(name).is_some() => envelope.put(name, value),
            _ => {
                let problem = if let Text::Wrong(problem) = value { Some(problem) } else { None };
                envelope.put_extension(Cow::Owned(name.to_owned()), problem)
            }
        };
        if met == Met::Again {
            return Err(Unreadable::DuplicateAttribute(clip(&field)));
        }
    }
    if !body.trim().is_empty() {
        grammar(body)?;
        envelope.put_data(body);
    }
    Ok(envelope.received(0))
}

/// Decodes a header value (HTTP binding section 3.1.3.2): first what is between double
/// quotes is taken out of them, then there is one round of percent-decoding.
fn decode(value: &[u8]) -> Result<String, &'static str> {
    let bytes = unquote(value.trim_ascii())?;
    let mut rest = bytes.as_slice();
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        match rest.get(at + 1..at + 3) {
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => rest = rest.get(at + 3..).unwrap_or_default(),
            _ => return Err("has a `%` without two hexadecimal digits; a percent sign is written `%25`"),
        }
    }
    percent_encoding::percent_decode(&bytes)
        .decode_utf8()
        .map(Cow::into_owned)
        .map_err(|_| "is not UTF-8 once percent-decoded")
}

fn unquote(value: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut plain = Vec::with_capacity(value.len());
    let mut bytes = value.iter().copied();
    let mut quoted = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => plain.push(bytes.next().ok_or("ends in a backslash")?),
            _ => plain.push(byte),
        }
    }
    if quoted { Err("opens a double quote and does not close it") } else { Ok(plain) }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn header_values_are_unquoted_then_percent_decoded_once() {
        let cases: [(&str, &str); 9] = [
            ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
            ("Euro%20%e2%82%ac%20%f0%9f%98%80", "Euro € 😀"),
            ("%41bc", "Abc"),
            ("a%2520b", "a%20b"),
            (" padded ", "padded"),
            ("\"Euro %E2%82%AC\"", "Euro €"),
            (r#""say \"hi\" \\ there""#, r#"say "hi" \ there"#),
            (r"back\slash", r"back\slash"),
            ("", ""),
        ];
        for (value, expected) in cases {
            assert_eq!(decode(value.as_bytes()).as_deref(), Ok(expected), "{value}");
        }
        for value in ["%C0%A0", "%", "%4", "%zz", "100%", "\"open", "\"open\\"] {
            assert!(decode(value.as_bytes()).is_err(), "{value}");
        }
        assert!(decode(b"\xff").is_err());
    }
}
