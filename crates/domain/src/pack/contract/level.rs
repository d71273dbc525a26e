use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A level of a metric, exact to a millionth: what is written as 82.1 is 82.1, and no binary fraction near it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(i64);

impl Level {
    /// How many millionths one is.
    pub const ONE: i64 = 1_000_000;

    /// The greatest level, up or down: a million millions.
    pub const MOST: Self = Self(1_000_000_000_000 * Self::ONE);

    /// So many millionths; `None` beyond [`Level::MOST`].
    pub fn of_millionths(millionths: i64) -> Option<Self> {
        (-Self::MOST.0..=Self::MOST.0).contains(&millionths).then_some(Self(millionths))
    }

    /// The level that a number in a file means; `None` where it has more than six decimals, is no number, or is
    /// beyond [`Level::MOST`].
    pub fn exact(number: f64) -> Option<Self> {
        // The shortest text that is this number again is what was written, or the same number written otherwise.
        read(&number.to_string())
    }

    /// The level nearest to a number that was computed; `None` where it is no number, or beyond [`Level::MOST`].
    pub fn nearest(number: f64) -> Option<Self> {
        read(&format!("{number:.6}"))
    }

    /// In millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.0 % Self::ONE == 0
    }

    /// As a floating-point number: for statistics, never for money.
    pub fn number(self) -> f64 {
        self.0 as f64 / Self::ONE as f64
    }
}

/// A decimal number with six decimals at most.
fn read(text: &str) -> Option<Level> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.len() > 6 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    Level::of_millionths(whole.checked_mul(Level::ONE)?.checked_add(part)?.checked_mul(sign)?)
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.abs() / Self::ONE, self.0.abs() % Self::ONE);
        let written = format!("{sign}{whole}.{part:06}");
        f.pad(written.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Serialize for Level {
    /// As a number: a whole one where it is whole.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.is_whole() {
            true => serializer.serialize_i64(self.0 / Self::ONE),
            false => serializer.serialize_f64(self.number()),
        }
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::exact(number)
            .ok_or_else(|| D::Error::custom("a level has six decimals at most, and is no more than a million millions"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for millionths in [0, 82_100_000, -1, Level::MOST.0] {
            let level = Level(millionths);
            let text = serde_json::to_string(&level).unwrap();
            assert_eq!(serde_json::from_str::<Level>(&text).unwrap(), level, "{text}");
        }
        for text in ["0.0000001", "1e13", "\"1\""] {
            assert!(serde_json::from_str::<Level>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_meant_to_the_last_digit() {
        for (number, millionths, shown) in [
            (82.1, 82_100_000, "82.1"),
            (79.0, 79_000_000, "79"),
            (-0.25, -250_000, "-0.25"),
            (0.000001, 1, "0.000001"),
            (1e12, 1_000_000_000_000_000_000, "1000000000000"),
        ] {
            let level = Level::exact(number).unwrap();
            assert_eq!((level.millionths(), level.to_string()), (millionths, shown.to_owned()));
        }
        assert_eq!(serde_json::to_string(&[Level::exact(82.1), Level::exact(79.0)]).unwrap(), "[82.1,79]");
        assert_eq!(Level::nearest(2.0 / 3.0).unwrap().millionths(), 666_667);
        assert_eq!(Level::nearest(-0.0).unwrap(), Level::exact(0.0).unwrap());
    }

    #[test]
    fn what_is_no_level_is_none() {
        for number in [0.1234567, f64::NAN, f64::INFINITY, 1e13, -1e300] {
            assert_eq!(Level::exact(number), None, "{number}");
        }
        assert_eq!([f64::NAN, f64::NEG_INFINITY, 1e13].map(Level::nearest), [None; 3]);
    }
}
