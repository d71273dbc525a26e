//! Statements, run on threads that may wait.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Rows, ToSql, params_from_iter};
use tokio::sync::{mpsc, oneshot};

use super::Shared;
use crate::host::bindings::sqlite::{Error, QueryResult, RowResult, Value};

/// What one step of streaming carries: most results fit in the first, and then one change of
/// thread is all that a statement costs.
const BATCH_ROWS: usize = 4096;
const BATCH_BYTES: usize = 1 << 20;

/// What the host will hold of a row, or of a result that is not streamed; Spin's number.
const MOST_BYTES: usize = 128 << 20;

/// The beginning of a result.
pub(super) struct Head {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<RowResult>,
    pub(super) rest: Rest,
}

/// What comes after the beginning.
pub(super) enum Rest {
    Ended(Result<(), Error>),
    Following {
        rows: mpsc::Receiver<Vec<RowResult>>,
        ended: oneshot::Receiver<Result<(), Error>>,
    },
}

/// Runs `statement` and answers with its beginning; what fails while rows are made is told at the
/// end of them, as Spin does.
pub(super) async fn start(
    shared: Arc<Shared>,
    statement: String,
    parameters: Vec<Value>,
) -> Result<Head, Error> {
    let (head, begun) = oneshot::channel();
    tokio::task::spawn_blocking(move || run(&shared, &statement, &parameters, head));
    begun.await.map_err(|_| Error::Io("the statement's thread is gone".into()))
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
            ended.await.map_err(|_| Error::Io("the statement's thread is gone".into()))??;
        }
    }
    Ok(QueryResult { columns, rows })
}

/// Asks the connection something that takes no time, on this thread if it is free.
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

fn run(shared: &Shared, statement: &str, parameters: &[Value], head: oneshot::Sender<Head>) {
    let connection = shared.lock();
    let failed = |error: rusqlite::Error| Rest::Ended(Err(Error::Io(error.to_string())));
    let mut statement = match connection.prepare_cached(statement) {
        Ok(statement) => statement,
        Err(error) => {
            _ = head.send(Head { columns: Vec::new(), rows: Vec::new(), rest: failed(error) });
            return;
        }
    };
    let columns = statement.column_names().into_iter().map(ToOwned::to_owned).collect::<Vec<_>>();
    let width = columns.len();
    let mut rows = match statement.query(params_from_iter(parameters)) {
        Ok(rows) => rows,
        Err(error) => {
            _ = head.send(Head { columns, rows: Vec::new(), rest: failed(error) });
            return;
        }
    };
    let (first, ended) = batch(&mut rows, width);
    if let Some(ended) = ended {
        // Reset before answering, so that what the guest does next finds the statement finished.
        drop(rows);
        drop(statement);
        drop(connection);
        _ = head.send(Head { columns, rows: first, rest: Rest::Ended(ended) });
        return;
    }
    let (more, following) = mpsc::channel(2);
    let (end, ended) = oneshot::channel();
    let rest = Rest::Following { rows: following, ended };
    if head.send(Head { columns, rows: first, rest }).is_err() {
        return;
    }
    loop {
        let (next, ended) = batch(&mut rows, width);
        let unread = !next.is_empty() && more.blocking_send(next).is_err();
        match ended {
            Some(ended) => {
                _ = end.send(ended);
                return;
            }
            // The guest has dropped the rows: it wants no more of them.
            None if unread => return,
            None => {}
        }
    }
}

/// The next rows, and how the statement ended if it did.
fn batch(rows: &mut Rows<'_>, width: usize) -> (Vec<RowResult>, Option<Result<(), Error>>) {
    let mut made = Vec::new();
    let mut bytes = 0;
    while made.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return (made, Some(Ok(()))),
            Err(error) => return (made, Some(Err(Error::Io(error.to_string())))),
        };
        let values = (0..width)
            .map(|column| value(row.get_ref(column).map_err(|error| Error::Io(error.to_string()))?))
            .collect::<Result<Vec<_>, _>>();
        let row = match values {
            Ok(values) => RowResult { values },
            Err(error) => return (made, Some(Err(error))),
        };
        let size = size(&row);
        if size > MOST_BYTES {
            return (made, Some(Err(too_big())));
        }
        bytes += size;
        made.push(row);
    }
    (made, None)
}

fn value(read: ValueRef<'_>) -> Result<Value, Error> {
    Ok(match read {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(
            std::str::from_utf8(text)
                .map_err(|_| Error::Io("a text in the result is not UTF-8".into()))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

fn size(row: &RowResult) -> usize {
    let content = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => 0,
    };
    row.values.iter().map(|value| size_of::<Value>() + content(value)).sum()
}

fn too_big() -> Error {
    Error::Io(format!("query result exceeds limit of {MOST_BYTES} bytes"))
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
