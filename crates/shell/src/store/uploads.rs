use super::{Rows, Store};
use crate::sql::{Columns, Sql};
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::CityCode;
use serde::{Deserialize, Serialize};

/// How many of the newest uploads are listed.
const MOST: i64 = 200;

/// A file that was sent in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UploadRow {
    /// By which it is undone.
    pub id: String,
    /// `checkup`, `pedometer` or `paper`.
    pub kind: String,
    /// When it came first.
    pub at: DateTime<Utc>,
    /// Rows or documents.
    pub rows: i64,
    /// Events stored.
    pub accepted: i64,
    /// Rows or values that are not.
    pub rejected: i64,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// How far an undo has come.
    #[serde(skip)]
    pub undone_through: String,
}

/// An event as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredEvent {
    /// Who said so.
    pub source: String,
    /// Its number there.
    pub id: String,
    /// Whom it is about.
    pub subject: String,
    /// Its type.
    pub kind: String,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// Its data as JSON text.
    pub data: String,
}

/// What other events may say the same thing as one that is withdrawn.
#[derive(Debug, Clone, Serialize)]
pub struct Alike<'a>(
    /// Whom they are about.
    pub &'a str,
    /// Their type.
    pub &'a str,
    /// Their day, or for the notebook the first instant of it.
    pub String,
    /// For the notebook, the first instant after it.
    pub String,
);

