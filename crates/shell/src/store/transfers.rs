//! Points that move between accounts.

use super::{Batch, Ended, Store};
use crate::Error;
use crate::sql::{Sql, Value};
use chrono::{DateTime, Utc};
use domain::points::{Account, Holding, Transfer, granted};
use domain::resident::PointEntry;
use domain::{CityCode, MessageId, ResidentId, chance};
use std::collections::BTreeMap;

/// An entry that was decided, of which some may be granted.
pub(super) struct Granted<'a> {
    pub(super) decision: String,
    pub(super) resident: &'a ResidentId,
    pub(super) entry: &'a PointEntry,
}

impl<S: Sql> Store<'_, S> {
    /// Moves what a batch grants, in the order in which it was decided, and then what ended with it.
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
        for Ended { resident, points, .. } in &batch.ended {
            *left.entry(resident).or_default() -= points;
        }
        let mut rows: Vec<[Value; 7]> = Vec::new();
        for Granted { decision, resident, entry } in entries {
            let left = left.entry(resident).or_default();
            rows.extend(moved("award", decision, granted(resident, &entry.campaign, *left, entry.granted), now));
            *left += entry.granted;
        }
        for ended in &batch.ended {
            rows.extend(moved("expired", &ended_id(code, ended, now), ended.moves.clone(), now));
        }
        self.insert_moves(code, rows).await
    }

    /// Moves what was spent on a reward, or came back. Within a transaction.
    ///
    /// # Errors
    /// The database's own: it lets nobody spend what is not there.
    pub async fn move_points(
        &self,
        city: &CityCode,
        kind: &str,
        about: &str,
        moves: Vec<Transfer>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.insert_moves(city.as_str(), moved(kind, about, moves, now)).await
    }

    async fn insert_moves(&self, code: &str, rows: Vec<[Value; 7]>) -> Result<(), Error> {
        let columns = ["id", "at", "from_account", "to_account", "points", "kind", "about"];
        self.insert_all("transfers", columns, "", code, rows).await?;
        Ok(())
    }

    /// What an account holds.
    ///
    /// # Errors
    /// The database's own.
    pub async fn balance(&self, city: &CityCode, account: &Account) -> Result<i64, Error> {
        use crate::sql::Columns;
        let sql = "SELECT balance FROM accounts WHERE city = ? AND account = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), account.to_string().into()]).await?;
        Ok(rows.first().map(|row| row.integer(0)).unwrap_or_default())
    }
}

/// Of the revision that was read, since a resident has each once.
fn ended_id(code: &str, ended: &Ended, now: DateTime<Utc>) -> String {
    let bits = chance::digest(code, &["expired", ended.resident.as_str(), &ended.rev.to_string()]);
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    MessageId(ulid::Ulid::from_parts(millis, bits)).to_string()
}

/// The rows of moves that belong together. Of several the later ones have a mark behind their id, and what comes back
/// is another row than what went.
fn moved(kind: &str, about: &str, moves: Vec<Transfer>, now: DateTime<Utc>) -> Vec<[Value; 7]> {
    let start = if kind == "back" { format!("{about}-") } else { about.to_owned() };
    let row = |(place, Transfer { from, to, points }): (usize, Transfer)| {
        let id = if place == 0 { start.clone() } else { format!("{start}+{place}") };
        [
            id.into(),
            now.into(),
            from.to_string().into(),
            to.to_string().into(),
            points.into(),
            kind.into(),
            about.into(),
        ]
    };
    moves.into_iter().enumerate().map(row).collect()
}
