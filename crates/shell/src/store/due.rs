use super::Store;
use crate::sql::{Columns, Sql};
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::decide::Due;
use domain::{CityCode, Day, ResidentId};

impl<S: Sql> Store<'_, S> {
    /// The decision points of a city that have come, the oldest first, found by index.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn due(&self, city: &CityCode, now: DateTime<Utc>, most: i64) -> Result<Vec<(ResidentId, Due)>, Error> {
        let sql = "SELECT resident, campaign, point, once, at, day, sensitive FROM due \
                   WHERE city = ? AND at <= ? ORDER BY at LIMIT ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), now.into(), most.into()]).await?;
        let read = |row: &Vec<Value>| {
            let resident = row.text(0).parse().map_err(|_| Error::corrupt("due.resident"))?;
            let due = Due {
                campaign: row.text(1).to_owned(),
                point: row.text(2).to_owned(),
                once: row.integer(3) != 0,
                at: row.instant(4),
                day: Day(i32::try_from(row.integer(5)).unwrap_or_default()),
                sensitive: row.integer(6) != 0,
            };
            Ok((resident, due))
        };
        rows.iter().map(read).collect()
    }
}
