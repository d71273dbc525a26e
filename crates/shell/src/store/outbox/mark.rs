use super::{Delivery, Mark, Noted, Sending, id};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use crate::store::{Rows, Store, left_day};
use chrono::{DateTime, Utc};
use domain::release::Hold;
use domain::{CityCode, MessageId};
use std::collections::{HashMap, HashSet};

impl<S: Sql> Store<'_, S> {
    /// Notes, before any provider is called, which messages are about to leave and where.
    /// Those that are still this worker's come back: one that was stopped for longer than it
    /// may hold a message must leave it to the worker who has it now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn mark_sending(&self, city: &CityCode, sending: &[Sending]) -> Result<HashSet<MessageId>, Error> {
        if sending.is_empty() {
            return Ok(HashSet::new());
        }
        let row = |one: &Sending| {
            let place = (one.id.to_string(), one.channel.as_str(), one.recipient.clone(), one.day.0);
            let call = one.call.map(|call| call.to_string());
            (place, one.first_try.timestamp_millis(), one.until.timestamp_millis(), call, i64::from(one.reply))
        };
        let rows: Vec<_> = sending.iter().map(row).collect();
        // The ids are named twice, since joined only, each message of the city would be held against
        // each row; and the plus keeps the index of states out of it, where all that waits is.
        let sql = "UPDATE outbox SET state = 'sending', reason = NULL, attempts = attempts + 1, \
                   channel = j.value ->> '$[0][1]', recipient = j.value ->> '$[0][2]', \
                   left_day = j.value ->> '$[0][3]', first_try = j.value ->> 1, call = j.value ->> 3, \
                   reply = j.value ->> 4 \
                   FROM json_each(?2) AS j WHERE city = ?1 \
                   AND outbox.id IN (SELECT value ->> '$[0][0]' FROM json_each(?2)) \
                   AND outbox.id = j.value ->> '$[0][0]' \
                   AND +state = 'claimed' AND claimed_until = j.value ->> 2 RETURNING outbox.id";
        let rows = self.sql.query(sql, vec![city.as_str().into(), rows.to_json().into()]).await?;
        rows.iter().map(id).collect()
    }

    /// Notes what became of messages, within a transaction. Those that were still this worker's
    /// come back, as they stand now; of the others, the worker who has them now says what becomes of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn mark<'m>(
        &self,
        city: &CityCode,
        marks: impl IntoIterator<Item = &'m Mark>,
    ) -> Result<HashMap<MessageId, Noted>, Error> {
        let row = |mark: &Mark| {
            let (at, until) = (mark.at.timestamp_millis(), mark.until.timestamp_millis());
            let place = (mark.id.to_string(), mark.state, at, until);
            let flags = (i64::from(mark.left), i64::from(mark.seen), i64::from(mark.alone));
            (place, mark.reason.clone(), flags.0, flags.1, flags.2, mark.counted)
        };
        let rows: Vec<_> = marks.into_iter().map(row).collect();
        // A report may be faster than the answer, or come where no answer does: what it tells of was taken, and
        // leaves again where it is known not to have arrived.
        const UNCLEAR: &str = "(j.value ->> '$[0][1]' = 'dead' AND j.value ->> 1 = 'ambiguous')";
        let again = format!("(outbox.reason IS 'unreachable' AND (j.value ->> '$[0][1]' = 'accepted' OR {UNCLEAR}))");
        let sql = format!(
            "UPDATE outbox SET state = CASE WHEN {again} THEN 'waiting' \
                     WHEN {UNCLEAR} AND receipt IS NOT NULL THEN 'accepted' ELSE j.value ->> '$[0][1]' END, \
                   at = iif({again}, outbox.at, j.value ->> '$[0][2]'), \
                   reason = CASE WHEN {again} THEN outbox.reason \
                     WHEN {UNCLEAR} AND receipt IS NOT NULL THEN NULL ELSE j.value ->> 1 END, claimed_until = NULL, left_day = iif(j.value ->> 2, left_day, NULL), \
                   first_try = iif(j.value ->> 3, first_try, NULL), channel = iif(j.value ->> 2, channel, NULL), \
                   recipient = iif(j.value ->> 2, recipient, NULL), call = iif(j.value ->> 2, call, NULL), \
                   alone = alone OR j.value ->> 4, counted = counted + j.value ->> 5 \
                   FROM json_each(?2) AS j WHERE city = ?1 \
                   AND outbox.id IN (SELECT value ->> '$[0][0]' FROM json_each(?2)) \
                   AND outbox.id = j.value ->> '$[0][0]' \
                   AND +state IN ('claimed', 'sending') AND claimed_until = j.value ->> '$[0][3]' \
                   RETURNING outbox.id, campaign, state, reason, left_day"
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into(), rows.to_json().into()]).await?;
        let noted = |row: &Row| {
            let (campaign, state) = (row.text(1).to_owned(), row.text(2).to_owned());
            let reason = row.optional(3).map(str::to_owned);
            Ok((id(row)?, Noted { campaign, state, reason, left_day: left_day(row, 4) }))
        };
        rows.iter().map(noted).collect()
    }

    /// Enters steps of messages' ways. One that waits on for the same reason takes no step: what is looked at each second
    /// for an hour would have thousands. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn deliver<'d>(
        &self,
        city: &CityCode,
        steps: impl IntoIterator<Item = &'d Delivery>,
    ) -> Result<(), Error> {
        let row = |step: &Delivery| {
            let place = (step.id.to_string(), step.at.timestamp_millis(), step.step, step.attempt);
            (place, step.channel, step.code.clone(), step.request.clone())
        };
        let rows: Vec<_> = steps.into_iter().map(row).collect();
        let sql = "INSERT INTO deliveries (city, message, at, step, attempt, channel, code, request) \
                   SELECT ?1, value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]', value ->> '$[0][3]', \
                   value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2) \
                   WHERE value ->> '$[0][2]' <> 'waiting' OR NOT EXISTS (SELECT 1 FROM deliveries AS last \
                     WHERE last.city = ?1 AND last.message = value ->> '$[0][0]' AND last.at = (SELECT max(at) \
                       FROM deliveries AS known WHERE known.city = ?1 AND known.message = value ->> '$[0][0]') \
                     AND last.step = 'waiting' AND last.attempt = value ->> '$[0][3]' AND last.code IS value ->> 2) \
                   ON CONFLICT DO NOTHING";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

    /// Has messages that something holds looked at again now. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn wake(&self, city: &CityCode, hold: Hold, now: DateTime<Utc>) -> Result<(), Error> {
        let sql = "UPDATE outbox SET at = ?2 WHERE city = ?1 AND state = 'waiting' AND reason = ?3 AND at > ?2";
        self.sql.run(sql, vec![city.as_str().into(), now.into(), hold.as_str().into()]).await?;
        Ok(())
    }
}
