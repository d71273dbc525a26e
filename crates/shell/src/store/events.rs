use super::{Rows, Store};
use crate::Error;
use crate::sql::{Columns, Sql};
use domain::CityCode;
use std::collections::HashSet;

impl<S: Sql> Store<'_, S> {
    /// Which of these events, by source and id, are stored already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn known_events<'e>(
        &self,
        city: &CityCode,
        keys: impl Iterator<Item = (&'e str, &'e str)>,
    ) -> Result<HashSet<(String, String)>, Error> {
        let keys: Vec<(&str, &str)> = keys.collect();
        let sql = "SELECT source, id FROM events WHERE city = ?1 AND (source, id) IN \
                   (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
        let rows = self.sql.query(sql, vec![city.as_str().into(), keys.to_json().into()]).await?;
        Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())).collect())
    }
}
