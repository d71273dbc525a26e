use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use domain::CityCode;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Through whose hands a version came into force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hands {
    /// Who put it in force: who approved it, who went back to it, or what sent it. Of what was before there was a log
    /// nobody knows.
    pub by: Option<String>,
    /// The request that was approved, and who asked.
    pub asked: Option<(i64, String)>,
}

impl<S: Sql> Store<'_, S> {
    /// Who put versions in force, by their numbers.
    ///
    /// # Errors
    /// The database's own.
    pub async fn hands(&self, city: &CityCode, numbers: RangeInclusive<i64>) -> Result<BTreeMap<i64, Hands>, Error> {
        // What is in force, its line of the log and the approval are of one transaction, and of one instant.
        let sql = "SELECT r.number, a.who, q.number, q.by FROM releases r \
                   LEFT JOIN audit a ON a.city = r.city AND a.at = r.at AND a.what = r.how AND a.about = r.hash \
                   LEFT JOIN requests q ON q.city = r.city AND q.hash = r.hash AND q.state = 'published' \
                   AND EXISTS (SELECT 1 FROM request_entries e WHERE e.city = q.city AND e.request = q.number \
                   AND e.what = 'approved' AND e.at = r.at) \
                   WHERE r.city = ? AND r.number BETWEEN ? AND ?";
        let values: Vec<Value> = vec![city.as_str().into(), (*numbers.start()).into(), (*numbers.end()).into()];
        let rows = self.sql.query(sql, values).await?;
        let hands = |row: &Row| {
            let asked = row.number_or_none(2).zip(row.optional(3).map(str::to_owned));
            (row.integer(0), Hands { by: row.optional(1).map(str::to_owned), asked })
        };
        Ok(rows.iter().map(hands).collect())
    }
}
