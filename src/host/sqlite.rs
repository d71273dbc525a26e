//! `spin:sqlite`: the databases that components are granted.

mod host;
mod patience;
mod query;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{ErrorCode, InterruptHandle};

use super::HostError;
use super::bindings::sqlite::Error;
use super::state::Deadline;
use patience::Patience;
pub(super) use query::LOCK_TIME;

/// How many of SQLite's steps pass between two looks at the deadline, a fraction of a millisecond.
const LOOK_UP: i32 = 10_000;

/// The file of the database `default`, kept open while the host runs, so that no component's
/// closing is the last one and has to put the log back into the database.
pub(super) struct Database {
    file: PathBuf,
    _kept: Mutex<rusqlite::Connection>,
}

/// A connection that a component holds.
#[allow(unreachable_pub, reason = "named by the code that bindgen! makes")]
pub struct Connection {
    shared: Arc<Shared>,
    closed: bool,
}

struct Shared {
    connection: Mutex<rusqlite::Connection>,
    running: InterruptHandle,
    patience: Patience,
}

impl Database {
    /// Opens the database in the folder `state`, which is made if it is not there.
    ///
    /// # Errors
    /// [`HostError::StateReadOnly`], [`HostError::DatabaseBroken`] and [`HostError::DiskFull`].
    pub(super) fn open(state: &Path) -> Result<Self, HostError> {
        let refused = |cause: String| HostError::StateReadOnly { path: state.to_owned(), cause };
        let written = crate::state::folder(state).and_then(|()| {
            let probe = state.join(".writable");
            std::fs::write(&probe, [b' '; 4096])?;
            std::fs::remove_file(probe)
        });
        if let Err(error) = written {
            return Err(match error.kind() {
                std::io::ErrorKind::StorageFull => HostError::DiskFull { path: state.to_owned() },
                _ => refused(error.to_string()),
            });
        }
        let file = state.join("sqlite_db.db");
        let open = || -> rusqlite::Result<_> {
            let kept = connect(&file, &Patience::default())?;
            // Another host may just be closing: its last connection locks the file for a moment.
            kept.busy_timeout(query::LOCK_TIME)?;
            // The mode stays with the file, so that readers do not wait for the writer. It fills an empty
            // file, after which nobody can choose the size of pages: so here it is what ours would choose.
            kept.execute_batch("PRAGMA page_size = 8192")?;
            kept.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            let synchronous = kept.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))?;
            Ok((kept, synchronous))
        };
        let (kept, synchronous) = open().map_err(|error| not_opened(state, &file, &error))?;
        // Accepted means durable. The library is built to mean it (2, FULL), and asking once saves
        // every connection from saying it, which would cost it a look at the file.
        if synchronous != 2 {
            return Err(refused("this build of SQLite does not write through to the disk".into()));
        }
        Ok(Self { file, _kept: Mutex::new(kept) })
    }

    /// A connection of its own for a component.
    fn connect(&self, deadline: &Arc<Deadline>) -> Result<Connection, Error> {
        let patience = Patience::default();
        let connect = || {
            let connection = connect(&self.file, &patience)?;
            let deadline = deadline.clone();
            connection.progress_handler(LOOK_UP, Some(move || deadline.passed()))?;
            Ok(connection)
        };
        let connection = connect().map_err(|error: rusqlite::Error| Error::Io(error.to_string()))?;
        let running = connection.get_interrupt_handle();
        let shared = Shared { connection: Mutex::new(connection), running, patience };
        Ok(Connection { shared: Arc::new(shared), closed: false })
    }
}

/// Why a file of the folder `state` cannot be had.
pub(super) fn not_opened(state: &Path, file: &Path, error: &rusqlite::Error) -> HostError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => HostError::DiskFull { path: state.to_owned() },
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            HostError::DatabaseBroken { path: file.to_owned(), cause: error.to_string() }
        }
        _ => HostError::StateReadOnly { path: state.to_owned(), cause: error.to_string() },
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, rusqlite::Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.closed {
            // The instance is gone, most likely by a trap: nobody waits for what still runs. Closing,
            // which comes with the last holder, rolls back.
            self.shared.running.interrupt();
        }
    }
}

fn connect(file: &Path, patience: &Patience) -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(file)?;
    // Waiting is for the threads that may wait; see `query`.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.set_prepared_statement_cache_capacity(128);
    let patience = patience.clone();
    connection.authorizer(Some(move |asked: AuthContext<'_>| match asked.action {
        // Another file would be another database than the one granted.
        AuthAction::Attach { filename } if !matches!(filename, "" | ":memory:") => Authorization::Deny,
        // Set on the connection, it would have the guest's own thread wait.
        AuthAction::Pragma { pragma_name, pragma_value: Some(value) }
            if pragma_name.eq_ignore_ascii_case("busy_timeout") =>
        {
            patience.set(value);
            Authorization::Ignore
        }
        _ => Authorization::Allow,
    }))?;
    Ok(connection)
}
