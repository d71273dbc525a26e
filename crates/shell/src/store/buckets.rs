use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql, Value};
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use domain::pack::Priority;

/// How fast calls of a kind may be made: a bucket that fills with so many a second and holds as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The kind of call.
    pub endpoint: &'static str,
    /// How many a second.
    pub per_second: i64,
}

impl Rate {
    /// How long so many calls take.
    pub fn takes(self, calls: usize) -> TimeDelta {
        let calls = i64::try_from(calls).unwrap_or(i64::MAX);
        TimeDelta::milliseconds(calls.saturating_mul(1_000) / self.per_second.max(1))
    }
}

impl<S: Sql> Store<'_, S> {
    /// Takes as many tokens out of a bucket as there are, `wanted` at the most. What was taken by a
    /// worker that died is gone, which only slows. A clock that goes back fills nothing.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take_tokens(
        &self,
        city: &CityCode,
        rate: Rate,
        wanted: usize,
        now: DateTime<Utc>,
    ) -> Result<usize, Error> {
        if wanted == 0 {
            return Ok(0);
        }
        const FULL: &str = "min(?4, tokens + max(0, ?5 - at) * ?4 / 1000.0)";
        let sql = format!(
            "INSERT INTO buckets (city, endpoint, tokens, at, granted) \
             VALUES (?1, ?2, ?4 - min(?3, ?4), ?5, min(?3, ?4)) \
             ON CONFLICT (city, endpoint) DO UPDATE SET \
               granted = min(?3, CAST({FULL} AS INTEGER)), \
               tokens = {FULL} - min(?3, CAST({FULL} AS INTEGER)), at = ?5 \
             RETURNING granted"
        );
        let wanted = Value::Integer(i64::try_from(wanted).unwrap_or(i64::MAX));
        let params = vec![city.as_str().into(), rate.endpoint.into(), wanted, rate.per_second.into(), now.into()];
        let rows = self.sql.query(&sql, params).await?;
        Ok(rows.first().map_or(0, |row| usize::try_from(row.integer(0)).unwrap_or_default()))
    }

    /// Gives out turns behind those that were given before, one for each of so many calls that the bucket had nothing
    /// for. The first begins then; the others follow as the bucket fills. An end that is more than an hour away is of a
    /// clock that was wrong.
    ///
    /// # Errors
    /// The database's own.
    pub async fn queue(
        &self,
        city: &CityCode,
        rate: Rate,
        priority: Priority,
        calls: usize,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, Error> {
        let line = match priority {
            Priority::High => "queue_high",
            Priority::Normal => "queue",
        };
        let sql = format!(
            "UPDATE buckets SET {line} = iif({line} BETWEEN ?3 AND ?3 + 3600000, {line}, ?3) + ?4 \
             WHERE city = ?1 AND endpoint = ?2 RETURNING {line} - ?4"
        );
        let takes = rate.takes(calls).num_milliseconds();
        let rows =
            self.sql.query(&sql, vec![city.as_str().into(), rate.endpoint.into(), now.into(), takes.into()]).await?;
        Ok(rows.first().map_or(now, |row| row.instant(0)))
    }
}
