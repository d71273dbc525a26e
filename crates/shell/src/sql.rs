//! What the shell asks of a database connection.

/// A value that goes in or comes out.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// A real number.
    Real(f64),
    /// A text.
    Text(String),
    /// Nothing.
    Null,
}

/// One row of a result.
pub type Row = Vec<Value>;

/// Why the database did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// Another connection holds the lock; trying again helps.
    #[error("the database is busy")]
    Busy,
    /// The disk is full.
    #[error("the disk is full, so nothing was stored")]
    Full,
    /// The file or its folder cannot be written to.
    #[error("the database cannot be written to: {0}")]
    ReadOnly(String),
    /// Anything else, in the database's words.
    #[error("the database failed: {0}")]
    Other(String),
}

impl SqlError {
    /// Reads the database's own words: Spin passes SQLite's messages through as text.
    pub fn from_message(message: &str) -> Self {
        let lower = message.to_lowercase();
        if lower.contains("is locked") || lower.contains("busy") {
            Self::Busy
        } else if lower.contains("is full") {
            Self::Full
        } else if lower.contains("readonly") || lower.contains("read-only") || lower.contains("unable to open") {
            Self::ReadOnly(message.to_owned())
        } else {
            Self::Other(message.to_owned())
        }
    }
}

/// One connection to a database. A transaction belongs to the connection it was begun on,
/// so requests in flight never share one.
#[allow(async_fn_in_trait, reason = "components and commands are single-threaded; no future crosses a thread")]
pub trait Sql {
    /// Runs one statement and gives its rows.
    ///
    /// # Errors
    /// As the database says; within a transaction the caller rolls back.
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError>;

    /// Runs one statement and gives the number of rows it inserted, changed or deleted.
    ///
    /// # Errors
    /// As the database says; within a transaction the caller rolls back.
    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError>;

    /// Runs one statement whose rows and counts do not matter.
    ///
    /// # Errors
    /// As the database says; within a transaction the caller rolls back.
    async fn run(&self, sql: &str, params: Vec<Value>) -> Result<(), SqlError> {
        self.query(sql, params).await.map(drop)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<chrono::DateTime<chrono::Utc>> for Value {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self::Integer(at.timestamp_millis())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Reads the columns of a row by place; a column of another kind than expected reads as
/// empty, which the schema rules out.
pub(crate) trait Columns {
    fn text(&self, place: usize) -> &str;
    fn integer(&self, place: usize) -> i64;
    fn optional(&self, place: usize) -> Option<&str>;
    fn instant(&self, place: usize) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp_millis(self.integer(place)).unwrap_or_default()
    }
    fn number_or_none(&self, place: usize) -> Option<i64>;
    fn instant_or_none(&self, place: usize) -> Option<chrono::DateTime<chrono::Utc>> {
        self.number_or_none(place).and_then(chrono::DateTime::from_timestamp_millis)
    }
}

impl Columns for Row {
    fn text(&self, place: usize) -> &str {
        self.optional(place).unwrap_or_default()
    }

    fn integer(&self, place: usize) -> i64 {
        match self.get(place) {
            Some(Value::Integer(number)) => *number,
            _ => 0,
        }
    }

    fn optional(&self, place: usize) -> Option<&str> {
        match self.get(place) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn number_or_none(&self, place: usize) -> Option<i64> {
        match self.get(place) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }
}
