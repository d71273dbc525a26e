use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql, Value};
use chrono::{DateTime, Utc};
use domain::CityCode;

/// How fast calls of a kind may be made: a bucket that fills with so many a second and holds as many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The kind of call.
    pub endpoint: &'static str,
    /// How many a second.
    pub per_second: i64,
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
}
