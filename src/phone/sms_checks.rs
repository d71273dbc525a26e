//! Whether Twilio would take an SMS: the form, the numbers, the length, in its codes and words.

use http::{HeaderMap, StatusCode, header};

use super::faults::NumberTrouble;
use super::server::Cut;

/// Twilio counts characters; UTF-16 units are the stricter reading of that.
const MOST_CHARACTERS: usize = 1_600;

/// An answer other than 201.
pub(super) enum Refusal {
    /// `{"code","message","more_info","status"}`.
    Said(StatusCode, u32, String),
    Html,
    Elsewhere,
    Cut(Cut),
}

impl Refusal {
    fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::Said(StatusCode::BAD_REQUEST, code, message.into())
    }
}

/// The fields of a send call that this phone looks at.
pub(super) struct Form {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) body: String,
    pub(super) status_callback: Option<String>,
}

impl Form {
    pub(super) fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        // Twilio reads nothing but a form, and then misses the first field it needs.
        let pairs: Vec<(String, String)> = if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            serde_urlencoded::from_bytes(body).unwrap_or_default()
        } else {
            Vec::new()
        };
        let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned());
        let needed = |name: &str, code: u32, message: &str| {
            field(name).filter(|value| !value.is_empty()).ok_or_else(|| Refusal::bad(code, message))
        };
        Ok(Self {
            to: needed("To", 21604, "A 'To' phone number is required.")?,
            from: needed("From", 21603, "A 'From' phone number is required.")?,
            body: needed("Body", 21602, "Message body is required.")?,
            status_callback: field("StatusCallback").filter(|url| !url.is_empty()),
        })
    }
}

pub(super) fn check(form: &Form) -> Result<(), Refusal> {
    let Form { to, from, body, .. } = form;
    if !is_e164(to) {
        let message = format!("The 'To' number {to} is not a valid phone number.");
        return Err(Refusal::bad(21211, message));
    }
    if !is_e164(from) && !is_sender_name(from) {
        let message =
            format!("The 'From' number {from} is not a valid phone number, shortcode, or alphanumeric sender ID.");
        return Err(Refusal::bad(21212, message));
    }
    if body.encode_utf16().count() > MOST_CHARACTERS {
        let message = "The concatenated message body exceeds the 1600 character limit";
        return Err(Refusal::bad(21617, message));
    }
    Ok(())
}

/// What the account and the carrier have against the number.
pub(super) fn check_number(to: &str, trouble: Option<NumberTrouble>) -> Result<(), Refusal> {
    let (code, message) = match trouble {
        Some(NumberTrouble::Unsubscribed) => (21610, "Attempt to send to unsubscribed recipient".to_owned()),
        Some(NumberTrouble::Unverified) => {
            let why = "Trial accounts cannot send messages to unverified numbers";
            (21608, format!("The number {to} is unverified. {why}"))
        }
        Some(NumberTrouble::NotMobile) => (21614, format!("'To' number is not a valid mobile number: {to}")),
        None if is_japanese_landline(to) => (21614, format!("'To' number is not a valid mobile number: {to}")),
        Some(NumberTrouble::Unreachable) | None => return Ok(()),
    };
    Err(Refusal::bad(code, message))
}

/// `^\+[1-9][0-9]{6,14}$`: ITU-T E.164 says 15 digits at most; nothing reachable is shorter than 7.
fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

fn is_sender_name(name: &str) -> bool {
    (3..=11).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b' ')
}

/// Japanese mobiles begin 060, 070, 080 or 090, and 020 is for machines; all else cannot read an SMS.
fn is_japanese_landline(number: &str) -> bool {
    number
        .strip_prefix("+81")
        .is_some_and(|national| !["60", "70", "80", "90"].iter().any(|mobile| national.starts_with(mobile)))
}
