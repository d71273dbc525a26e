//! Statements. A request has a thread of its own, so a statement runs right where it is called;
//! only one that waits for a lock, or whose result is long, moves to another.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{ErrorCode, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::Shared;
use super::rows::{BATCH_BYTES, Batch, Ended, MOST_BYTES, size, told, too_big};
use crate::host::bindings::sqlite::{Error, QueryResult, RowResult, Value};

/// How long a statement waits for a lock, unless its component says otherwise; Spin's number.
pub(in crate::host) const LOCK_TIME: Duration = Duration::from_secs(5);

/// The beginning of a result.
pub(super) struct Head {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<RowResult>,
    pub(super) rest: Rest,
}

/// What comes after the beginning.
pub(super) enum Rest {
    Ended(Result<(), Error>),
    Following { rows: mpsc::Receiver<Vec<RowResult>>, ended: oneshot::Receiver<Result<(), Error>> },
}

/// Runs `statement` and answers with its beginning; what fails while rows are made is told at the
/// end of them, as Spin does.
pub(super) async fn start(shared: Arc<Shared>, statement: String, parameters: Vec<Value>) -> Result<Head, Error> {
    if let Some(head) = at_once(&shared, &statement, &parameters) {
        return Ok(head);
    }
    let (head, begun) = oneshot::channel();
    tokio::task::spawn_blocking(move || at_length(&shared, &statement, &parameters, head));
    begun.await.map_err(|_| thread_gone())
}

/// Runs `statement` and answers with all of it.
pub(super) async fn whole(
    shared: Arc<Shared>,
    statement: String,
    parameters: Vec<Value>,
) -> Result<QueryResult, Error> {
    let Head { columns, mut rows, rest } = start(shared, statement, parameters).await?;
    match rest {
        Rest::Ended(ended) => ended?,
        Rest::Following { rows: mut following, ended } => {
            let mut bytes = BATCH_BYTES;
            while let Some(batch) = following.recv().await {
                bytes += batch.iter().map(size).sum::<usize>();
                if bytes > MOST_BYTES {
                    return Err(too_big());
                }
                rows.extend(batch);
            }
            ended.await.map_err(|_| thread_gone())??;
        }
    }
    Ok(QueryResult { columns, rows })
}

/// Asks the connection something that takes no time, unless rows are being read from it.
pub(super) async fn ask<T: Send + 'static>(
    shared: Arc<Shared>,
    question: fn(&rusqlite::Connection) -> T,
) -> wasmtime::Result<T> {
    if let Ok(connection) = shared.connection.try_lock() {
        return Ok(question(&connection));
    }
    let asking = tokio::task::spawn_blocking(move || question(&shared.lock()));
    asking.await.map_err(wasmtime::Error::new)
}

/// Runs `statement` here, to its end; nothing if that would take waiting or a long result.
/// Then it has left no trace, and can be run again elsewhere.
fn at_once(shared: &Shared, statement: &str, parameters: &[Value]) -> Option<Head> {
    let connection = shared.connection.try_lock().ok()?;
    let failed = |columns, error: rusqlite::Error| match error.sqlite_error_code() {
        // Another of this request's connections may hold the lock, and could not give it up while
        // this thread waits.
        Some(ErrorCode::DatabaseBusy) => None,
        _ => Some(Head { columns, rows: Vec::new(), rest: Rest::Ended(Err(told(&error))) }),
    };
    let mut statement = match connection.prepare_cached(statement) {
        Ok(statement) => statement,
        Err(error) => return failed(Vec::new(), error),
    };
    // What a writing statement returns is complete before its first row is read.
    let most = if statement.readonly() { BATCH_BYTES } else { MOST_BYTES };
    let columns = statement.column_names().into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
    let mut rows = match statement.query(params_from_iter(parameters)) {
        Ok(rows) => rows,
        Err(error) => return failed(columns, error),
    };
    let batch = Batch::read(&mut rows, columns.len(), most);
    match batch.ended {
        Some(Ended::Busy) if batch.rows.is_empty() => None,
        Some(ended) => Some(Head { columns, rows: batch.rows, rest: Rest::Ended(ended.into()) }),
        None => None,
    }
}

/// Runs `statement` on this thread, which may wait, and sends what it makes batch by batch.
fn at_length(shared: &Shared, statement: &str, parameters: &[Value], head: oneshot::Sender<Head>) {
    let connection = shared.lock();
    _ = connection.busy_timeout(shared.patience.get());
    if let Err(error) = stream(&connection, statement, parameters, head) {
        tracing::debug!(%error, "a statement failed before its first row");
    }
    _ = connection.busy_timeout(Duration::ZERO);
}

fn stream(
    connection: &rusqlite::Connection,
    statement: &str,
    parameters: &[Value],
    head: oneshot::Sender<Head>,
) -> rusqlite::Result<()> {
    let mut columns = Vec::new();
    let begun = connection.prepare_cached(statement);
    let mut statement = match begun {
        Ok(statement) => statement,
        Err(error) => {
            let rest = Rest::Ended(Err(told(&error)));
            _ = head.send(Head { columns, rows: Vec::new(), rest });
            return Err(error);
        }
    };
    columns.extend(statement.column_names().into_iter().map(ToOwned::to_owned));
    let width = columns.len();
    let mut rows = match statement.query(params_from_iter(parameters)) {
        Ok(rows) => rows,
        Err(error) => {
            let rest = Rest::Ended(Err(told(&error)));
            _ = head.send(Head { columns, rows: Vec::new(), rest });
            return Err(error);
        }
    };
    let first = Batch::read(&mut rows, width, BATCH_BYTES);
    if let Some(ended) = first.ended {
        _ = head.send(Head { columns, rows: first.rows, rest: Rest::Ended(ended.into()) });
        return Ok(());
    }
    let (more, following) = mpsc::channel(2);
    let (end, ended) = oneshot::channel();
    let rest = Rest::Following { rows: following, ended };
    let mut wanted = head.send(Head { columns, rows: first.rows, rest }).is_ok();
    // Rows that the guest drops are rows it wants no more of.
    while wanted {
        let next = Batch::read(&mut rows, width, BATCH_BYTES);
        wanted = next.rows.is_empty() || more.blocking_send(next.rows).is_ok();
        if let Some(ended) = next.ended {
            _ = end.send(ended.into());
            return Ok(());
        }
    }
    // Spin's words. Said, since a guest that waits for the end without the rows is no broken one.
    _ = end.send(Err(Error::Io("row send error".into())));
    Ok(())
}

pub(super) fn thread_gone() -> Error {
    Error::Io("the thread of the statement is gone".into())
}
