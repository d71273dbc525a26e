//! What was said of a resident, as they read it on their own pages and take it with them.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql, Value};
use chrono::{DateTime, Utc};
use domain::{CityCode, Event, Payload, ResidentId};

impl<S: Sql> Store<'_, S> {
    /// What was said of a resident's notebook since an instant, also what takes entries back, the latest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn notebook_entries(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        since: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<Event>, Error> {
        let sql = "SELECT source, id, type, time, data FROM events \
                   WHERE city = ?1 AND subject = ?2 AND time >= ?3 AND (type = 'ayumi.notebook.entry.v1' \
                   OR type = 'ayumi.record.withdrawn.v1' AND data ->> '$.type' = 'ayumi.notebook.entry.v1') \
                   ORDER BY time DESC LIMIT ?4";
        let params = vec![city.as_str().into(), resident.as_str().into(), since.into(), most.into()];
        self.events(sql, params, resident).await
    }

    /// An entry that a resident made in their notebook by a source, if it has this number there.
    ///
    /// # Errors
    /// The database's own.
    pub async fn notebook_entry(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        (source, id): (&str, &str),
    ) -> Result<Option<Event>, Error> {
        let sql = "SELECT source, id, type, time, data FROM events WHERE city = ?1 AND source = ?3 AND id = ?4 \
                   AND subject = ?2 AND type = 'ayumi.notebook.entry.v1'";
        let params = vec![city.as_str().into(), resident.as_str().into(), source.into(), id.into()];
        Ok(self.events(sql, params, resident).await?.pop())
    }

    /// All that was ever said of a resident, the latest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn events_about(&self, city: &CityCode, resident: &ResidentId, most: i64) -> Result<Vec<Event>, Error> {
        let sql = "SELECT source, id, type, time, data FROM events WHERE city = ? AND subject = ? \
                   ORDER BY time DESC LIMIT ?";
        self.events(sql, vec![city.as_str().into(), resident.as_str().into(), most.into()], resident).await
    }

    async fn events(&self, sql: &str, params: Vec<Value>, resident: &ResidentId) -> Result<Vec<Event>, Error> {
        // What an older version took and this one cannot read keeps nobody from the rest.
        Ok(self.sql.query(sql, params).await?.iter().filter_map(|row| event(row, resident)).collect())
    }

    /// Enters that a resident asks for something that staff have to do; once, as long as it waits. In a list with what
    /// rules flagged, under a name that is no campaign's.
    ///
    /// # Errors
    /// The database's own.
    pub async fn ask_staff(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        (id, what): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO flags (city, decision, resident, campaign, reason, sensitive, at, state, note) \
                   SELECT ?1, ?2, ?3, ?4, ?4, 0, ?5, 'open', '' WHERE NOT EXISTS (SELECT 1 FROM flags \
                   WHERE city = ?1 AND resident = ?3 AND campaign = ?4 AND state = 'open')";
        let params = vec![city.as_str().into(), id.into(), resident.as_str().into(), what.into(), now.into()];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Since when a resident has been waiting for something that they asked staff for.
    ///
    /// # Errors
    /// The database's own.
    pub async fn asked_staff(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        what: &str,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let sql = "SELECT at FROM flags WHERE city = ? AND resident = ? AND campaign = ? AND state = 'open'";
        let rows = self.sql.query(sql, vec![city.as_str().into(), resident.as_str().into(), what.into()]).await?;
        Ok(rows.first().map(|row| row.instant(0)))
    }
}

fn event(row: &Row, resident: &ResidentId) -> Option<Event> {
    let payload = Payload::parse(row.text(2), row.text(4)).ok()?;
    let (source, id) = (row.text(0).to_owned(), row.text(1).to_owned());
    Some(Event { source, id, subject: Some(resident.clone()), time: row.instant(3), payload })
}
