use super::{Rows, Store, list};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::event::ChannelKind;
use domain::{CityCode, Day, MessageId, ResidentId};
use std::collections::{HashMap, HashSet};

/// A message that a worker has taken to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// The message.
    pub message: Outgoing,
    /// Whom it is for.
    pub resident: ResidentId,
    /// How often it was about to leave. A try counts also where no call was made of it, since a
    /// setting was missing or its worker died.
    pub attempts: i64,
    /// The way of the call that may have been taken, if there was one.
    pub channel: Option<String>,
    /// The hash of its address.
    pub recipient: Option<String>,
    /// When the provider first saw the message's key.
    pub first_try: Option<DateTime<Utc>>,
    /// Whether a worker died while calling: then nobody knows whether it was sent.
    pub interrupted: bool,
    /// Until when it is this worker's.
    pub until: DateTime<Utc>,
}

/// What a worker has taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Claims {
    /// The messages, in the order in which they were to leave.
    pub messages: Vec<Claimed>,
    /// The ids of rows that this program cannot read.
    pub unreadable: Vec<String>,
}

/// A message that counts for caps.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    /// The message.
    pub message: MessageId,
    /// The civil day on which it left.
    pub day: Day,
    /// Whether that is settled: while its provider is called, it may turn out that it did not leave.
    pub settled: bool,
}

/// A message that a provider is about to be called with.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// The message.
    pub id: MessageId,
    /// The way it goes.
    pub channel: ChannelKind,
    /// The hash of the address.
    pub recipient: String,
    /// The civil day on which it leaves.
    pub day: Day,
    /// When the provider first saw the message's key, this call included.
    pub first_try: DateTime<Utc>,
    /// Until when the worker may hold it: the mark of its claim.
    pub until: DateTime<Utc>,
}

/// What becomes of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The message.
    pub id: MessageId,
    /// Until when the worker may hold it: the mark of its claim.
    pub until: DateTime<Utc>,
    /// `waiting`, `accepted`, `dead` or `withheld`.
    pub state: &'static str,
    /// When it is next to be looked at; where it never is, when that was known.
    pub at: DateTime<Utc>,
    /// Why, where there is a reason.
    pub reason: Option<String>,
    /// Whether it left, or may have: only then it counts for caps, and is bound to its address.
    pub left: bool,
    /// Whether the provider has seen its key.
    pub seen: bool,
}

/// One step of a message's way.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The message.
    pub id: MessageId,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// `accepted`, `retry`, `waiting`, `dead` or `withheld`.
    pub step: &'static str,
    /// The way it went.
    pub channel: Option<&'static str>,
    /// Which try, from 1; at a look that led to none, how many there were before.
    pub attempt: i64,
    /// The provider's code, or the reason.
    pub code: Option<String>,
    /// The provider's request id.
    pub request: Option<String>,
}

