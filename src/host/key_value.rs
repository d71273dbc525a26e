//! `spin:key-value`: the store that components are granted, in a file beside the database.
//!
//! The file and its table are those of stock Spin, so that a state folder serves both. It is apart
//! from the database, and its lock is another: what is put here is durable whoever holds the database.

mod host;

use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use tokio::sync::Mutex;

use super::HostError;
use super::bindings::key_value::Error;
use super::sqlite::LOCK_TIME;

/// The stores of a host: `default`, and no other.
pub(super) struct Stores {
    connection: Arc<Mutex<Connection>>,
}

/// A store that a component holds.
#[allow(unreachable_pub, reason = "named by the code that bindgen! makes")]
pub struct Opened;

/// Spin's own name for the file.
const FILE: &str = "sqlite_key_value.db";

/// Spin's own table. It has a column for the store, of which there is one here.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value \
                     (store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key))";

impl Stores {
    /// Opens the file in the folder `state`, which is there.
    ///
    /// # Errors
    /// [`HostError::StateReadOnly`], [`HostError::DatabaseBroken`] and [`HostError::DiskFull`].
    pub(super) fn open(state: &Path) -> Result<Self, HostError> {
        let file = state.join(FILE);
        let open = || -> rusqlite::Result<_> {
            let connection = Connection::open(&file)?;
            connection.busy_timeout(LOCK_TIME)?;
            connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            // What is said to be there is on the disk.
            connection.execute_batch("PRAGMA synchronous = FULL")?;
            connection.execute(TABLE, [])?;
            Ok(connection)
        };
        let connection = open().map_err(|error| super::sqlite::not_opened(state, &file, &error))?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Has `work` done with the file, on a thread that may wait for the disk. Who no longer waits for
    /// the answer gives up the turn, but not what was begun.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let connection = self.connection.clone().lock_owned().await;
        let done = tokio::task::spawn_blocking(move || work(&connection)).await;
        done.map_err(|error| Error::Other(error.to_string()))?.map_err(|error| Error::Other(error.to_string()))
    }

    async fn get(&self, key: String) -> Result<Option<Vec<u8>>, Error> {
        self.ask(move |file| {
            let sql = "SELECT value FROM spin_key_value WHERE store = 'default' AND key = ?";
            file.prepare_cached(sql)?.query_row([key], |row| row.get(0)).optional()
        })
        .await
    }

    async fn set(&self, key: String, value: Vec<u8>) -> Result<(), Error> {
        self.ask(move |file| {
            let sql = "INSERT INTO spin_key_value (store, key, value) VALUES ('default', ?1, ?2) \
                       ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
            file.prepare_cached(sql)?.execute((key, value)).map(drop)
        })
        .await
    }

    async fn delete(&self, key: String) -> Result<(), Error> {
        self.ask(move |file| {
            let sql = "DELETE FROM spin_key_value WHERE store = 'default' AND key = ?";
            file.prepare_cached(sql)?.execute([key]).map(drop)
        })
        .await
    }

    async fn exists(&self, key: String) -> Result<bool, Error> {
        self.ask(move |file| {
            file.prepare_cached("SELECT 1 FROM spin_key_value WHERE store = 'default' AND key = ?")?.exists([key])
        })
        .await
    }

    async fn keys(&self) -> Result<Vec<String>, Error> {
        self.ask(|file| {
            let mut asked = file.prepare_cached("SELECT key FROM spin_key_value WHERE store = 'default'")?;
            asked.query_map([], |row| row.get(0))?.collect()
        })
        .await
    }
}
