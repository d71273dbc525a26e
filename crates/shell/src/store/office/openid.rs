use super::staff::{Person, person};
use crate::Error;
use crate::sql::{Columns, Sql};
use crate::store::Store;
use chrono::{DateTime, Utc};
use domain::CityCode;

/// Somebody at an identity provider: both together are one person's for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The provider, by the address that it calls itself.
    pub issuer: &'a str,
    /// Whom it names so.
    pub name: &'a str,
}

impl<S: Sql> Store<'_, S> {
    /// Who signs in at a provider as a subject.
    ///
    /// # Errors
    /// The database's own.
    pub async fn person_by_subject(&self, city: &CityCode, subject: Subject<'_>) -> Result<Option<Person>, Error> {
        let sql = "SELECT id, login, name, roles, clinician, password, state, failed, locked_until FROM staff \
                   WHERE city = ? AND id = (SELECT staff FROM staff_subjects \
                   WHERE city = ? AND issuer = ? AND subject = ?)";
        let city = city.as_str();
        let values = vec![city.into(), city.into(), subject.issuer.into(), subject.name.into()];
        self.sql.query(sql, values).await?.first().map(person).transpose()
    }

    /// Ties a subject to an account; `false` when the subject is somebody's, or the account has another one at
    /// this provider.
    ///
    /// # Errors
    /// The database's own.
    pub async fn tie_subject(
        &self,
        city: &CityCode,
        subject: Subject<'_>,
        staff: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let sql = "INSERT INTO staff_subjects (city, issuer, subject, staff, made) VALUES (?, ?, ?, ?, ?) \
                   ON CONFLICT DO NOTHING";
        let values = vec![city.as_str().into(), subject.issuer.into(), subject.name.into(), staff.into(), now.into()];
        Ok(self.sql.change(sql, values).await? == 1)
    }

    /// Unties an account from a provider; `false` when it was not tied.
    ///
    /// # Errors
    /// The database's own.
    pub async fn untie_subject(&self, city: &CityCode, issuer: &str, staff: &str) -> Result<bool, Error> {
        let sql = "DELETE FROM staff_subjects WHERE city = ? AND issuer = ? AND staff = ?";
        Ok(self.sql.change(sql, vec![city.as_str().into(), issuer.into(), staff.into()]).await? > 0)
    }

    /// Since when an account is tied to a provider, if it is.
    ///
    /// # Errors
    /// The database's own.
    pub async fn tied_since(&self, city: &CityCode, issuer: &str, staff: &str) -> Result<Option<DateTime<Utc>>, Error> {
        let sql = "SELECT made FROM staff_subjects WHERE city = ? AND issuer = ? AND staff = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), issuer.into(), staff.into()]).await?;
        Ok(rows.first().map(|row| row.instant(0)))
    }

    /// Uses an answer up, by the hash of its state; `false` when it was already. Those that are over are forgotten.
    ///
    /// # Errors
    /// The database's own.
    pub async fn use_answer(
        &self,
        city: &CityCode,
        state: &str,
        expires: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let sql = "DELETE FROM openid_answers WHERE city = ? AND expires <= ?";
        self.sql.run(sql, vec![city.as_str().into(), now.into()]).await?;
        let sql = "INSERT INTO openid_answers (city, state, expires) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        Ok(self.sql.change(sql, vec![city.as_str().into(), state.into(), expires.into()]).await? == 1)
    }
}
