//! When points end: whose are due is found by an index.

use super::{Batch, Store};
use crate::Error;
use crate::sql::{Columns, Sql, SqlError, Value};
use domain::points::Transfer;
use domain::{CityCode, Day, ResidentId};

/// What ended of a resident's points, or came back of what had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Whose they are.
    pub resident: ResidentId,
    /// The revision of the resident that was read.
    pub rev: i64,
    /// How many came back, or ended where it is below zero.
    pub points: i64,
    /// How they move.
    pub moves: Vec<Transfer>,
}

impl<S: Sql> Store<'_, S> {
    /// Writes when the points of a batch's residents end next.
    pub(super) async fn write_expiries(&self, code: &str, batch: &Batch) -> Result<(), SqlError> {
        let row = |(id, day): &(ResidentId, Option<Day>)| -> Option<[Value; 2]> {
            Some([id.as_str().into(), i64::from((*day)?.0).into()])
        };
        let rows = batch.lasting.iter().filter_map(row).collect();
        let then = "ON CONFLICT (city, resident) DO UPDATE SET day = excluded.day WHERE expiries.day <> excluded.day";
        self.insert_all("expiries", ["resident", "day"], then, code, rows).await?;
        let none = batch.lasting.iter().filter(|(_, day)| day.is_none());
        let none: Vec<&str> = none.map(|(id, _)| id.as_str()).collect();
        let sql = "DELETE FROM expiries WHERE city = ?1 AND resident IN (SELECT value FROM json_each(?2))";
        self.write_all(sql, code, &none).await?;
        Ok(())
    }

    /// Some of those whose points have ended on a day, or may have.
    ///
    /// # Errors
    /// The database's own, or an id that cannot be read.
    pub async fn expiries_due(&self, city: &CityCode, today: Day, most: i64) -> Result<Vec<ResidentId>, Error> {
        let sql = "SELECT resident FROM expiries WHERE city = ? AND day < ? ORDER BY day LIMIT ?";
        let params = vec![city.as_str().into(), i64::from(today.0).into(), most.into()];
        let rows = self.sql.query(sql, params).await?;
        rows.iter().map(|row| row.text(0).parse().map_err(|_| Error::corrupt("expiries.resident"))).collect()
    }

    /// Makes everyone who was ever granted points due. It reads the population. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn look_at_all_points(&self, city: &CityCode, today: Day) -> Result<(), Error> {
        let sql = "INSERT INTO expiries (city, resident, day) SELECT city, id, ?2 FROM residents \
                   WHERE city = ?1 AND state ->> '$.awards.balance' > 0 \
                   ON CONFLICT (city, resident) DO UPDATE SET day = excluded.day";
        Ok(self.sql.run(sql, vec![city.as_str().into(), i64::from(today.plus(-1).0).into()]).await?)
    }
}
