use super::{Batch, Conflict, Store};
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::event::{DeliveryState, Payload};
use domain::{CityCode, MessageId, ResidentId};

/// A message that a provider reports about.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Whom it is for.
    pub resident: ResidentId,
    /// The hash of the address that it went to.
    pub recipient: Option<String>,
    /// How often it was about to leave.
    pub attempts: i64,
    /// How often it left, or may have; the call that is out counts.
    pub left: i64,
    /// After which it is worth nothing any more.
    pub expires_at: DateTime<Utc>,
}

impl<S: Sql> Store<'_, S> {
    /// A message of ours that left, or may have.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn taken(&self, city: &CityCode, message: MessageId) -> Result<Option<Taken>, Error> {
        let sql = "SELECT resident, recipient, attempts, body, counted + (state = 'sending') FROM outbox \
                   WHERE city = ? AND id = ? AND attempts > 0";
        let rows = self.sql.query(sql, vec![city.as_str().into(), message.to_string().into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let outgoing: Outgoing = serde_json::from_str(row.text(3)).map_err(|_| Error::corrupt("outbox.body"))?;
        Ok(Some(Taken {
            resident: row.text(0).parse().map_err(|_| Error::corrupt("outbox.resident"))?,
            recipient: row.optional(1).map(str::to_owned),
            attempts: row.integer(2),
            left: row.integer(4),
            expires_at: outgoing.expires_at,
        }))
    }

    /// Has a message leave again that was taken and, by the last word of it, did not arrive; as often as
    /// it left until now, so that a report that comes twice does nothing. Where its call has no answer yet, the
    /// answer finds it ([`Store::mark`]).
    ///
    /// # Errors
    /// The database's own.
    pub async fn send_again(
        &self,
        city: &CityCode,
        message: MessageId,
        attempts: i64,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "UPDATE outbox SET state = iif(state = 'accepted', 'waiting', state), at = ?4, reason = 'unreachable', \
                   receipt = NULL WHERE city = ?1 AND id = ?2 AND attempts = ?3 \
                   AND state IN ('accepted', 'sending') AND receipt = 'failed'";
        let params = vec![city.as_str().into(), message.to_string().into(), attempts.into(), at.into()];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Enters what providers report in a batch: each word among the steps of its message, and the last
    /// that holds beside it. A report proves that a message left of which that was not known.
    pub(super) async fn write_receipts(&self, code: &str, batch: &Batch) -> Result<(), Conflict> {
        let mut words = Vec::new();
        for event in &batch.events {
            let Payload::Delivery(data) = &event.payload else { continue };
            // What the drain tells itself, it has noted.
            if event.source == "ayumi/dispatch" {
                continue;
            }
            let (word, rank) = word(data.state);
            let channel = data.channel.map(domain::event::ChannelKind::as_str);
            let at = event.time.timestamp_millis();
            words.push((data.message.to_string(), word, rank, at, channel, data.code.as_deref()));
        }
        let sql = "INSERT INTO deliveries (city, message, at, step, channel, attempt, code) \
                   SELECT ?1, o.id, value ->> 3, CASE value ->> 1 WHEN 'accepted' THEN 'sent' ELSE value ->> 1 END, \
                   COALESCE(value ->> 4, o.channel), o.attempts, value ->> 5 FROM json_each(?2) \
                   CROSS JOIN outbox o ON o.city = ?1 AND o.id = value ->> 0 WHERE true ON CONFLICT DO NOTHING";
        self.write_all(sql, code, &words).await?;
        // One by one in their order, since a batch may hold several of a message; there are few.
        let sql = "UPDATE outbox SET receipt = j.value ->> 1, \
                   reason = CASE WHEN state = 'dead' AND reason = 'ambiguous' THEN NULL ELSE reason END, \
                   state = CASE WHEN state = 'dead' AND reason = 'ambiguous' THEN 'accepted' ELSE state END \
                   FROM json_each(?2) AS j WHERE city = ?1 AND outbox.id = j.value ->> 0 AND j.value ->> 2 > \
                   CASE receipt WHEN 'accepted' THEN 1 WHEN 'delivered' THEN 2 WHEN 'failed' THEN 2 \
                   WHEN 'refused' THEN 2 WHEN 'read' THEN 3 ELSE 0 END";
        for word in words {
            self.write_all(sql, code, &vec![word]).await?;
        }
        Ok(())
    }
}

/// The word for a state, and how much it weighs: of two that are final the first holds, but one that
/// was read was delivered.
fn word(state: DeliveryState) -> (&'static str, i64) {
    match state {
        DeliveryState::Accepted => ("accepted", 1),
        DeliveryState::Delivered => ("delivered", 2),
        DeliveryState::Failed => ("failed", 2),
        DeliveryState::Refused => ("refused", 2),
        DeliveryState::Read => ("read", 3),
    }
}
