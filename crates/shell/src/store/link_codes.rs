//! Codes, and the numbers that LINE is given for them, by which accounts and telephones are linked. All of
//! them are here as keyed hashes.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, Utc};
use domain::event::ChannelKind;
use domain::{CityCode, ResidentId};

/// A code to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewCode<'a> {
    /// Its hash.
    pub code: &'a str,
    /// Whose it is.
    pub resident: &'a ResidentId,
    /// What it links.
    pub channel: ChannelKind,
    /// By SMS, the number.
    pub address: Option<&'a str>,
    /// From which it can be written again.
    pub seed: &'a str,
    /// Until when it can be used.
    pub expires: DateTime<Utc>,
}

/// A number given to LINE.
#[derive(Debug, Clone, Copy)]
pub struct NewNonce<'a> {
    /// Its hash.
    pub nonce: &'a str,
    /// The hash of the code that was entered.
    pub code: &'a str,
    /// The account.
    pub address: &'a str,
    /// Until when it can be used.
    pub expires: DateTime<Utc>,
}

impl<S: Sql> Store<'_, S> {
    /// Stores a code, and lets those go that the resident had for the same way and did not use.
    /// `false` when there is one with the same digits. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn new_code(&self, city: &CityCode, new: &NewCode<'_>, now: DateTime<Utc>) -> Result<bool, Error> {
        let sql = "DELETE FROM link_codes WHERE city = ?1 AND (resident = ?2 AND channel = ?3 AND used IS NULL \
                   AND address IS ?4 OR code = ?5 AND expires <= ?6)";
        let params = vec![
            city.as_str().into(),
            new.resident.as_str().into(),
            new.channel.as_str().into(),
            new.address.into(),
            new.code.into(),
            now.into(),
        ];
        self.sql.run(sql, params).await?;
        let sql = "INSERT INTO link_codes (city, code, resident, channel, address, seed, made, expires) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
        let params = vec![
            city.as_str().into(),
            new.code.into(),
            new.resident.as_str().into(),
            new.channel.as_str().into(),
            new.address.into(),
            new.seed.into(),
            now.into(),
            new.expires.into(),
        ];
        Ok(self.sql.change(sql, params).await? == 1)
    }

    /// Whose code it is, if it can be used now, for this way and from this address.
    ///
    /// # Errors
    /// The database's own.
    pub async fn code(
        &self,
        city: &CityCode,
        code: &str,
        channel: ChannelKind,
        address: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<ResidentId>, Error> {
        let sql = "SELECT resident FROM link_codes WHERE city = ? AND code = ? AND channel = ? AND address IS ? \
                   AND used IS NULL AND expires > ?";
        let params = vec![city.as_str().into(), code.into(), channel.as_str().into(), address.into(), now.into()];
        let rows = self.sql.query(sql, params).await?;
        rows.first().map(|row| row.text(0).parse().map_err(|_| Error::corrupt("link_codes.resident"))).transpose()
    }

    /// Uses a code up. `false` when it was used before. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn use_code(&self, city: &CityCode, code: &str, now: DateTime<Utc>) -> Result<bool, Error> {
        let sql = "UPDATE link_codes SET used = ?3 WHERE city = ?1 AND code = ?2 AND used IS NULL AND expires > ?3";
        Ok(self.sql.change(sql, vec![city.as_str().into(), code.into(), now.into()]).await? == 1)
    }

    /// Lets the codes go that a telephone was sent.
    ///
    /// # Errors
    /// The database's own.
    pub async fn drop_codes(&self, city: &CityCode, address: &str) -> Result<(), Error> {
        let sql = "DELETE FROM link_codes WHERE city = ? AND channel = 'sms' AND address = ? AND used IS NULL";
        Ok(self.sql.run(sql, vec![city.as_str().into(), address.into()]).await?)
    }

    /// Whether a telephone was sent a code that can still be used.
    ///
    /// # Errors
    /// The database's own.
    pub async fn awaits_code(&self, city: &CityCode, address: &str, now: DateTime<Utc>) -> Result<bool, Error> {
        let sql = "SELECT 1 FROM link_codes WHERE city = ? AND channel = 'sms' AND address = ? AND used IS NULL \
                   AND expires > ? LIMIT 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), address.into(), now.into()]).await?;
        Ok(!rows.is_empty())
    }

    /// Stores a number that LINE is given.
    ///
    /// # Errors
    /// The database's own.
    pub async fn new_nonce(&self, city: &CityCode, new: &NewNonce<'_>) -> Result<(), Error> {
        let sql = "INSERT INTO link_nonces (city, nonce, code, address, expires) VALUES (?, ?, ?, ?, ?)";
        let params =
            vec![city.as_str().into(), new.nonce.into(), new.code.into(), new.address.into(), new.expires.into()];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Uses a number up that LINE gave back for an account, and the code that was entered for it.
    /// Gives whose code it was; nothing when either cannot be used. Within a transaction, which is to
    /// be rolled back then.
    ///
    /// # Errors
    /// The database's own.
    pub async fn use_nonce(
        &self,
        city: &CityCode,
        nonce: &str,
        address: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<ResidentId>, Error> {
        let sql = "UPDATE link_nonces SET used = ?4 WHERE city = ?1 AND nonce = ?2 AND address = ?3 AND used IS NULL \
                   AND expires > ?4 RETURNING code";
        let params = vec![city.as_str().into(), nonce.into(), address.into(), at.into()];
        let rows = self.sql.query(sql, params).await?;
        let Some(code) = rows.first().map(|row| row.text(0).to_owned()) else { return Ok(None) };
        let resident = self.code(city, &code, ChannelKind::Line, None, at).await?;
        Ok(if self.use_code(city, &code, at).await? { resident } else { None })
    }
}
