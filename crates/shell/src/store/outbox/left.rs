use super::Left;
use crate::Error;
use crate::sql::{Columns, Sql};
use crate::store::{Store, list};
use domain::{CityCode, Day, MessageId, ResidentId};
use std::collections::HashMap;

impl<S: Sql> Store<'_, S> {
    /// Messages that count for caps and left for residents, or are leaving, since a day.
    ///
    /// # Errors
    /// The database's own.
    pub async fn left(
        &self,
        city: &CityCode,
        residents: impl IntoIterator<Item = &ResidentId>,
        since: Day,
    ) -> Result<HashMap<ResidentId, Vec<Left>>, Error> {
        let sql = "SELECT resident, id, left_day, state, campaign, \
                   coalesce(body ->> '$.bodies.line.text', body ->> '$.bodies.sms') FROM outbox \
                   WHERE city = ? AND resident IN (SELECT value FROM json_each(?)) AND left_day >= ? \
                   AND body ->> '$.is_answer' IS NULL";
        let ids = list(residents.into_iter().map(ResidentId::as_str));
        let mut left: HashMap<ResidentId, Vec<Left>> = HashMap::new();
        for row in self.sql.query(sql, vec![city.as_str().into(), ids, i64::from(since.0).into()]).await? {
            let id = row.text(0).parse().map_err(|_| Error::corrupt("outbox.resident"))?;
            let message = row.text(1).parse().map_err(|_| Error::corrupt("outbox.id"))?;
            let day = Day(i32::try_from(row.integer(2)).unwrap_or_default());
            // One that waits for another try may have been taken at the last.
            let settled = !matches!(row.text(3), "claimed" | "sending");
            let said = (row.text(4).to_owned(), row.text(5).to_owned());
            left.entry(id).or_default().push(Left { message, day, said, settled });
        }
        Ok(left)
    }

    /// The messages that left by calls with others, for each resident: a tap under one of them names the
    /// call.
    ///
    /// # Errors
    /// The database's own.
    pub async fn messages_of_calls(
        &self,
        city: &CityCode,
        calls: impl IntoIterator<Item = MessageId>,
    ) -> Result<HashMap<(MessageId, ResidentId), MessageId>, Error> {
        let calls: Vec<String> = calls.into_iter().map(|call| call.to_string()).collect();
        if calls.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = "SELECT call, resident, id FROM outbox WHERE city = ? AND call IN (SELECT value FROM json_each(?))";
        let calls = list(calls.iter().map(String::as_str));
        let read = |row: &crate::sql::Row| {
            let key = (row.text(0).parse().ok()?, row.text(1).parse().ok()?);
            Some((key, row.text(2).parse().ok()?))
        };
        Ok(self.sql.query(sql, vec![city.as_str().into(), calls]).await?.iter().filter_map(read).collect())
    }
}
