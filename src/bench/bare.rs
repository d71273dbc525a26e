//! The floor: the rows of a batch, read back from where the shell wrote them, inserted by
//! prepared statements and nothing else.

use super::BenchError;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

/// The rows that a batch wrote, by table.
pub(super) type Rows = Vec<(&'static str, Vec<Vec<Value>>)>;

/// What a batch writes: the table, the rows of it by the batch's instant, and what is done
/// about those that are there already.
const TABLES: [(&str, &str, &str); 5] = [
    ("events", "SELECT * FROM events WHERE received = ?1", ""),
    (
        "residents",
        "SELECT * FROM residents WHERE (city, id) IN (SELECT city, subject FROM events WHERE received = ?1)",
        "ON CONFLICT DO UPDATE SET rev = excluded.rev, state = excluded.state",
    ),
    ("decisions", "SELECT * FROM decisions WHERE at = ?1", ""),
    ("points", "SELECT * FROM points WHERE at = ?1", ""),
    (
        "outbox",
        "SELECT * FROM outbox WHERE (city, id) IN (SELECT city, message FROM decisions WHERE at = ?1)",
        "ON CONFLICT DO NOTHING",
    ),
];

/// A database for bare inserts.
pub(super) struct Bare(Connection);

impl Bare {
    /// Opens the database of a state folder with the settings of the service.
    pub(super) fn open(state: &Path) -> Result<Self, BenchError> {
        let connection = Connection::open(state.join(crate::native::DATABASE))?;
        for setting in shell::store::schema::SETTINGS {
            connection.execute_batch(setting)?;
        }
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self(connection))
    }

    /// Puts the rows of a batch in: one transaction, durable when it returns.
    pub(super) fn insert(&self, rows: &Rows) -> Result<(), BenchError> {
        self.0.execute_batch("BEGIN IMMEDIATE")?;
        for ((table, rows), (_, _, then)) in rows.iter().zip(TABLES) {
            let values = vec!["?"; rows.first().map_or(1, Vec::len)].join(",");
            if rows.is_empty() {
                continue;
            }
            let mut statement = self.0.prepare_cached(&format!("INSERT INTO {table} VALUES ({values}) {then}"))?;
            for row in rows {
                statement.execute(params_from_iter(row))?;
            }
        }
        self.0.execute_batch("COMMIT")?;
        Ok(())
    }
}

/// A database on which a batch is tried only to see which rows it makes.
pub(super) struct Tried(Connection);

impl Tried {
    /// Opens the database of a state folder.
    pub(super) fn open(state: &Path) -> Result<Self, BenchError> {
        let connection = Connection::open(state.join(crate::native::DATABASE))?;
        connection.set_prepared_statement_cache_capacity(64);
        // To find a batch's rows fast; the databases that are measured have none of these.
        connection.execute_batch(
            "CREATE INDEX tried_events ON events (received); CREATE INDEX tried_decisions ON decisions (at); \
             CREATE INDEX tried_points ON points (at);",
        )?;
        Ok(Self(connection))
    }

    /// The rows that the batch of an instant wrote.
    pub(super) fn rows(&self, millis: i64) -> Result<Rows, BenchError> {
        let read = |(table, select, _): (&'static str, &str, &str)| {
            let mut statement = self.0.prepare_cached(select)?;
            let columns = statement.column_count();
            let rows = statement
                .query_map([millis], |row| (0..columns).map(|column| row.get(column)).collect())?
                .collect::<Result<Vec<Vec<Value>>, _>>()?;
            Ok((table, rows))
        };
        TABLES.into_iter().map(read).collect()
    }
}
