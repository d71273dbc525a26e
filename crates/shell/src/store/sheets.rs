//! Sheets of paper that staff keyed in.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{CityCode, ResidentId};

/// A sheet of paper as it was keyed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The number of the form, in order of time.
    pub id: String,
    /// Whose it is.
    pub resident: ResidentId,
    /// Who keyed it in.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The days and their steps.
    pub days: Vec<(NaiveDate, i64)>,
}

impl<S: Sql> Store<'_, S> {
    /// Enters a sheet. Within the transaction that takes its steps in.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn enter_sheet(&self, city: &CityCode, sheet: &Sheet) -> Result<(), Error> {
        let sql = "INSERT INTO sheets (city, id, resident, by, at, days) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT DO NOTHING";
        let days = serde_json::to_string(&sheet.days).unwrap_or_else(|_| "[]".to_owned());
        let params = vec![
            city.as_str().into(),
            sheet.id.as_str().into(),
            sheet.resident.as_str().into(),
            sheet.by.as_str().into(),
            sheet.at.into(),
            days.into(),
        ];
        Ok(self.sql.run(sql, params).await?)
    }

    /// The sheets that were keyed in last, the latest first.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn sheets(&self, city: &CityCode, most: i64) -> Result<Vec<Sheet>, Error> {
        let sql = "SELECT id, resident, by, at, days FROM sheets WHERE city = ? ORDER BY id DESC LIMIT ?";
        let read = |row: &Row| {
            Ok(Sheet {
                id: row.text(0).to_owned(),
                resident: row.text(1).parse().map_err(|_| Error::corrupt("sheets.resident"))?,
                by: row.text(2).to_owned(),
                at: row.instant(3),
                days: serde_json::from_str(row.text(4)).map_err(|_| Error::corrupt("sheets.days"))?,
            })
        };
        self.sql.query(sql, vec![city.as_str().into(), most.into()]).await?.iter().map(read).collect()
    }
}
