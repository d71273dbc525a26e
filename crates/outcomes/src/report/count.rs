use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Below so many people nothing is told of a group.
pub const LEAST: u64 = 10;

/// How many people there are, or that it is not told: of 1 to 9 never, and of more where 1 to 9 could be found by
/// subtracting. As JSON a number, or `"hidden"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Shown(u64),
    /// Not told.
    Hidden,
}

impl Count {
    /// A count by itself, of which nothing else is told: hidden where it is 1 to 9.
    pub fn of(people: u64) -> Self {
        if (1..LEAST).contains(&people) { Self::Hidden } else { Self::Shown(people) }
    }

    /// The number, where it is told.
    pub fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(people) => Some(people),
            Self::Hidden => None,
        }
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Shown(people) => serializer.serialize_u64(*people),
            Self::Hidden => serializer.serialize_str("hidden"),
        }
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of people or \"hidden\"")
            }

            fn visit_u64<E: Error>(self, people: u64) -> Result<Count, E> {
                Ok(Count::Shown(people))
            }

            fn visit_str<E: Error>(self, word: &str) -> Result<Count, E> {
                if word == "hidden" { Ok(Count::Hidden) } else { Err(E::custom("a count is a number or \"hidden\"")) }
            }
        }
        deserializer.deserialize_any(Read)
    }
}
