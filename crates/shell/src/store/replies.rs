use super::{Store, list};
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use std::collections::{HashMap, HashSet};
use wire::Inbound;
use wire::line::ReplyToken;

/// For how long a token is used after what it answers. LINE takes it for a minute, and the call needs
/// some of that. Source: Messaging API reference, "Send reply message".
const LIFE: TimeDelta = TimeDelta::seconds(50);

impl<S: Sql> Store<'_, S> {
    /// Keeps what LINE gave to answer people with, the newest for each. What belongs to no resident's account
    /// is not kept, nor what was used already and comes a second time, which LINE does not always say.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_reply_tokens(
        &self,
        city: &CityCode,
        told: &[Inbound],
        received: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let row = |one: &Inbound| {
            let until = one.at.map_or(received, |at| at.min(received)) + LIFE;
            let (address, token) = (one.address.clone()?, one.reply.as_ref()?.expose().to_owned());
            (until > now).then_some((address, token, until.timestamp_millis()))
        };
        let rows: Vec<_> = told.iter().filter_map(row).collect();
        let sql = "INSERT INTO reply_tokens (city, address, token, until) \
                   SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2) \
                   WHERE EXISTS (SELECT 1 FROM addresses WHERE city = ?1 AND channel = 'line' AND address = value ->> 0) \
                   ON CONFLICT (city, address) DO UPDATE SET token = excluded.token, until = excluded.until, used = 0 \
                   WHERE token <> excluded.token AND until <= excluded.until";
        self.write_all(sql, city.as_str(), &rows).await?;
        Ok(())
    }

    /// The addresses among these that can be answered now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replyable(
        &self,
        city: &CityCode,
        addresses: &[&str],
        now: DateTime<Utc>,
    ) -> Result<HashSet<String>, Error> {
        if addresses.is_empty() {
            return Ok(HashSet::new());
        }
        let sql = "SELECT address FROM reply_tokens WHERE city = ?1 AND until > ?2 AND used = 0 \
                   AND address IN (SELECT value FROM json_each(?3))";
        let params = vec![city.as_str().into(), now.into(), list(addresses.iter().copied())];
        Ok(self.sql.query(sql, params).await?.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// Takes the tokens of addresses, each of which is one worker's then. It is known on as used until its time is over.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take_reply_tokens(
        &self,
        city: &CityCode,
        addresses: &[&str],
        now: DateTime<Utc>,
    ) -> Result<HashMap<String, ReplyToken>, Error> {
        if addresses.is_empty() {
            return Ok(HashMap::new());
        }
        let sql = "UPDATE reply_tokens SET used = 1 \
                   WHERE city = ?1 AND used = 0 AND address IN (SELECT value FROM json_each(?2)) \
                   RETURNING address, token, until";
        let rows = self.sql.query(sql, vec![city.as_str().into(), list(addresses.iter().copied())]).await?;
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
