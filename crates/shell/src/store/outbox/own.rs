use super::id;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::{CityCode, MessageId, ResidentId};

/// A message that left for a resident, as the resident's own page lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnMessage {
    /// The message.
    pub id: MessageId,
    /// When it left.
    pub at: DateTime<Utc>,
    /// What it said: [`Outgoing::shown`] has it as the page shows it.
    pub message: Outgoing,
}

impl<S: Sql> Store<'_, S> {
    /// The messages that left for a resident, or may have, the newest first. An SMS that followed a message by LINE is
    /// the same once more, and is not among them.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn messages_of(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        most: i64,
    ) -> Result<Vec<OwnMessage>, Error> {
        // `at` is when a provider took it, and may be later than the first try, or may be all there is.
        let sql = "SELECT id, coalesce(first_try, at), body FROM outbox \
                   WHERE city = ? AND resident = ? AND left_day IS NOT NULL AND state IN ('accepted', 'dead') \
                   AND body ->> '$.follows' IS NULL ORDER BY left_day DESC, 2 DESC, id DESC LIMIT ?";
        let params = vec![city.as_str().into(), resident.as_str().into(), most.into()];
        let read = |row: &Row| {
            let message = serde_json::from_str(row.text(2)).map_err(|_| Error::corrupt("outbox.body"))?;
            Ok(OwnMessage { id: id(row)?, at: row.instant(1), message })
        };
        self.sql.query(sql, params).await?.iter().map(read).collect()
    }
}
