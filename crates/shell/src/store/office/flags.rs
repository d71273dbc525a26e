use crate::Error;
use crate::sql::{Columns, Sql};
use crate::store::Store;
use domain::CityCode;

impl<S: Sql> Store<'_, S> {
    /// How many whom a rule flagged wait for someone.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_flags(&self, city: &CityCode) -> Result<i64, Error> {
        let sql = "SELECT count(*) FROM flags WHERE city = ? AND state = 'open'";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        Ok(rows.first().map_or(0, |row| row.integer(0)))
    }
}
