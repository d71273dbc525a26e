//! Days as people and other programs read them: `2026-04-01`.

use chrono::NaiveDate;
use domain::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    day.date().serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
    NaiveDate::deserialize(deserializer).map(Day::from_date)
}

/// The same of a day that may be none.
pub(super) mod maybe {
    use super::{Day, Deserialize, Deserializer, NaiveDate, Serialize, Serializer};

    pub(in crate::report) fn serialize<S: Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
        day.map(Day::date).serialize(serializer)
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
        Ok(Option::<NaiveDate>::deserialize(deserializer)?.map(Day::from_date))
    }
}

/// The same of several.
pub(super) mod list {
    use super::{Day, Deserialize, Deserializer, NaiveDate, Serializer};

    pub(in crate::report) fn serialize<S: Serializer>(days: &[Day], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter().map(|day| day.date()))
    }

    pub(in crate::report) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Day>, D::Error> {
        Ok(Vec::<NaiveDate>::deserialize(deserializer)?.into_iter().map(Day::from_date).collect())
    }
}
