use super::staff::roles_json;
use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::staff::Roles;

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub staff: String,
    /// Since when.
    pub made: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub seen: DateTime<Utc>,
    /// Until when, however it is used.
    pub expires: DateTime<Utc>,
}

/// A link that works once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Whose password is set anew; none for somebody new.
    pub staff: Option<String>,
    /// The name that was written on it.
    pub name: String,
    /// What the account may do.
    pub roles: Roles,
    /// Whether it may answer for texts about health.
    pub clinician: bool,
    /// Who made it.
    pub made_by: String,
    /// Until when it works.
    pub expires: DateTime<Utc>,
    /// Whether it was used.
    pub used: bool,
}

impl<S: Sql> Store<'_, S> {
    /// Keeps a session under the hash of its token.
    ///
    /// # Errors
    /// The database's own.
    pub async fn make_session(&self, city: &CityCode, token: &str, session: &Session) -> Result<(), Error> {
        let sql = "INSERT INTO sessions (city, token, staff, made, seen, expires) VALUES (?, ?, ?, ?, ?, ?)";
        let Session { staff, made, seen, expires } = session;
        let values: Vec<Value> = vec![
            city.as_str().into(),
            token.into(),
            staff.as_str().into(),
            (*made).into(),
            (*seen).into(),
            (*expires).into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }

    /// The session of a token's hash.
    ///
    /// # Errors
    /// The database's own.
    pub async fn session(&self, city: &CityCode, token: &str) -> Result<Option<Session>, Error> {
        let sql = "SELECT staff, made, seen, expires FROM sessions WHERE city = ? AND token = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), token.into()]).await?;
        Ok(rows.first().map(session))
    }

    /// The sessions of one person, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn sessions_of(&self, city: &CityCode, staff: &str) -> Result<Vec<Session>, Error> {
        let sql = "SELECT staff, made, seen, expires FROM sessions WHERE city = ? AND staff = ? ORDER BY made DESC";
        let rows = self.sql.query(sql, vec![city.as_str().into(), staff.into()]).await?;
        Ok(rows.iter().map(session).collect())
    }

    /// Notes that a session is used.
    ///
    /// # Errors
    /// The database's own.
    pub async fn see_session(&self, city: &CityCode, token: &str, now: DateTime<Utc>) -> Result<(), Error> {
        let sql = "UPDATE sessions SET seen = ? WHERE city = ? AND token = ?";
        Ok(self.sql.run(sql, vec![now.into(), city.as_str().into(), token.into()]).await?)
    }

    /// Ends one session.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_session(&self, city: &CityCode, token: &str) -> Result<(), Error> {
        let sql = "DELETE FROM sessions WHERE city = ? AND token = ?";
        Ok(self.sql.run(sql, vec![city.as_str().into(), token.into()]).await?)
    }

    /// Ends every session of a person; the number of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_sessions_of(&self, city: &CityCode, staff: &str) -> Result<u64, Error> {
        let sql = "DELETE FROM sessions WHERE city = ? AND staff = ?";
        Ok(self.sql.change(sql, vec![city.as_str().into(), staff.into()]).await?)
    }

    /// Forgets sessions that are over.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_sessions(&self, city: &CityCode, now: DateTime<Utc>) -> Result<(), Error> {
        let sql = "DELETE FROM sessions WHERE city = ? AND expires <= ?";
        Ok(self.sql.run(sql, vec![city.as_str().into(), now.into()]).await?)
    }

    /// Keeps an invitation under the hash of its token.
    ///
    /// # Errors
    /// The database's own.
    pub async fn make_invitation(
        &self,
        city: &CityCode,
        token: &str,
        invitation: &Invitation,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO invitations (city, token, staff, name, roles, clinician, made_by, made, expires) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values: Vec<Value> = vec![
            city.as_str().into(),
            token.into(),
            invitation.staff.as_deref().into(),
            invitation.name.as_str().into(),
            roles_json(&invitation.roles)?.into(),
            i64::from(invitation.clinician).into(),
            invitation.made_by.as_str().into(),
            now.into(),
            invitation.expires.into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }

    /// The invitation of a token's hash.
    ///
    /// # Errors
    /// The database's own.
    pub async fn invitation(&self, city: &CityCode, token: &str) -> Result<Option<Invitation>, Error> {
        let sql = "SELECT staff, name, roles, clinician, made_by, expires, used FROM invitations \
                   WHERE city = ? AND token = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), token.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Invitation {
            staff: row.optional(0).map(str::to_owned),
            name: row.text(1).to_owned(),
            roles: serde_json::from_str(row.text(2)).map_err(|_| Error::corrupt("invitations.roles"))?,
            clinician: row.integer(3) == 1,
            made_by: row.text(4).to_owned(),
            expires: row.instant(5),
            used: row.instant_or_none(6).is_some(),
        }))
    }

    /// Uses an invitation up; `false` when it was already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn use_invitation(&self, city: &CityCode, token: &str, now: DateTime<Utc>) -> Result<bool, Error> {
        let sql = "UPDATE invitations SET used = ? WHERE city = ? AND token = ? AND used IS NULL";
        Ok(self.sql.change(sql, vec![now.into(), city.as_str().into(), token.into()]).await? == 1)
    }
}

fn session(row: &Row) -> Session {
    Session { staff: row.text(0).to_owned(), made: row.instant(1), seen: row.instant(2), expires: row.instant(3) }
}
