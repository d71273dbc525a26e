use super::{Store, list};
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use std::collections::HashMap;
use wire::line::{ReplyToken, Replyable};

/// For how long a token is used after what it answers. LINE takes it for a minute, and the call needs
/// some of that. Source: Messaging API reference, "Send reply message".
const LIFE: TimeDelta = TimeDelta::seconds(50);

impl<S: Sql> Store<'_, S> {
    /// Keeps what a webhook of LINE's gave to answer people with, the newest for each. What belongs to no
    /// resident's account is not kept.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_reply_tokens(
        &self,
        city: &CityCode,
        tokens: &[Replyable],
        received: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let until = |one: &Replyable| one.at.map_or(received, |at| at.min(received)) + LIFE;
        let alive = tokens.iter().filter(|one| until(one) > now);
        let rows: Vec<_> = alive
            .map(|one| (one.address.as_str(), one.token.expose().to_owned(), until(one).timestamp_millis()))
            .collect();
        let sql = "INSERT INTO reply_tokens (city, address, token, until) \
                   SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2) \
                   WHERE EXISTS (SELECT 1 FROM addresses WHERE city = ?1 AND channel = 'line' AND address = value ->> 0) \
                   ON CONFLICT (city, address) DO UPDATE SET token = excluded.token, until = excluded.until";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

    /// The addresses among these that can be answered now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replyable<'a>(
        &self,
        city: &CityCode,
        addresses: impl IntoIterator<Item = &'a str>,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, Error> {
        let sql = "SELECT address FROM reply_tokens WHERE city = ?1 AND until > ?2 \
                   AND address IN (SELECT value FROM json_each(?3))";
        let rows = self.sql.query(sql, vec![city.as_str().into(), now.into(), list(addresses)]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// Takes out the tokens of addresses, each of which is one worker's then.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take_reply_tokens<'a>(
        &self,
        city: &CityCode,
        addresses: impl IntoIterator<Item = &'a str>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<String, ReplyToken>, Error> {
        let addresses: Vec<&str> = addresses.into_iter().collect();
        if addresses.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = "DELETE FROM reply_tokens WHERE city = ?1 AND address IN (SELECT value FROM json_each(?2)) \
                   RETURNING address, token, until";
        let rows = self.sql.query(sql, vec![city.as_str().into(), list(addresses)]).await?;
        let alive = rows.iter().filter(|row| row.instant(2) > now);
        Ok(alive.filter_map(|row| Some((row.text(0).to_owned(), ReplyToken::new(row.text(1))?))).collect())
    }

    /// Lets go what is too old to answer with.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_reply_tokens(&self, city: &CityCode, now: DateTime<Utc>) -> Result<(), Error> {
        let params = || vec![city.as_str().into(), now.into()];
        // Most ticks find none, and take no lock for it.
        let sql = "SELECT 1 FROM reply_tokens WHERE city = ? AND until <= ? LIMIT 1";
        if self.sql.query(sql, params()).await?.is_empty() {
            return Ok(());
        }
        Ok(self.sql.run("DELETE FROM reply_tokens WHERE city = ? AND until <= ?", params()).await?)
    }
}
