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
