//! Who is to be sent something about linking, the tokens that were sent, and how often it was tried. Tokens
//! are here as keyed hashes.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql, Value};
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use domain::event::ChannelKind;
use domain::linking::MY_PAGE;

/// Somebody who is to be sent something about linking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// By which way.
    pub channel: ChannelKind,
    /// To whom.
    pub address: String,
    /// What: by SMS, the hash of the code; [`MY_PAGE`] for their own page; empty for the page on which a LINE account is
    /// linked.
    pub code: String,
    /// By SMS, from which the code is written again.
    pub seed: String,
    /// How often it was tried before.
    pub attempts: i64,
}

impl Wanted {
    /// Whether it is somebody who asked for their own page.
    pub fn is_own_page(&self) -> bool {
        self.code == MY_PAGE
    }
}

/// How long a worker has for what it claims.
const CLAIM: TimeDelta = TimeDelta::minutes(3);

impl<S: Sql> Store<'_, S> {
    /// Enters that somebody is to be sent something, unless that was done within the last minute.
    ///
    /// # Errors
    /// The database's own.
    pub async fn want_link(
        &self,
        city: &CityCode,
        channel: ChannelKind,
        address: &str,
        code: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO links (city, channel, address, code, state, at) VALUES (?1, ?2, ?3, ?4, 'wanted', ?5) \
                   ON CONFLICT (city, channel, address, code) DO UPDATE SET state = 'wanted', at = excluded.at, \
                   attempts = 0, claimed_until = NULL WHERE links.state <> 'wanted' AND links.at <= ?6";
        let params = vec![
            city.as_str().into(),
            channel.as_str().into(),
            address.into(),
            code.into(),
            now.into(),
            (now - TimeDelta::minutes(1)).into(),
        ];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Whether anybody is to be sent something. Most ticks find nobody, and take no lock.
    ///
    /// # Errors
    /// The database's own.
    pub async fn wants_links(&self, city: &CityCode, now: DateTime<Utc>) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM links WHERE city = ?1 AND state = 'wanted' AND at <= ?2 LIMIT 1";
        Ok(!self.sql.query(sql, vec![city.as_str().into(), now.into()]).await?.is_empty())
    }

    /// Claims some of those who are to be sent something by a way.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn claim_links(
        &self,
        city: &CityCode,
        way: ChannelKind,
        most: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Wanted>, Error> {
        let sql = "UPDATE links SET claimed_until = ?3, attempts = attempts + 1 WHERE city = ?1 AND state = 'wanted' \
                   AND (channel, address, code) IN (SELECT channel, address, code FROM links WHERE city = ?1 \
                   AND state = 'wanted' AND at <= ?2 AND coalesce(claimed_until, 0) <= ?2 \
                   AND channel = ?5 ORDER BY at LIMIT ?4) \
                   RETURNING channel, address, code, attempts - 1, (SELECT seed FROM link_codes \
                   WHERE link_codes.city = ?1 AND link_codes.code = links.code AND used IS NULL)";
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let (claim, way) = (now + CLAIM, way.as_str());
        let params = vec![city.as_str().into(), now.into(), claim.into(), most.into(), way.into()];
        let rows = self.sql.query(sql, params).await?;
        rows.iter().map(|row| wanted(row)).collect()
    }

    /// Notes what became of a claim: `asked`, which holds from before the call, `failed`, or `wanted` again then.
    ///
    /// # Errors
    /// The database's own.
    pub async fn settle_link(
        &self,
        city: &CityCode,
        wanted: &Wanted,
        state: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "UPDATE links SET state = ?5, at = ?6, claimed_until = NULL \
                   WHERE city = ?1 AND channel = ?2 AND address = ?3 AND code = ?4 AND state IN ('wanted', 'asked')";
        let params = vec![
            city.as_str().into(),
            wanted.channel.as_str().into(),
            wanted.address.as_str().into(),
            wanted.code.as_str().into(),
            state.into(),
            at.into(),
        ];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Keeps the token that an account is about to be sent.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_token(
        &self,
        city: &CityCode,
        address: &str,
        token: &str,
        expires: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "UPDATE links SET token = ?3, expires = ?4 \
                   WHERE city = ?1 AND channel = 'line' AND address = ?2 AND code = ''";
        let params = vec![city.as_str().into(), address.into(), token.into(), expires.into()];
        Ok(self.sql.run(sql, params).await?)
    }

    /// The account that was sent a token which can still be used.
    ///
    /// # Errors
    /// The database's own.
    pub async fn sent_token(&self, city: &CityCode, token: &str, now: DateTime<Utc>) -> Result<Option<String>, Error> {
        let sql = "SELECT address FROM links WHERE city = ? AND token = ? AND expires > ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), token.into(), now.into()]).await?;
        Ok(rows.first().map(|row| row.text(0).to_owned()))
    }

    /// How often something was done in an hour.
    ///
    /// # Errors
    /// The database's own.
    pub async fn times(&self, city: &CityCode, what: &str, hour: i64) -> Result<i64, Error> {
        let sql = "SELECT times FROM link_counts WHERE city = ? AND what = ? AND hour = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), what.into(), hour.into()]).await?;
        Ok(rows.first().map(|row| row.integer(0)).unwrap_or_default())
    }

    /// Whether something was counted since yesterday, in whichever hour.
    ///
    /// # Errors
    /// The database's own.
    pub async fn was_counted(&self, city: &CityCode, what: &str) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM link_counts WHERE city = ? AND what = ? LIMIT 1";
        Ok(!self.sql.query(sql, vec![city.as_str().into(), what.into()]).await?.is_empty())
    }

    /// Counts that something was done once more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn count(&self, city: &CityCode, what: &str, hour: i64) -> Result<(), Error> {
        let sql = "INSERT INTO link_counts (city, what, hour, times) VALUES (?, ?, ?, 1) \
                   ON CONFLICT (city, what, hour) DO UPDATE SET times = times + 1";
        Ok(self.sql.run(sql, vec![city.as_str().into(), what.into(), hour.into()]).await?)
    }

    /// Forgets whom nothing more follows from: accounts and telephones of people who never linked are not
    /// ours to keep. Who has waited on LINE, or for their own page, for a day asks again; a code that staff made waits as
    /// long as it lives.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_links(&self, city: &CityCode, now: DateTime<Utc>) -> Result<(), Error> {
        let day = now - TimeDelta::days(1);
        let code: Value = city.as_str().into();
        let sql = "DELETE FROM links WHERE city = ? AND state IN ('wanted', 'asked', 'failed') AND at < ? \
                   AND (state <> 'wanted' OR channel = 'line' OR code = ?)";
        self.sql.run(sql, vec![code.clone(), day.into(), MY_PAGE.into()]).await?;
        let sql = "DELETE FROM link_codes WHERE city = ? AND expires < ?";
        self.sql.run(sql, vec![code.clone(), day.into()]).await?;
        let sql = "DELETE FROM link_nonces WHERE city = ? AND expires < ?";
        self.sql.run(sql, vec![code.clone(), day.into()]).await?;
        let sql = "DELETE FROM link_counts WHERE city = ? AND hour < ?";
        Ok(self.sql.run(sql, vec![code, (day.timestamp() / 3600).into()]).await?)
    }
}

fn wanted(row: &[Value]) -> Result<Wanted, Error> {
    let row = row.to_vec();
    let channel = match row.text(0) {
        "line" => ChannelKind::Line,
        "sms" => ChannelKind::Sms,
        _ => return Err(Error::corrupt("links.channel")),
    };
    let (address, code, seed) = (row.text(1).to_owned(), row.text(2).to_owned(), row.text(4).to_owned());
    Ok(Wanted { channel, address, code, seed, attempts: row.integer(3) })
}