impl<S: Sql> Store<'_, S> {
    /// Takes messages whose time has come, so that no other worker does. What a worker that
    /// died had taken comes back when its time is up.
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
        // Those of a dead worker first: a LINE key lives for a day only.
        // `claimed` rows were not yet sent; `sending` rows may have been. The old state is
        // kept in `reason` for the moment between claim and mark, also where a worker dies there.
        let sql = "UPDATE outbox SET reason = CASE WHEN state = 'claimed' AND reason = 'sending' THEN reason \
                     ELSE state END, state = 'claimed', claimed_until = ?3 \
                   WHERE city = ?1 AND id IN ( \
                     SELECT id FROM outbox WHERE city = ?1 AND state IN ('claimed', 'sending') \
                       AND claimed_until <= ?2 \
                     UNION ALL SELECT id FROM outbox WHERE city = ?1 AND state = 'waiting' AND at <= ?2 \
                     LIMIT ?4) \
                   RETURNING id, body, resident, attempts, channel, recipient, first_try, reason";
        let params = vec![city.as_str().into(), now.into(), until.into(), most.into()];
        let mut claims = Claims::default();
        for row in self.sql.query(sql, params).await? {
            match claimed(&row, until) {
                Some(message) => claims.messages.push(message),
                None => claims.unreadable.push(row.text(0).to_owned()),
            }
        }
        // Whatever order the database returns.
        claims.messages.sort_by_key(|one| (one.message.not_before, one.message.id));
        Ok(claims)
    }

    /// Ends messages that cannot be read: claimed again and again, they would keep all others
    /// from leaving.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_aside(&self, city: &CityCode, ids: &[String], now: DateTime<Utc>) -> Result<(), Error> {
        let rows = ids.to_vec();
        let sql = "INSERT INTO deliveries (city, message, at, step, attempt, code) \
                   SELECT city, id, ?3, 'dead', attempts, 'corrupt' FROM outbox \
                   WHERE city = ?1 AND id IN (SELECT value FROM json_each(?2)) ON CONFLICT DO NOTHING";
        self.sql.run(sql, vec![city.as_str().into(), rows.to_json().into(), now.into()]).await?;
        let sql = "UPDATE outbox SET state = 'dead', reason = 'corrupt', claimed_until = NULL \
                   WHERE city = ?1 AND id IN (SELECT value FROM json_each(?2))";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

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
        let sql = "SELECT resident, id, left_day, state FROM outbox \
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
            left.entry(id).or_default().push(Left { message, day, settled });
        }
        Ok(left)
    }

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
            (place, one.first_try.timestamp_millis(), one.until.timestamp_millis())
        };
        let rows: Vec<_> = sending.iter().map(row).collect();
        // The ids are named twice, since joined only, each message of the city would be held against
        // each row; and the plus keeps the index of states out of it, where all that waits is.
        let sql = "UPDATE outbox SET state = 'sending', reason = NULL, attempts = attempts + 1, \
                   channel = j.value ->> '$[0][1]', recipient = j.value ->> '$[0][2]', \
                   left_day = j.value ->> '$[0][3]', first_try = j.value ->> 1 \
                   FROM json_each(?2) AS j WHERE city = ?1 \
                   AND outbox.id IN (SELECT value ->> '$[0][0]' FROM json_each(?2)) \
                   AND outbox.id = j.value ->> '$[0][0]' \
                   AND +state = 'claimed' AND claimed_until = j.value ->> 2 RETURNING outbox.id";
        let rows = self.sql.query(sql, vec![city.as_str().into(), rows.to_json().into()]).await?;
        rows.iter().map(id).collect()
    }

    /// Notes what became of messages, within a transaction. Those that were still this worker's
    /// come back; of the others, the worker who has them now says what becomes of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn mark<'m>(
        &self,
        city: &CityCode,
        marks: impl IntoIterator<Item = &'m Mark>,
    ) -> Result<HashSet<MessageId>, Error> {
        let row = |mark: &Mark| {
            let (at, until) = (mark.at.timestamp_millis(), mark.until.timestamp_millis());
            let place = (mark.id.to_string(), mark.state, at, until);
            (place, mark.reason.clone(), i64::from(mark.left), i64::from(mark.seen))
        };
        let rows: Vec<_> = marks.into_iter().map(row).collect();
        let sql = "UPDATE outbox SET state = j.value ->> '$[0][1]', at = j.value ->> '$[0][2]', \
                   reason = j.value ->> 1, claimed_until = NULL, left_day = iif(j.value ->> 2, left_day, NULL), \
                   first_try = iif(j.value ->> 3, first_try, NULL), channel = iif(j.value ->> 2, channel, NULL), \
                   recipient = iif(j.value ->> 2, recipient, NULL) \
                   FROM json_each(?2) AS j WHERE city = ?1 \
                   AND outbox.id IN (SELECT value ->> '$[0][0]' FROM json_each(?2)) \
                   AND outbox.id = j.value ->> '$[0][0]' \
                   AND +state IN ('claimed', 'sending') AND claimed_until = j.value ->> '$[0][3]' \
                   RETURNING outbox.id";
        let rows = self.sql.query(sql, vec![city.as_str().into(), rows.to_json().into()]).await?;
        rows.iter().map(id).collect()
    }

    /// Enters steps of messages' ways. Within a transaction.
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
                   value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
        self.write_all(sql, city.as_str(), &rows).await?;
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
        interrupted: row.text(7) == "sending",
        until,
    })
}

fn id(row: &Row) -> Result<MessageId, Error> {
    row.text(0).parse().map_err(|_| Error::corrupt("outbox.id"))
}
