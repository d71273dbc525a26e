use super::{Store, list};
use crate::Error;
use crate::sql::{Columns, Sql};
use domain::{CityCode, ResidentId, Snapshot};
use std::collections::HashMap;
use std::rc::Rc;

/// A resident's snapshot with the revision that was read; 0 for one not stored yet.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The revision that was read.
    pub rev: i64,
    /// What is known.
    pub snapshot: Rc<Snapshot>,
}

impl<S: Sql> Store<'_, S> {
    /// The snapshots of many residents by one read; those not stored yet come empty.
    ///
    /// # Errors
    /// The database's own, or a state that cannot be read.
    pub async fn residents<'r>(
        &self,
        city: &CityCode,
        ids: impl IntoIterator<Item = &'r ResidentId>,
    ) -> Result<HashMap<ResidentId, Known>, Error> {
        let mut known: HashMap<ResidentId, Known> = ids.into_iter().map(|id| (id.clone(), Known::default())).collect();
        if known.is_empty() {
            return Ok(known);
        }
        let sql = "SELECT id, rev, state FROM residents \
                   WHERE city = ? AND id IN (SELECT value FROM json_each(?))";
        let wanted = list(known.keys().map(ResidentId::as_str));
        for row in self.sql.query(sql, vec![city.as_str().into(), wanted]).await? {
            let id = row.text(0).parse().map_err(|_| Error::corrupt("residents.id"))?;
            let snapshot = serde_json::from_str(row.text(2)).map_err(|_| Error::corrupt("residents.state"))?;
            known.insert(id, Known { rev: row.integer(1), snapshot: Rc::new(snapshot) });
        }
        Ok(known)
    }
}

/// How many residents are enrolled by a version, in the words of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledBy {
    /// The hash of the pack.
    pub version: String,
    /// How many.
    pub residents: i64,
}

impl<S: Sql> Store<'_, S> {
    /// Whom a rule enrolled into a campaign, by the version on which they are. It reads the population.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enrolled(&self, city: &CityCode, campaign: &str) -> Result<Vec<EnrolledBy>, Error> {
        let sql = "SELECT state ->> ?2 AS version, count(*) FROM residents \
                   WHERE city = ?1 AND version IS NOT NULL GROUP BY version ORDER BY 2 DESC, 1";
        let version = format!("$.enrolments.{campaign}.version");
        let rows = self.sql.query(sql, vec![city.as_str().into(), version.into()]).await?;
        let by = |row: &crate::sql::Row| EnrolledBy { version: row.text(0).to_owned(), residents: row.integer(1) };
        Ok(rows.iter().map(by).collect())
    }

    /// Lets everyone who is enrolled go on by a version. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn move_enrolled(&self, city: &CityCode, campaign: &str, hash: &str) -> Result<(), Error> {
        let sql = "UPDATE residents SET state = json_set(state, ?2, ?3), rev = rev + 1 \
                   WHERE city = ?1 AND state ->> ?2 <> ?3";
        let version = format!("$.enrolments.{campaign}.version");
        Ok(self.sql.run(sql, vec![city.as_str().into(), version.into(), hash.into()]).await?)
    }

    /// Ends everyone's enrolment. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_enrolled(&self, city: &CityCode, campaign: &str) -> Result<(), Error> {
        let sql = "UPDATE residents SET state = json_remove(state, ?2), rev = rev + 1 \
                   WHERE city = ?1 AND state ->> ?2 IS NOT NULL";
        let enrolment = format!("$.enrolments.{campaign}");
        Ok(self.sql.run(sql, vec![city.as_str().into(), enrolment.into()]).await?)
    }
}
