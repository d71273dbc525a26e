//! The codes of a stamp rally's places: who has one was there, or has a picture of it. Nothing of it is stored, and
//! with another key all posters are to be printed anew.

use domain::CityCode;
use domain::pack::StampRally;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Letters and digits that are not mistaken for one another (Crockford's).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many of them a code has: a million millions, which nobody tries out.
const LENGTH: usize = 8;

/// The code of a place.
pub fn code(key: &str, city: &CityCode, campaign: &str, place: &str) -> String {
    // A key may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return String::new() };
    for part in ["ayumi stamp", city.as_str(), campaign, place] {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    let letter = |byte: u8| LETTERS.get(usize::from(byte & 31)).map_or('0', |letter| char::from(*letter));
    mac.finalize().into_bytes().into_iter().take(LENGTH).map(letter).collect()
}

/// The place of a rally that has a code.
pub fn place<'r>(key: &str, city: &CityCode, rally: &'r StampRally, said: &str) -> Option<&'r str> {
    // All are looked at, so that the time tells nothing.
    let mut found = None;
    for place in &rally.places {
        if bool::from(code(key, city, &rally.campaign, place).as_bytes().ct_eq(said.as_bytes())) {
            found = Some(place.as_str());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use domain::Day;
    use domain::pack::Period;

    fn rally() -> StampRally {
        let places = ["四山神社", "万田坑"].map(str::to_owned).to_vec();
        let period = Period { from: Day(20_758), until: None };
        StampRally { campaign: "autumn_stamps".to_owned(), period, places, complete: 2 }
    }

    #[test]
    fn a_code_opens_its_place_and_no_other() {
        let (arao, other): (CityCode, CityCode) = ("432041".parse().unwrap(), "432059".parse().unwrap());
        let rally = rally();
        let shrine = code("key", &arao, "autumn_stamps", "四山神社");
        assert_eq!(shrine.len(), LENGTH);
        assert!(shrine.bytes().all(|letter| LETTERS.contains(&letter)), "{shrine}");
        assert_eq!(place("key", &arao, &rally, &shrine), Some("四山神社"));
        assert_eq!(place("key", &arao, &rally, &code("key", &arao, "autumn_stamps", "万田坑")), Some("万田坑"));
        for wrong in [
            code("yek", &arao, "autumn_stamps", "四山神社"),
            code("key", &other, "autumn_stamps", "四山神社"),
            code("key", &arao, "spring_stamps", "四山神社"),
            code("key", &arao, "autumn_stamps", "熊本城"),
            shrine.to_lowercase(),
            String::new(),
        ] {
            assert_eq!(place("key", &arao, &rally, &wrong), None, "{wrong}");
        }
    }
}
