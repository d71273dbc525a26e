use super::{Sent, Store};
use crate::Error;
use crate::sql::{Columns, Row, Sql, Value};
use chrono::{DateTime, Utc};
use domain::event::ChannelKind;
use domain::{CityCode, Day};
use serde::Serialize;
use std::collections::BTreeMap;

/// What LINE counted of the messages of a campaign's arm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// The name under which LINE counts.
    pub unit: String,
    /// The campaign.
    pub campaign: String,
    /// The arm, where there are arms.
    pub arm: Option<String>,
    /// The first civil day on which one left.
    #[serde(serialize_with = "date")]
    pub first_day: Day,
    /// The last.
    #[serde(serialize_with = "date")]
    pub last_day: Day,
    /// The last day that LINE's answer is about; nothing where it has not told.
    #[serde(serialize_with = "dates")]
    pub until: Option<Day>,
    /// People who had one on their screen; nothing below 20.
    pub seen: Option<i64>,
    /// People who opened a link in one; nothing below 20.
    pub opened: Option<i64>,
}

impl<S: Sql> Store<'_, S> {
    /// Notes on which days messages of a unit left. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_units(&self, city: &CityCode, sent: &[Sent]) -> Result<(), Error> {
        let mut units: BTreeMap<&str, (&str, Option<&str>, i32)> = BTreeMap::new();
        for one in sent.iter().filter(|one| one.channel == ChannelKind::Line && !one.is_reply) {
            units.insert(&one.unit, (&one.campaign, one.arm.as_deref(), one.day.0));
        }
        let rows: Vec<_> = units.into_iter().collect();
        let sql = "INSERT INTO units (city, unit, campaign, arm, first_day, last_day) \
                   SELECT ?1, value ->> 0, value ->> '$[1][0]', value ->> '$[1][1]', value ->> '$[1][2]', \
                   value ->> '$[1][2]' FROM json_each(?2) WHERE true \
                   ON CONFLICT (city, unit) DO UPDATE SET last_day = max(last_day, excluded.last_day)";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

    /// A unit of which LINE can tell something new: one that left before today and within the 14 days for
    /// which LINE counts, not asked about for a day. Nothing where any was asked about since `last`.
    ///
    /// # Errors
    /// The database's own.
    pub async fn unit_to_ask(
        &self,
        city: &CityCode,
        today: Day,
        last: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<(String, Day)>, Error> {
        let sql = "SELECT unit, first_day FROM units WHERE city = ?1 AND first_day < ?2 AND last_day >= ?2 - 14 \
                   AND (asked IS NULL OR asked <= ?3 - 86400000) \
                   AND NOT EXISTS (SELECT 1 FROM units WHERE city = ?1 AND asked > ?4) ORDER BY asked LIMIT 1";
        let params = vec![city.as_str().into(), i64::from(today.0).into(), now.into(), last.into()];
        let rows = self.sql.query(sql, params).await?;
        Ok(rows.first().map(|row| (row.text(0).to_owned(), day(row.integer(1)))))
    }

    /// Notes that LINE was asked about a unit, and what it told of the days until one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn count_unit(
        &self,
        city: &CityCode,
        unit: &str,
        told: Option<(Day, Option<u64>, Option<u64>)>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let number = |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok()).into();
        let (until, seen, opened): (Value, Value, Value) = match told {
            Some((until, seen, opened)) => (i64::from(until.0).into(), number(seen), number(opened)),
            None => (Value::Null, Value::Null, Value::Null),
        };
        let sql = "UPDATE units SET asked = ?3, until = coalesce(?4, until), seen = coalesce(?5, seen), \
                   opened = coalesce(?6, opened) WHERE city = ?1 AND unit = ?2";
        self.sql.run(sql, vec![city.as_str().into(), unit.into(), now.into(), until, seen, opened]).await?;
        Ok(())
    }

    /// What LINE counted, by campaign and arm.
    ///
    /// # Errors
    /// The database's own.
    pub async fn units(&self, city: &CityCode) -> Result<Vec<Unit>, Error> {
        let sql = "SELECT unit, campaign, arm, first_day, last_day, until, seen, opened FROM units \
                   WHERE city = ? ORDER BY campaign, arm LIMIT 1000";
        let count = |row: &Row, place: usize| match row.get(place) {
            Some(Value::Integer(count)) => Some(*count),
            _ => None,
        };
        let read = |row: &Row| Unit {
            unit: row.text(0).to_owned(),
            campaign: row.text(1).to_owned(),
            arm: row.optional(2).map(str::to_owned),
            first_day: day(row.integer(3)),
            last_day: day(row.integer(4)),
            until: count(row, 5).map(day),
            seen: count(row, 6),
            opened: count(row, 7),
        };
        Ok(self.sql.query(sql, vec![city.as_str().into()]).await?.iter().map(read).collect())
    }
}

fn day(number: i64) -> Day {
    Day(i32::try_from(number).unwrap_or_default())
}

fn date<S: serde::Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

fn dates<S: serde::Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => date(day, serializer),
        None => serializer.serialize_none(),
    }
}
