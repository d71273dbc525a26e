//! Points that move between accounts.

use super::{Batch, Store};
use crate::Error;
use crate::sql::{Sql, Value};
use chrono::{DateTime, Utc};
use domain::ResidentId;
use domain::points::{Account, Holding, granted};
use domain::resident::PointEntry;
use std::collections::BTreeMap;

/// An entry that was decided, of which some may be granted.
pub(super) struct Granted<'a> {
    pub(super) decision: String,
    pub(super) resident: &'a ResidentId,
    pub(super) entry: &'a PointEntry,
}

impl<S: Sql> Store<'_, S> {
    /// Moves what a batch grants, in the order in which it was decided.
    pub(super) async fn transfer(
        &self,
        code: &str,
        entries: &[Granted<'_>],
        batch: &Batch,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        // The residents of the batch are as they are after it.
        let mut left: BTreeMap<&ResidentId, i64> = BTreeMap::new();
        for (id, known) in &batch.residents {
            let Holding { held, owed } = known.snapshot.awards.left();
            left.insert(id, held - owed);
        }
        for Granted { resident, entry, .. } in entries {
            *left.entry(resident).or_default() -= entry.granted;
        }
        let mut rows: Vec<[Value; 7]> = Vec::new();
        for Granted { decision, resident, entry } in entries {
            let left = left.entry(resident).or_default();
            for (place, moved) in granted(resident, &entry.campaign, *left, entry.granted).into_iter().enumerate() {
                let id = if place == 0 { decision.clone() } else { format!("{decision}+{place}") };
                rows.push([
                    id.into(),
                    now.into(),
                    moved.from.to_string().into(),
                    moved.to.to_string().into(),
                    moved.points.into(),
                    "award".into(),
                    decision.as_str().into(),
                ]);
            }
            *left += entry.granted;
        }
        let columns = ["id", "at", "from_account", "to_account", "points", "kind", "about"];
        self.insert_all("transfers", columns, "", code, rows).await?;
        Ok(())
    }

    /// What an account holds.
    ///
    /// # Errors
    /// The database's own.
    pub async fn balance(&self, city: &domain::CityCode, account: &Account) -> Result<i64, Error> {
        use crate::sql::Columns;
        let sql = "SELECT balance FROM accounts WHERE city = ? AND account = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), account.to_string().into()]).await?;
        Ok(rows.first().map(|row| row.integer(0)).unwrap_or_default())
    }
}
