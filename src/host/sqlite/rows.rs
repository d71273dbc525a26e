//! Rows and values, between SQLite's form and the components'.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, Rows, ToSql};

use crate::host::bindings::sqlite::{Error, RowResult, Value};

/// What one step of streaming carries; most results fit in the first.
const BATCH_ROWS: usize = 4096;
pub(super) const BATCH_BYTES: usize = 4 << 20;

/// What the host will hold of a row, or of a result that is not streamed; Spin's number.
pub(super) const MOST_BYTES: usize = 128 << 20;

/// Some rows, and how the statement ended if it did.
pub(super) struct Batch {
    pub(super) rows: Vec<RowResult>,
    pub(super) ended: Option<Ended>,
}

/// How a statement ended.
pub(super) enum Ended {
    Well,
    Busy,
    Badly(Error),
}

impl Batch {
    /// Reads until `most` bytes, [`BATCH_ROWS`] rows of a result that may be long, or the end.
    pub(super) fn read(rows: &mut Rows<'_>, width: usize, most: usize) -> Self {
        let mut made = Vec::new();
        let mut bytes = 0;
        let most_rows = if most > BATCH_BYTES { usize::MAX } else { BATCH_ROWS };
        while made.len() < most_rows && bytes < most {
            match row(rows, width) {
                Ok(Some(row)) => {
                    bytes += size(&row);
                    made.push(row);
                }
                Ok(None) => {
                    return Self { rows: made, ended: Some(Ended::Well) };
                }
                Err(ended) => {
                    return Self { rows: made, ended: Some(ended) };
                }
            }
        }
        let ended = (most == MOST_BYTES).then(|| Ended::Badly(too_big()));
        Self { rows: made, ended }
    }
}

impl From<Ended> for Result<(), Error> {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Well => Ok(()),
            Ended::Busy => Err(Error::Io("database is locked".into())),
            Ended::Badly(error) => Err(error),
        }
    }
}

fn row(rows: &mut Rows<'_>, width: usize) -> Result<Option<RowResult>, Ended> {
    let row = rows.next().map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy) => Ended::Busy,
        _ => Ended::Badly(told(&error)),
    })?;
    let Some(row) = row else { return Ok(None) };
    let read = |column| row.get_ref(column).map_err(|error| told(&error)).and_then(value);
    let values = (0..width).map(read).collect::<Result<_, _>>().map_err(Ended::Badly)?;
    let row = RowResult { values };
    if size(&row) > MOST_BYTES {
        return Err(Ended::Badly(too_big()));
    }
    Ok(Some(row))
}

fn value(read: ValueRef<'_>) -> Result<Value, Error> {
    Ok(match read {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(
            std::str::from_utf8(text).map_err(|_| Error::Io("a text in the result is not UTF-8".into()))?.to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

pub(super) fn size(row: &RowResult) -> usize {
    let content = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Integer(_) | Value::Real(_) | Value::Null => 0,
    };
    row.values.iter().map(|value| size_of::<Value>() + content(value)).sum()
}

pub(super) fn told(error: &rusqlite::Error) -> Error {
    Error::Io(error.to_string())
}

pub(super) fn too_big() -> Error {
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
