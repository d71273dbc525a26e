//! Tables of a report as lists of rows: in JSON a key is a text.

use super::{Group, Tally};
use crate::time::Day;
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// `[{"district": "荒尾", "age": 60, "live": 1, …}]`
pub(super) mod groups {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Row {
        #[serde(flatten)]
        group: Group,
        #[serde(flatten)]
        tally: Tally,
    }

    pub(in super::super) fn serialize<S: Serializer>(
        groups: &BTreeMap<Group, Tally>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(groups.iter().map(|(group, tally)| Row { group: group.clone(), tally: *tally }))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Group, Tally>, D::Error> {
        let rows = Vec::<Row>::deserialize(deserializer)?;
        Ok(rows.into_iter().map(|row| (row.group, row.tally)).collect())
    }
}

/// `[{"day": "2026-11-20", "live": 1, …}]`
pub(super) mod days {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Row {
        day: NaiveDate,
        #[serde(flatten)]
        tally: Tally,
    }

    pub(in super::super) fn serialize<S: Serializer>(
        days: &BTreeMap<Day, Tally>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter().map(|(day, tally)| Row { day: day.date(), tally: *tally }))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Day, Tally>, D::Error> {
        let rows = Vec::<Row>::deserialize(deserializer)?;
        Ok(rows.into_iter().map(|row| (Day::from_date(row.day), row.tally)).collect())
    }
}
