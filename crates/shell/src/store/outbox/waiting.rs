use crate::Error;
use crate::sql::{Columns, Sql, Value};
use crate::store::{Store, What};
use chrono::{DateTime, Utc};
use domain::city::Scope;
use domain::decide::Outgoing;
use domain::pack::Priority;
use domain::{CityCode, Day, Reason, ResidentId};
use serde::{Deserialize, Serialize};

/// Messages of a campaign that wait to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The campaign.
    pub campaign: String,
    /// How many.
    pub messages: i64,
}

impl<S: Sql> Store<'_, S> {
    /// Has messages wait until they may leave. Within a transaction.
    ///
    /// The unique key holds even if a snapshot should ever forget: never twice for an occasion.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enqueue<'m>(
        &self,
        city: &CityCode,
        messages: impl IntoIterator<Item = (&'m ResidentId, &'m Outgoing)>,
    ) -> Result<(), Error> {
        let row = |(resident, message): (&'m ResidentId, &'m Outgoing)| {
            let body = serde_json::to_string(message).map_err(|_| Error::corrupt("outbox.body"))?;
            let occasion = (message.campaign.as_str(), message.message.as_str(), message.occasion.as_str());
            let turn = (i64::from(message.priority == Priority::High), message.not_before.timestamp_millis());
            Ok((message.id.to_string(), resident.as_str(), occasion, body, turn))
        };
        let rows: Vec<_> = messages.into_iter().map(row).collect::<Result<_, Error>>()?;
        let sql = "INSERT INTO outbox (city, id, resident, campaign, message, occasion, body, priority, at, state) \
                   SELECT ?1, value ->> 0, value ->> 1, value ->> '$[2][0]', value ->> '$[2][1]', value ->> '$[2][2]', \
                   value ->> 3, value ->> '$[4][0]', value ->> '$[4][1]', 'waiting' \
                   FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

    /// How many messages wait to leave, by campaign.
    ///
    /// # Errors
    /// The database's own.
    pub async fn waiting(&self, city: &CityCode) -> Result<Vec<Waiting>, Error> {
        let sql = "SELECT campaign, COUNT(*) FROM outbox \
                   WHERE city = ? AND state IN ('waiting', 'claimed', 'sending') GROUP BY campaign ORDER BY campaign";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        Ok(rows.iter().map(|row| Waiting { campaign: row.text(0).to_owned(), messages: row.integer(1) }).collect())
    }

    /// Withholds what waits and surely has not left. Of a way that is stopped only what has no other text: what
    /// has is looked at as its time comes, since its resident's ways decide. It is counted on the day. Within a
    /// transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn withhold_waiting(
        &self,
        city: &CityCode,
        scope: &Scope,
        today: Day,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let (which, name): (&str, Value) = match scope {
            Scope::All => ("?4 IS NULL", Value::Null),
            Scope::Campaign(name) => ("campaign = ?4", name.as_str().into()),
            Scope::Channel(channel) => {
                let other = "(body ->> '$.bodies.line' IS NULL OR ?4 = 'line') AND (body ->> '$.bodies.sms' IS NULL OR ?4 = 'sms')";
                (other, channel.as_str().into())
            }
        };
        let held = Reason::Suspended.as_str();
        let those = format!("state = 'waiting' AND recipient IS NULL AND {which}");
        let params = || vec![city.as_str().into(), now.into(), held.into(), name.clone()];
        let sql = format!(
            "INSERT INTO deliveries (city, message, at, step, attempt, code) \
             SELECT city, id, ?2, 'withheld', attempts, ?3 FROM outbox WHERE city = ?1 AND {those} ON CONFLICT DO NOTHING"
        );
        self.sql.run(&sql, params()).await?;
        let counted = format!("SELECT campaign, count(*) FROM outbox WHERE city = ?1 AND {those} GROUP BY campaign");
        let counted = self.sql.query(&counted, params()).await?;
        let held = || What::Held(held.into());
        self.count_days(city.as_str(), counted.iter().map(|row| (row.text(0), today, held(), row.integer(1)))).await?;
        let sql = format!("UPDATE outbox SET state = 'withheld', reason = ?3, at = ?2 WHERE city = ?1 AND {those}");
        self.sql.run(&sql, params()).await?;
        Ok(())
    }
}
