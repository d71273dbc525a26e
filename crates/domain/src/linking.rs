//! How an account or a telephone becomes a resident's: a code that only the resident was given,
//! and what keeps others from guessing it. Secrets are kept as keyed hashes, so that nobody can
//! use what stands in the database.

mod code;

pub use code::{Code, Slip};

use crate::chance;
use crate::id::CityCode;
use chrono::{DateTime, TimeDelta, Utc};

/// The action of a button that asks to be linked, in whatever menu it is.
pub const LINK: &str = "link";

/// The action of a button that asks for one's own page, in whatever menu it is; written words ask for it by
/// [`crate::event::is_my_page`].
pub const MY_PAGE: &str = "my_page";

/// How long a code can be used.
pub const CODE_LIVES: TimeDelta = TimeDelta::days(30);

/// How long LINE's link token can be used, and a number that we gave LINE.
///
/// Source: Messaging API documentation, "User account linking".
pub const TOKEN_LIVES: TimeDelta = TimeDelta::minutes(10);

/// How many codes an account or a telephone may guess wrong in an hour of the clock.
pub const GUESSES: i64 = 5;

/// How many may be guessed wrong in a city in an hour: with ten thousand codes out, a year of
/// nothing else finds one in a hundred million codes some 26 times, and staff see it in the log.
pub const GUESSES_IN_CITY: i64 = 30;

/// How often an account is sent the page's address in an hour, and an account or a telephone its residents' own.
pub const OFFERS: i64 = 5;

/// What is kept of a secret, each kind apart from the others and each city from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// A resident's code.
    Code,
    /// LINE's link token.
    Token,
    /// The number by which LINE tells us who it was.
    Nonce,
    /// What a page's form carries, so that only our own page can send it.
    Form,
    /// From which a code is made that has to be written later.
    Seed,
    /// A code that a shop confirms.
    Coupon,
}

/// A secret as it is kept: 128 bits of HMAC-SHA256 under the setting `link_key`, in hexadecimal.
pub fn seal(key: &str, city: &CityCode, kind: Secret, secret: &str) -> String {
    format!("{:032x}", bits(key, city, kind, secret))
}

/// The code that a seed stands for: with the key it can be written again, without it not.
pub fn code(key: &str, city: &CityCode, seed: &str) -> Code {
    Code::from_bits(bits(key, city, Secret::Seed, seed))
}

/// The hour of the clock in which guesses are counted, and the seconds until the next one.
pub fn hour(now: DateTime<Utc>) -> (i64, i64) {
    let seconds = now.timestamp();
    (seconds.div_euclid(3600), 3600 - seconds.rem_euclid(3600))
}

fn bits(key: &str, city: &CityCode, kind: Secret, secret: &str) -> u128 {
    let kind = match kind {
        Secret::Code => "code",
        Secret::Token => "token",
        Secret::Nonce => "nonce",
        Secret::Form => "form",
        Secret::Seed => "seed",
        Secret::Coupon => "coupon",
    };
    chance::digest(key, &["link", kind, city.as_str(), secret])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn no_key_city_or_kind_opens_what_another_has_sealed() {
        let (arao, other): (CityCode, CityCode) = ("432041".parse().unwrap(), "432059".parse().unwrap());
        let sealed = seal("key", &arao, Secret::Code, "482913057");
        assert_eq!(sealed, seal("key", &arao, Secret::Code, "482913057"));
        assert_ne!(sealed, seal("yek", &arao, Secret::Code, "482913057"));
        assert_ne!(sealed, seal("key", &other, Secret::Code, "482913057"));
        assert_ne!(sealed, seal("key", &arao, Secret::Nonce, "482913057"));
        assert_eq!(code("key", &arao, "s"), code("key", &arao, "s"));
        assert_ne!(code("key", &arao, "s"), code("key", &other, "s"));
    }
}
