use super::{Batch, Conflict, Count, Store, What, left_day, list};
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
    /// answer finds it ([`Store::mark`]). It is no longer counted as failed.
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
                   AND state IN ('accepted', 'sending') AND receipt = 'failed' RETURNING campaign, left_day";
        let params = vec![city.as_str().into(), message.to_string().into(), attempts.into(), at.into()];
        let again = async || {
            let rows = self.sql.query(sql, params).await?;
            let counts = rows.iter().filter_map(|row| Some((row.text(0), left_day(row, 1)?, What::Failed, -1)));
            Ok(self.count_days(city.as_str(), counts).await?)
        };
        self.at_once(again).await
    }

    /// Enters what providers report in a batch: each word among the steps of its message, and the last
    /// that holds beside it. A report proves that a message left of which that was not known. What messages count as
    /// by it comes back.
    pub(super) async fn write_receipts(&self, code: &str, batch: &Batch) -> Result<Vec<Count>, Conflict> {
        let mut words = Vec::new();
        for event in &batch.events {
            let Payload::Delivery(data) = &event.payload else { continue };
            // What the drain tells itself, it has noted.
            if event.source == "ayumi/dispatch" {
                continue;
            }
            let channel = data.channel.map(domain::event::ChannelKind::as_str);
            let at = event.time.timestamp_millis();
            words.push((data.message.to_string(), word(data.state), at, channel, data.code.as_deref()));
        }
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "INSERT INTO deliveries (city, message, at, step, channel, attempt, code) \
                   SELECT ?1, o.id, value ->> 2, CASE value ->> 1 WHEN 'accepted' THEN 'sent' ELSE value ->> 1 END, \
                   COALESCE(value ->> 3, o.channel), o.attempts, value ->> 4 FROM json_each(?2) \
                   CROSS JOIN outbox o ON o.city = ?1 AND o.id = value ->> 0 WHERE true ON CONFLICT DO NOTHING";
        self.write_all(sql, code, &words).await?;
        let sql = "SELECT id, campaign, left_day, receipt, state = 'dead' AND reason = 'ambiguous' FROM outbox \
                   WHERE city = ? AND id IN (SELECT value FROM json_each(?))";
        let ids = list(words.iter().map(|(id, ..)| id.as_str()));
        let (mut changed, mut counts) = (Vec::new(), Vec::new());
        for row in self.sql.query(sql, vec![code.into(), ids]).await? {
            let known = row.optional(3).unwrap_or_default();
            // In the order in which they came: of two that are final the first holds.
            let own = words.iter().filter(|(id, ..)| id == row.text(0)).map(|(_, word, ..)| *word);
            let holds = own.fold(known, |holds, word| if weight(word) > weight(holds) { word } else { holds });
            if holds == known {
                continue;
            }
            let day = left_day(&row, 2).unwrap_or(batch.today);
            let mut count = |what: &What, times| {
                counts.push(Count { campaign: row.text(1).to_owned(), day, what: what.clone(), times });
            };
            What::of_receipt(known).iter().for_each(|what| count(what, -1));
            What::of_receipt(holds).iter().for_each(|what| count(what, 1));
            if row.integer(4) == 1 {
                count(&What::Dead("ambiguous".into()), -1);
            }
            changed.push((row.text(0).to_owned(), holds.to_owned()));
        }
        // The ids are named twice, since joined only, each message of the city would be held against each row.
        let sql = "UPDATE outbox SET receipt = j.value ->> 1, \
                   reason = CASE WHEN state = 'dead' AND reason = 'ambiguous' THEN NULL ELSE reason END, \
                   state = CASE WHEN state = 'dead' AND reason = 'ambiguous' THEN 'accepted' ELSE state END \
                   FROM json_each(?2) AS j WHERE city = ?1 \
                   AND outbox.id IN (SELECT value ->> 0 FROM json_each(?2)) AND outbox.id = j.value ->> 0";
        self.write_all(sql, code, &changed).await?;
        Ok(counts)
    }
}

/// The word for a state.
fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Accepted => "accepted",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Failed => "failed",
        DeliveryState::Refused => "refused",
        DeliveryState::Read => "read",
    }
}

/// How much a word weighs: of two that are final the first holds, but one that was read was delivered.
fn weight(word: &str) -> i64 {
    match word {
        "accepted" => 1,
        "delivered" | "failed" | "refused" => 2,
        "read" => 3,
        _ => 0,
    }
}
