use super::setting;
use crate::sql::{Row, Sql, SqlError, Value};
use crate::{Error, store::schema};
use spin_sdk::sqlite;
use std::cell::RefCell;

thread_local! {
    /// Connections that no request holds. A Spin host keeps an instance between requests,
    /// so a connection's settings and the schema are seen to once, not once a request.
    static IDLE: RefCell<Vec<Connection>> = const { RefCell::new(Vec::new()) };
}

/// How many idle connections an instance keeps.
const MOST_IDLE: usize = 4;

/// A connection that this request alone holds. One that is dropped is closed, and what it
/// had begun is rolled back; [`Connection::keep`] hands it on.
pub struct Connection(sqlite::Connection, Patience);

/// How long a statement waits for a lock that another connection holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// As [`schema::SETTINGS`] say: for a sender who waits.
    Long,
    /// As long as a short transaction takes: for one who has somewhere else to go.
    Short,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connection")
    }
}

/// A connection that is ready: an idle one, or a new one with its settings and the schema.
///
/// # Errors
/// A database that cannot be opened, one newer than this program, or a setting that names
/// another engine.
pub async fn connect() -> Result<Connection, Error> {
    connect_with(Patience::Long).await
}

/// The same, with a patience. It is the connection's for good: hosts keep statements prepared, and a
/// setting that was prepared once may not be set again.
///
/// # Errors
/// As [`connect`].
pub async fn connect_with(patience: Patience) -> Result<Connection, Error> {
    let idle = IDLE.with_borrow_mut(|idle| {
        let place = idle.iter().position(|one| one.1 == patience)?;
        Some(idle.swap_remove(place))
    });
    if let Some(idle) = idle {
        return Ok(idle);
    }
    let engine = setting("database").await;
    if !engine.is_ok_and(|engine| engine.value() == "sqlite") {
        return Err(Error::Engine);
    }
    let connection = Connection(sqlite::Connection::open_default().await.map_err(from_spin)?, patience);
    schema::prepare(&connection).await?;
    if patience == Patience::Short {
        connection.run("PRAGMA busy_timeout = 20", Vec::new()).await?;
    }
    Ok(connection)
}

impl Connection {
    /// Hands the connection on to the next request. Only for one with no transaction open.
    pub fn keep(self) {
        IDLE.with_borrow_mut(|idle| {
            if idle.len() < MOST_IDLE {
                idle.push(self);
            }
        });
    }
}

impl Sql for Connection {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        let result = self.0.execute(sql, params.into_iter().map(to_spin)).await.map_err(from_spin)?;
        let rows = result.collect().await.map_err(from_spin)?;
        rows.into_iter().map(|row| row.values.into_iter().map(value).collect()).collect()
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.query(sql, params).await?;
        Ok(self.0.changes().await)
    }
}

fn to_spin(value: Value) -> sqlite::Value {
    match value {
        Value::Integer(number) => sqlite::Value::Integer(number),
        Value::Real(number) => sqlite::Value::Real(number),
        Value::Text(text) => sqlite::Value::Text(text),
        Value::Null => sqlite::Value::Null,
    }
}

fn value(value: sqlite::Value) -> Result<Value, SqlError> {
    Ok(match value {
        sqlite::Value::Integer(number) => Value::Integer(number),
        sqlite::Value::Real(number) => Value::Real(number),
        sqlite::Value::Text(text) => Value::Text(text),
        sqlite::Value::Null => Value::Null,
        sqlite::Value::Blob(_) => return Err(SqlError::Other("a column holds bytes where text belongs".to_owned())),
    })
}

fn from_spin(error: sqlite::Error) -> SqlError {
    match error {
        sqlite::Error::DatabaseFull => SqlError::Full,
        sqlite::Error::Io(message) => SqlError::from_message(&message),
        sqlite::Error::NoSuchDatabase => SqlError::Other("the host has no database named `default`".to_owned()),
        sqlite::Error::AccessDenied => {
            SqlError::Other("spin.toml does not grant the database `default` to this component".to_owned())
        }
        sqlite::Error::InvalidConnection => SqlError::Other("the connection is gone".to_owned()),
    }
}
