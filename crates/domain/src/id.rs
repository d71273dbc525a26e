//! Names of cities, residents and messages, checked once at the door.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not a name of its kind. The messages are for the caller of the door.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// A city code has six digits.
    #[error("a city code is the six-digit local-government code, such as `432041`")]
    City,
    /// A resident id is short and plain.
    #[error("a resident id has 1 to 64 characters of A–Z, a–z, 0–9, `-`, `_`, `.` or `:`")]
    Resident,
    /// A My Number must never be held.
    #[error("the resident id looks like a My Number; send an opaque id of your own instead")]
    MyNumber,
    /// A message id is a ULID.
    #[error("a message id has 26 characters of 0–9 and A–Z, as it stood in the message")]
    Message,
}

/// The six-digit local-government code that names a city (tenant), such as `432041` for Arao.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct CityCode(String);

impl CityCode {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CityCode {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) { Ok(Self(text)) } else { Err(IdError::City) }
    }
}

impl std::str::FromStr for CityCode {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::try_from(text.to_owned())
    }
}

impl fmt::Display for CityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A resident's opaque id, given by the city. Never a My Number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ResidentId(String);

impl ResidentId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ResidentId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
        if text.is_empty() || text.len() > 64 || !text.bytes().all(plain) {
            return Err(IdError::Resident);
        }
        if is_my_number(&text) {
            return Err(IdError::MyNumber);
        }
        Ok(Self(text))
    }
}

impl std::str::FromStr for ResidentId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::try_from(text.to_owned())
    }
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A message's id: 128 bits, derived from its cause, and the key under which a provider
/// recognises a repeated call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(pub ulid::Ulid);

impl MessageId {
    /// The first id that a message decided at an instant may have.
    pub fn first_of(at: DateTime<Utc>) -> Self {
        Self(ulid::Ulid::from_parts(u64::try_from(at.timestamp_millis()).unwrap_or_default(), 0))
    }

    /// The last id that a message decided at an instant may have: ids are in the order of their times.
    pub fn last_of(at: DateTime<Utc>) -> Self {
        Self(ulid::Ulid::from_parts(u64::try_from(at.timestamp_millis()).unwrap_or_default(), u128::MAX))
    }

    /// The same 128 bits in the hexadecimal UUID form that `X-Line-Retry-Key` takes.
    pub fn as_uuid(&self) -> String {
        let hex = format!("{:032x}", self.0.0);
        let mut parts = Vec::with_capacity(5);
        let mut rest = hex.as_str();
        for length in [8, 4, 4, 4] {
            let (head, tail) = rest.split_at(length);
            parts.push(head);
            rest = tail;
        }
        parts.push(rest);
        parts.join("-")
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for MessageId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        ulid::Ulid::from_string(text).map(Self).map_err(|_| IdError::Message)
    }
}

impl TryFrom<String> for MessageId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> Self {
        id.to_string()
    }
}

/// Whether a text is twelve digits whose last is the check digit of a My Number
/// (Order of the Ministry of Internal Affairs and Communications No. 85 of 2014, art. 5).
pub fn is_my_number(text: &str) -> bool {
    // As it is printed on the card, it comes in groups of four.
    let digits: Option<Vec<u32>> =
        text.chars().filter(|c| !matches!(c, '-' | '_' | '.' | ':' | ' ')).map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 12) else { return false };
    let mut reversed = digits.iter().rev();
    let check = reversed.next().copied().unwrap_or_default();
    let sum: u32 = reversed.zip((2..=7).chain(2..=6)).map(|(digit, weight)| digit * weight).sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    check == expected
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_my_number_is_recognised_by_its_check_digit() {
        // 123456789018 is the specimen number printed by the Digital Agency.
        assert!(is_my_number("123456789018"));
        assert!(!is_my_number("123456789012"));
        assert_eq!("123456789018".parse::<ResidentId>(), Err(IdError::MyNumber));
        assert_eq!("1234-5678-9018".parse::<ResidentId>(), Err(IdError::MyNumber));
        assert!("p-000123".parse::<ResidentId>().is_ok());
    }

    #[test]
    fn a_message_id_is_the_same_bits_as_ulid_and_uuid() {
        let id: MessageId = "01ARZ3NDEKTSV4RRFFQ69G5FAV".parse().unwrap();
        assert_eq!(id.as_uuid(), "01563e3a-b5d3-d676-4c61-efb99302bd5b");
        assert_eq!(id.to_string(), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
    }
}
