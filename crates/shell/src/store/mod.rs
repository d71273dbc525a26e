//! All SQL. A batch is a few statements that take JSON arrays; no statement stands for one
//! event, and no query is without its city.

mod addresses;
mod batch;
mod buckets;
mod city;
mod closings;
mod consents;
mod days;
mod doubts;
mod due;
mod entries;
mod events;
mod expiries;
mod history;
mod link_codes;
mod links;
mod lotteries;
mod notices;
mod office;
mod outbox;
mod pay_lists;
mod people;
mod plans;
mod prints;
mod receipts;
mod record;
mod redemptions;
mod replay;
mod replies;
mod reports;
mod residents;
pub mod schema;
mod sent;
mod sheets;
mod shops;
mod standings;
mod story;
mod tally;
mod teams;
mod transfers;
mod trials;
mod units;
mod unsent;
mod uploads;

pub use batch::{Batch, Conflict, Decided};
pub use buckets::Rate;
pub use city::{CityRow, Release};
pub use closings::{Closing, OpenRow};
pub use days::{Count, DayCount, What};
pub use doubts::{DoubtState, Doubted, Noticed};
pub use entries::{PointMove, PointsFor};
pub use expiries::Ended;
pub use link_codes::{NewCode, NewNonce};
pub use links::Wanted;
pub use lotteries::{Draw, Drawn, Lottery};
pub use notices::Told;
pub use office::{
    Deed, Draft, DraftEnd, DraftLine, Entry, Flag, FlagState, Hands, Invitation, MACHINE, NOBODY, NewRequest, NewStaff,
    Person, Progress, Replay, ReplayState, Request, RequestState, Saying, Session, Subject, WantedFlags,
};
pub use outbox::{Claimed, Claims, Delivery, Left, Mark, Noted, OwnMessage, Sending, Waiting};
pub use pay_lists::PayList;
pub use people::{ClosedWeek, OpenWeek};
pub use prints::{Compared, Part};
pub use receipts::Taken;
pub use record::{StoredTerms, TermsByNumber, Whose};
pub use redemptions::{Redemption, Standing};
pub use replay::Span;
pub use reports::KeptReport;
pub(crate) use reports::{Finished, Halfway};
pub use residents::Known;
pub use sent::{Sent, SentDay, Volume};
pub use sheets::Sheet;
pub use shops::Shop;
pub use standings::{DueTurn, Moved, Published};
pub use tally::{Example, Tally, Withheld};
pub use teams::{Closed, Named, Team};
pub use trials::Late;
pub use units::Unit;
pub use uploads::{Alike, StoredEvent, UploadRow};

use crate::sql::{Columns, Row, Sql, SqlError};
use crate::{Error, Value};
use domain::Day;

/// Reads and writes of one connection.
#[derive(Debug)]
pub struct Store<'a, S> {
    sql: &'a S,
}

impl<'a, S: Sql> Store<'a, S> {
    /// A store on a connection that [`schema::prepare`] has made ready.
    pub fn new(sql: &'a S) -> Self {
        Self { sql }
    }

    /// Begins a transaction that writes: others wait for its end.
    ///
    /// # Errors
    /// The database's own.
    pub async fn begin(&self) -> Result<(), Error> {
        Ok(self.sql.run("BEGIN IMMEDIATE", Vec::new()).await?)
    }

    /// Ends the transaction: durable from here on.
    ///
    /// # Errors
    /// The database's own; nothing was stored then.
    pub async fn commit(&self) -> Result<(), Error> {
        let committed = self.sql.run("COMMIT", Vec::new()).await;
        if committed.is_err() {
            // A commit that fails on a full or busy disk leaves the transaction open.
            self.rollback().await;
        }
        Ok(committed?)
    }

    /// Ends the transaction without a trace. What went wrong before is what is told, so an
    /// error here is not.
    pub async fn rollback(&self) {
        let _ = self.sql.run("ROLLBACK", Vec::new()).await;
    }

    /// Does all of it in one transaction, or nothing.
    ///
    /// # Errors
    /// What the work met, or the database's own.
    pub async fn at_once<T>(&self, work: impl AsyncFnOnce() -> Result<T, Error>) -> Result<T, Error> {
        self.begin().await?;
        match work().await {
            Ok(done) => self.commit().await.map(|()| done),
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        }
    }

    /// Inserts rows by `INSERT INTO table (city, columns) … then`. Their values are bound one by
    /// one, which for wide rows is several times faster than having SQLite read JSON.
    async fn insert_all<const COLUMNS: usize>(
        &self,
        table: &str,
        columns: [&str; COLUMNS],
        then: &str,
        city: &str,
        rows: Vec<[Value; COLUMNS]>,
    ) -> Result<u64, SqlError> {
        let mut inserted = 0;
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let (sql, room) = insert(table, columns, then, rows.len());
            let mut params = Vec::with_capacity(1 + room * COLUMNS);
            params.push(city.into());
            params.extend(rows.by_ref().take(room).flatten());
            params.resize(1 + room * COLUMNS, Value::Null);
            inserted += self.sql.change(&sql, params).await?;
        }
        Ok(inserted)
    }

    /// Writes an array by one statement, and nothing for an empty one.
    async fn write_all(&self, sql: &str, city: &str, rows: &impl Rows) -> Result<u64, SqlError> {
        if rows.is_empty() {
            return Ok(0);
        }
        self.sql.change(sql, vec![city.into(), rows.to_json().into()]).await
    }
}

/// The statement for a number of rows, and how many it has room for. Statements come in few
/// sizes, so that they are found prepared; rows that are left over are empty and skipped. The
/// largest stays below SQLite's 32,766 values.
fn insert<const COLUMNS: usize>(table: &str, columns: [&str; COLUMNS], then: &str, rows: usize) -> (String, usize) {
    let room = rows.next_power_of_two().min(1024);
    let row = format!("({})", ["?"; COLUMNS].join(","));
    let values: Vec<String> = (1..=COLUMNS).map(|place| format!("column{place}")).collect();
    let sql = format!(
        "INSERT INTO {table} (city, {}) SELECT ?1, {} FROM (VALUES {}) WHERE column1 IS NOT NULL {then}",
        columns.join(", "),
        values.join(", "),
        vec![row; room].join(","),
    );
    (sql, room)
}

/// An array of rows for `json_each`.
trait Rows {
    fn is_empty(&self) -> bool;
    fn to_json(&self) -> String;
}

impl<T: serde::Serialize> Rows for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }

    fn to_json(&self) -> String {
        // Rows are tuples of texts and numbers, which always have a JSON form.
        serde_json::to_string(self).unwrap_or_else(|_| "[]".to_owned())
    }
}

/// The civil day in a column, on which a message left, or may have.
fn left_day(row: &Row, place: usize) -> Option<Day> {
    row.number_or_none(place).and_then(|day| i32::try_from(day).ok()).map(Day)
}

/// A JSON array of texts, for `IN (SELECT value FROM json_each(?))`.
fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> Value {
    let all: Vec<&str> = texts.into_iter().collect();
    all.to_json().into()
}
