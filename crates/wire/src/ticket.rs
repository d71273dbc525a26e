//! What lets a resident's browser in: who, for how long, and a signature over both. Nothing of it is stored; with
//! another key, all of them are void.
//!
//! ```text
//! base64url( version 1 | minutes since 1970, 4 bytes | length of the family member's id, 1 byte | that id
//!            | the resident's id | first 16 bytes of HMAC-SHA256 over kind, city and all before )
//! ```

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{CityCode, ResidentId};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Whom a browser is let in for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Whose page it opens.
    pub resident: ResidentId,
    /// The id of the member of the family who opens it for them; the resident where there is none.
    pub family: Option<String>,
    /// Until when it does, in whole minutes.
    pub until: DateTime<Utc>,
}

/// What a ticket is good for; one is not taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The link in a message.
    Link,
    /// The link that a resident gives to their family.
    Family,
    /// What the browser keeps.
    Session,
}

/// Why a ticket opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Void {
    /// It was good, and is no more.
    #[error("its time is over")]
    Over,
    /// Nobody here wrote it.
    #[error("it is not one of ours")]
    Altered,
}

const VERSION: u8 = 1;

/// How many bytes of the signature are kept.
const TAG: usize = 16;

/// The longest text that is looked at: ids are 64 bytes at the most.
const LONGEST: usize = 400;

impl Ticket {
    /// The text of a ticket. An id of the family of more than 255 bytes is nobody's, and opens nothing.
    pub fn write(&self, key: &str, city: &CityCode, kind: Kind) -> String {
        let minutes = u32::try_from(self.until.timestamp().div_euclid(60)).unwrap_or_default();
        let family = self.family.as_deref().unwrap_or_default();
        let mut bytes = vec![VERSION];
        bytes.extend(minutes.to_be_bytes());
        bytes.push(u8::try_from(family.len()).unwrap_or(u8::MAX));
        bytes.extend(family.bytes());
        bytes.extend(self.resident.as_str().bytes());
        bytes.extend(tag(key, city, kind, &bytes));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a ticket of a kind, as of an instant.
    ///
    /// # Errors
    /// Why it opens nothing.
    pub fn read(key: &str, city: &CityCode, kind: Kind, text: &str, now: DateTime<Utc>) -> Result<Self, Void> {
        let bytes = Some(text).filter(|text| text.len() <= LONGEST).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        let bytes = bytes.ok_or(Void::Altered)?;
        let (said, given) = bytes.split_last_chunk::<TAG>().ok_or(Void::Altered)?;
        if !bool::from(tag(key, city, kind, said).ct_eq(given)) {
            return Err(Void::Altered);
        }
        let ticket = Self::parse(said).ok_or(Void::Altered)?;
        if ticket.until < now { Err(Void::Over) } else { Ok(ticket) }
    }

    fn parse(said: &[u8]) -> Option<Self> {
        let (version, rest) = said.split_first()?;
        let (minutes, rest) = rest.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first()?;
        let (family, resident) = rest.split_at_checked(usize::from(*length))?;
        let family = std::str::from_utf8(family).ok()?;
        let until = DateTime::UNIX_EPOCH + TimeDelta::minutes(u32::from_be_bytes(*minutes).into());
        (*version == VERSION).then_some(Self {
            resident: std::str::from_utf8(resident).ok()?.parse().ok()?,
            family: Some(family).filter(|family| !family.is_empty()).map(str::to_owned),
            until,
        })
    }
}

fn tag(key: &str, city: &CityCode, kind: Kind, said: &[u8]) -> [u8; TAG] {
    let kind: &[u8] = match kind {
        Kind::Link => b"link",
        Kind::Family => b"family",
        Kind::Session => b"session",
    };
    let mut whole = [0; TAG];
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return whole };
    for part in [b"ayumi ticket".as_slice(), kind, city.as_str().as_bytes(), said] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    let digest = mac.finalize().into_bytes();
    for (place, byte) in whole.iter_mut().zip(digest) {
        *place = byte;
    }
    whole
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-30T01:00:00Z".parse().unwrap()
    }

    fn arao() -> CityCode {
        "432041".parse().unwrap()
    }

    fn ticket(family: Option<&str>) -> Ticket {
        let until = now() + TimeDelta::days(7);
        Ticket { resident: "hanako".parse().unwrap(), family: family.map(str::to_owned), until }
    }

    #[test]
    fn what_was_written_is_read_until_its_time_is_over() {
        for family in [None, Some("k3j2h1g0")] {
            let text = ticket(family).write("key", &arao(), Kind::Link);
            let read = |now| Ticket::read("key", &arao(), Kind::Link, &text, now);
            assert_eq!(read(now()), Ok(ticket(family)));
            assert_eq!(read(now() + TimeDelta::days(7)), Ok(ticket(family)));
            assert_eq!(read(now() + TimeDelta::days(7) + TimeDelta::seconds(1)), Err(Void::Over));
        }
        assert!(ticket(None).write("key", &arao(), Kind::Link).len() <= 48);
    }

    #[test]
    fn no_other_key_city_kind_or_letter_opens() {
        let text = ticket(None).write("key", &arao(), Kind::Link);
        let other: CityCode = "432059".parse().unwrap();
        assert_eq!(Ticket::read("yek", &arao(), Kind::Link, &text, now()), Err(Void::Altered));
        assert_eq!(Ticket::read("key", &other, Kind::Link, &text, now()), Err(Void::Altered));
        for kind in [Kind::Family, Kind::Session] {
            assert_eq!(Ticket::read("key", &arao(), kind, &text, now()), Err(Void::Altered));
        }
        for place in 0..text.len() {
            let mut letters: Vec<char> = text.chars().collect();
            let letter = letters.get_mut(place).unwrap();
            *letter = if *letter == 'A' { 'B' } else { 'A' };
            let changed: String = letters.into_iter().collect();
            assert_eq!(Ticket::read("key", &arao(), Kind::Link, &changed, now()), Err(Void::Altered), "{place}");
        }
        for cut in ["", "A", "====", &"A".repeat(500)] {
            assert_eq!(Ticket::read("key", &arao(), Kind::Link, cut, now()), Err(Void::Altered));
        }
    }
}
