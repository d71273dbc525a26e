use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, Utc};
use domain::{CityCode, Notice};
use serde::Serialize;

/// Something that staff were told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Counted from 1.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub notice: Notice,
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl<S: Sql> Store<'_, S> {
    /// Enters what staff have to be told. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn tell(&self, city: &CityCode, notices: &[Notice], now: DateTime<Utc>) -> Result<(), Error> {
        for notice in notices {
            let detail = serde_json::to_string(notice).map_err(|_| Error::corrupt("notices.detail"))?;
            let sql = "INSERT INTO notices (city, number, at, kind, about, detail) \
                       SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5 FROM notices WHERE city = ?1";
            let about = notice.about();
            let params = vec![city.as_str().into(), now.into(), notice.kind().into(), about.into(), detail.into()];
            self.sql.run(sql, params).await?;
        }
        Ok(())
    }

    /// What staff were told last, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn notices(&self, city: &CityCode) -> Result<Vec<Told>, Error> {
        let sql = "SELECT number, at, detail FROM notices WHERE city = ? ORDER BY number DESC LIMIT 200";
        let told = |row: &crate::sql::Row| {
            let notice: Notice = serde_json::from_str(row.text(2)).map_err(|_| Error::corrupt("notices.detail"))?;
            let (ja, en) = (notice.ja(), notice.en());
            Ok(Told { number: row.integer(0), at: row.instant(1), notice, ja, en })
        };
        self.sql.query(sql, vec![city.as_str().into()]).await?.iter().map(told).collect()
    }
}