impl<S: Sql> Store<'_, S> {
    /// The uploads of a city, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn uploads(&self, city: &CityCode) -> Result<Vec<UploadRow>, Error> {
        let sql = "SELECT id, kind, at, rows, accepted, rejected, undone_at, undone_through FROM uploads \
                   WHERE city = ? ORDER BY at DESC LIMIT ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), MOST.into()]).await?;
        Ok(rows.iter().map(upload).collect())
    }

    /// One upload.
    ///
    /// # Errors
    /// The database's own.
    pub async fn upload(&self, city: &CityCode, id: &str) -> Result<Option<UploadRow>, Error> {
        let sql = "SELECT id, kind, at, rows, accepted, rejected, undone_at, undone_through FROM uploads \
                   WHERE city = ? AND id = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), id.into()]).await?;
        Ok(rows.first().map(upload))
    }

    /// The uploads of the same content: each but the last is undone.
    ///
    /// # Errors
    /// The database's own.
    pub async fn uploads_of(&self, city: &CityCode, content: &str) -> Result<Vec<UploadRow>, Error> {
        let sql = "SELECT id, kind, at, rows, accepted, rejected, undone_at, undone_through FROM uploads \
                   WHERE city = ? AND content = ? ORDER BY at, id";
        let rows = self.sql.query(sql, vec![city.as_str().into(), content.into()]).await?;
        Ok(rows.iter().map(upload).collect())
    }

    /// Notes how far an upload has come. What was accepted is counted on.
    ///
    /// # Errors
    /// The database's own.
    pub async fn write_upload(&self, city: &CityCode, content: &str, row: &UploadRow) -> Result<(), Error> {
        let sql = "INSERT INTO uploads (city, id, content, kind, at, rows, accepted, rejected) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (city, id) DO UPDATE SET \
                   rows = max(rows, excluded.rows), accepted = accepted + excluded.accepted, \
                   rejected = max(rejected, excluded.rejected)";
        let values = vec![
            city.as_str().into(),
            row.id.as_str().into(),
            content.into(),
            row.kind.as_str().into(),
            row.at.into(),
            row.rows.into(),
            row.accepted.into(),
            row.rejected.into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }

    /// Notes how far an undo has come, and when it has ended.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_undo(
        &self,
        city: &CityCode,
        id: &str,
        through: &str,
        undone_at: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        let sql = "UPDATE uploads SET undone_through = ?3, undone_at = coalesce(undone_at, ?4) \
                   WHERE city = ?1 AND id = ?2";
        let at = undone_at.map_or(Value::Null, Value::from);
        Ok(self.sql.run(sql, vec![city.as_str().into(), id.into(), through.into(), at]).await?)
    }

    /// Events of a source in the order of their ids, after one of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn events_of(
        &self,
        city: &CityCode,
        source: &str,
        after: &str,
        most: usize,
    ) -> Result<Vec<StoredEvent>, Error> {
        let sql = "SELECT source, id, subject, type, time, data FROM events \
                   WHERE city = ? AND source = ? AND id > ? ORDER BY id LIMIT ?";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let values = vec![city.as_str().into(), source.into(), after.into(), most.into()];
        Ok(self.sql.query(sql, values).await?.iter().map(|row| stored(row, 0)).collect())
    }

    /// Events of other sources that may say the same as those of a list, by its places, as they came.
    /// What is undone is not among them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn events_like(
        &self,
        city: &CityCode,
        source: &str,
        alike: &[Alike<'_>],
    ) -> Result<Vec<(usize, StoredEvent)>, Error> {
        // CROSS, so that SQLite goes from the list to each resident's events.
        let sql = "SELECT j.key, e.source, e.id, e.subject, e.type, e.time, e.data FROM json_each(?2) j \
                   CROSS JOIN events e ON e.city = ?1 AND e.subject = j.value ->> 0 \
                   WHERE e.city = ?1 AND e.type = j.value ->> 1 AND e.source <> ?3 \
                   AND (e.data ->> '$.date' = j.value ->> 2 \
                   OR (e.data ->> '$.at' >= j.value ->> 2 AND e.data ->> '$.at' < j.value ->> 3)) \
                   AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.city = ?1 AND u.undone_at IS NOT NULL \
                   AND e.source = 'upload/' || u.id AND u.id = substr(e.source, 8)) \
                   ORDER BY e.received, e.rowid";
        self.placed(sql, city, source, alike).await
    }

    /// What other sources took back of the same as those of a list, by its places.
    ///
    /// # Errors
    /// The database's own.
    pub async fn withdrawals_like(
        &self,
        city: &CityCode,
        source: &str,
        alike: &[Alike<'_>],
    ) -> Result<Vec<(usize, StoredEvent)>, Error> {
        let sql = "SELECT j.key, e.source, e.id, e.subject, e.type, e.time, e.data FROM json_each(?2) j \
                   CROSS JOIN events e ON e.city = ?1 AND e.subject = j.value ->> 0 \
                   WHERE e.city = ?1 AND e.type = 'ayumi.record.withdrawn.v1' AND e.source <> ?3 \
                   AND e.data ->> '$.type' = j.value ->> 1 \
                   AND (e.data ->> '$.record.date' = j.value ->> 2 \
                   OR (e.data ->> '$.record.at' >= j.value ->> 2 AND e.data ->> '$.record.at' < j.value ->> 3))";
        self.placed(sql, city, source, alike).await
    }

    /// Events beside the places of a list that they belong to.
    async fn placed(
        &self,
        sql: &str,
        city: &CityCode,
        source: &str,
        alike: &[Alike<'_>],
    ) -> Result<Vec<(usize, StoredEvent)>, Error> {
        let list = alike.iter().collect::<Vec<_>>().to_json();
        let rows = self.sql.query(sql, vec![city.as_str().into(), list.into(), source.into()]).await?;
        let place = |row: &crate::sql::Row| usize::try_from(row.integer(0)).unwrap_or(usize::MAX);
        Ok(rows.iter().map(|row| (place(row), stored(row, 1))).collect())
    }
}

fn upload(row: &crate::sql::Row) -> UploadRow {
    let undone_at = matches!(row.get(6), Some(Value::Integer(_))).then(|| row.instant(6));
    UploadRow {
        id: row.text(0).to_owned(),
        kind: row.text(1).to_owned(),
        at: row.instant(2),
        rows: row.integer(3),
        accepted: row.integer(4),
        rejected: row.integer(5),
        undone_at,
        undone_through: row.text(7).to_owned(),
    }
}

fn stored(row: &crate::sql::Row, first: usize) -> StoredEvent {
    StoredEvent {
        source: row.text(first).to_owned(),
        id: row.text(first + 1).to_owned(),
        subject: row.text(first + 2).to_owned(),
        kind: row.text(first + 3).to_owned(),
        time: row.instant(first + 4),
        data: row.text(first + 5).to_owned(),
    }
}
