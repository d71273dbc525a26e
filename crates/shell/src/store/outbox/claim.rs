use super::{Claimed, Claims};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use crate::store::{Rows, Store, What, left_day, list};
use chrono::{DateTime, Utc};
use domain::{CityCode, Day};
use std::collections::HashSet;

/// By their turn. The old state is kept in `reason` for the moment between claim and mark, also where a worker
/// dies there: `claimed` rows were not yet sent, `sending` rows may have been. What a report told of one that was
/// leaving ([`Store::send_again`]) is kept too.
const TAKE: &str = "UPDATE outbox SET reason = CASE WHEN state = 'sending' AND reason IS 'unreachable' \
                      OR state = 'claimed' AND reason IN ('sending', 'unreachable') THEN reason ELSE state END, \
                    state = 'claimed', claimed_until = ?3 WHERE city = ?1 AND id IN ( \
                      SELECT id FROM outbox WHERE city = ?1 AND state IN ('claimed', 'sending') \
                        AND claimed_until NOT BETWEEN ?2 + 1 AND ?3 + 600000 \
                      UNION ALL SELECT id FROM outbox \
                        WHERE city = ?1 AND state = 'waiting' AND priority = 1 AND at <= ?2 \
                      UNION ALL SELECT id FROM outbox \
                        WHERE city = ?1 AND state = 'waiting' AND priority = 0 AND at <= ?2 \
                      LIMIT ?4) \
                    RETURNING id, body, resident, attempts, channel, recipient, first_try, reason, call, alone, reply, \
                    counted, left_day, at";

/// The rest of a call that may have been taken.
const TAKE_CALLS: &str = "UPDATE outbox SET reason = CASE WHEN state = 'claimed' AND reason = 'sending' THEN reason \
                          ELSE state END, state = 'claimed', claimed_until = ?3 \
                          WHERE city = ?1 AND call IN (SELECT value FROM json_each(?4)) \
                          AND (state = 'waiting' OR state IN ('claimed', 'sending') \
                               AND claimed_until NOT BETWEEN ?2 + 1 AND ?3 + 600000) \
                          RETURNING id, body, resident, attempts, channel, recipient, first_try, reason, call, alone, reply, \
                          counted, left_day, at";

impl<S: Sql> Store<'_, S> {
    /// Takes messages whose time has come, so that no other worker does: those of a worker that died
    /// first, since a LINE key lives for a day only, then what cannot wait. Of a call that may have been
    /// taken all its messages come, be they more than asked for: it can only be made again as it was.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim(
        &self,
        city: &CityCode,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
        most: i64,
    ) -> Result<Claims, Error> {
        let params = vec![city.as_str().into(), now.into(), until.into(), most.into()];
        let mut rows = self.sql.query(TAKE, params).await?;
        let calls: HashSet<String> = rows.iter().filter_map(|row| row.optional(8).map(str::to_owned)).collect();
        if !calls.is_empty() {
            let calls = list(calls.iter().map(String::as_str));
            rows.extend(self.sql.query(TAKE_CALLS, vec![city.as_str().into(), now.into(), until.into(), calls]).await?);
        }
        let mut claims = Claims::default();
        for row in rows {
            match claimed(&row, until) {
                Some(message) => claims.messages.push(message),
                None => claims.unreadable.push(row.text(0).to_owned()),
            }
        }
        // Whatever order the database returns.
        claims.messages.sort_by_key(|one| (one.message.priority, one.message.not_before, one.message.id));
        Ok(claims)
    }

    /// Ends messages that cannot be read: claimed again and again, they would keep all others
    /// from leaving. They are counted on the day. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_aside(
        &self,
        city: &CityCode,
        ids: &[String],
        today: Day,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let rows = ids.to_vec();
        let sql = "INSERT INTO deliveries (city, message, at, step, attempt, code) \
                   SELECT city, id, ?3, 'dead', attempts, 'corrupt' FROM outbox \
                   WHERE city = ?1 AND id IN (SELECT value FROM json_each(?2)) ON CONFLICT DO NOTHING";
        self.sql.run(sql, vec![city.as_str().into(), rows.to_json().into(), now.into()]).await?;
        let sql = "UPDATE outbox SET state = 'dead', reason = 'corrupt', claimed_until = NULL \
                   WHERE city = ?1 AND id IN (SELECT value FROM json_each(?2)) RETURNING campaign";
        let ended = self.sql.query(sql, vec![city.as_str().into(), rows.to_json().into()]).await?;
        let dead = || What::Dead("corrupt".into());
        self.count_days(city.as_str(), ended.iter().map(|row| (row.text(0), today, dead(), 1))).await?;
        Ok(())
    }
}

fn claimed(row: &Row, until: DateTime<Utc>) -> Option<Claimed> {
    let first_try = row.integer(6);
    Some(Claimed {
        message: serde_json::from_str(row.text(1)).ok()?,
        resident: row.text(2).parse().ok()?,
        attempts: row.integer(3),
        channel: row.optional(4).map(str::to_owned),
        recipient: row.optional(5).map(str::to_owned),
        first_try: (first_try != 0).then(|| row.instant(6)),
        call: row.optional(8).and_then(|call| call.parse().ok()),
        alone: row.integer(9) == 1,
        by_reply: row.integer(10) == 1,
        counted: row.integer(11),
        left_day: left_day(row, 12),
        interrupted: row.text(7) == "sending",
        unreachable: (row.text(7) == "unreachable").then(|| row.instant(13)),
        until,
    })
}
