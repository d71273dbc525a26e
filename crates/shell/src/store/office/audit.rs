use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use chrono::{DateTime, Timelike, Utc};
use domain::CityCode;
use domain::audit::{BEGINNING, Entry};

/// Who stands for the doors' tokens.
pub const MACHINE: &str = "machine";

/// Who has not signed in.
pub const NOBODY: &str = "nobody";

/// Something that is to be entered in the log.
#[derive(Debug, Clone)]
pub struct Deed<'a> {
    /// The id of the person, [`MACHINE`] or [`NOBODY`].
    pub who: &'a str,
    /// What was done.
    pub what: &'static str,
    /// With what, or with whom.
    pub about: &'a str,
    /// More of it.
    pub detail: serde_json::Value,
}

impl<'a> Deed<'a> {
    /// A deed of which nothing more is to be said.
    pub fn new(who: &'a str, what: &'static str, about: &'a str) -> Self {
        Self { who, what, about, detail: serde_json::json!({}) }
    }

    /// With more of it.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }
}

impl<S: Sql> Store<'_, S> {
    /// Enters a deed at the end of the log. Within a transaction, the one that does the deed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_deed(&self, city: &CityCode, deed: &Deed<'_>, now: DateTime<Utc>) -> Result<(), Error> {
        let sql = "SELECT number, hash FROM audit WHERE city = ? ORDER BY number DESC LIMIT 1";
        let last = self.sql.query(sql, vec![city.as_str().into()]).await?;
        let (number, before) = last.first().map_or((0, BEGINNING), |row| (row.integer(0), row.text(1)));
        let nanos = now.nanosecond() / 1_000_000 * 1_000_000;
        let mut entry = Entry {
            number: number + 1,
            at: now.with_nanosecond(nanos).unwrap_or(now),
            who: deed.who.to_owned(),
            what: deed.what.to_owned(),
            about: deed.about.to_owned(),
            detail: deed.detail.to_string(),
            hash: String::new(),
        };
        entry.hash = entry.sealed(city.as_str(), before);
        let sql =
            "INSERT INTO audit (city, number, at, who, what, about, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let values: [Value; 8] = [
            city.as_str().into(),
            entry.number.into(),
            entry.at.into(),
            entry.who.into(),
            entry.what.into(),
            entry.about.into(),
            entry.detail.into(),
            entry.hash.into(),
        ];
        self.sql.run(sql, values.to_vec()).await?;
        Ok(())
    }

    /// A page of the log: entries after a number, oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn deeds_after(&self, city: &CityCode, after: i64, most: i64) -> Result<Vec<Entry>, Error> {
        let sql = "SELECT number, at, who, what, about, detail, hash FROM audit \
                   WHERE city = ? AND number > ? ORDER BY number LIMIT ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), after.into(), most.into()]).await?;
        Ok(rows.iter().map(entry).collect())
    }

    /// A page of the log: entries before a number, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn deeds_before(&self, city: &CityCode, before: i64, most: i64) -> Result<Vec<Entry>, Error> {
        let sql = "SELECT number, at, who, what, about, detail, hash FROM audit \
                   WHERE city = ? AND number < ? ORDER BY number DESC LIMIT ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), before.into(), most.into()]).await?;
        Ok(rows.iter().map(entry).collect())
    }
}

fn entry(row: &Row) -> Entry {
    Entry {
        number: row.integer(0),
        at: row.instant(1),
        who: row.text(2).to_owned(),
        what: row.text(3).to_owned(),
        about: row.text(4).to_owned(),
        detail: row.text(5).to_owned(),
        hash: row.text(6).to_owned(),
    }
}
