//! SQLite without a component around it: for the program's own commands, and as the measure
//! that the component is held against.

use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};
use shell::sql::{Row, Sql, SqlError, Value};
use std::path::Path;

/// The file of the database in a state folder: the name that Spin gives it.
pub const DATABASE: &str = "sqlite_db.db";

/// A connection of our own.
#[derive(Debug)]
pub struct Native(Connection);

impl Native {
    /// Opens the database of a state folder to read and write; makes it if it is not there.
    ///
    /// # Errors
    /// As SQLite says.
    pub fn open(state: &Path) -> Result<Self, SqlError> {
        let connection = Connection::open(state.join(DATABASE)).map_err(failed)?;
        // As many as the embedded host keeps.
        connection.set_prepared_statement_cache_capacity(128);
        Ok(Self(connection))
    }

    /// Opens the database of a state folder to read it, also while a service runs on it.
    ///
    /// # Errors
    /// As SQLite says; a database that is not there is an error.
    pub fn open_to_read(state: &Path) -> Result<Self, SqlError> {
        let connection = Connection::open_with_flags(state.join(DATABASE), OpenFlags::SQLITE_OPEN_READ_ONLY);
        connection.map(Self).map_err(failed)
    }

    fn rows(&self, sql: &str, params: &[Value]) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(params.iter().map(Given)))?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push((0..columns).map(|place| row.get_ref(place).map(value)).collect::<Result<_, _>>()?);
        }
        Ok(all)
    }
}

impl Sql for Native {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        self.rows(sql, &params).map_err(failed)
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.rows(sql, &params).map_err(failed)?;
        Ok(self.0.changes())
    }
}

struct Given<'a>(&'a Value);

impl rusqlite::ToSql for Given<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Integer(number) => ToSqlOutput::Owned(SqliteValue::Integer(*number)),
            Value::Real(number) => ToSqlOutput::Owned(SqliteValue::Real(*number)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Null => ToSqlOutput::Owned(SqliteValue::Null),
        })
    }
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Null => Value::Null,
    }
}

fn failed(error: rusqlite::Error) -> SqlError {
    SqlError::from_message(&error.to_string())
}
