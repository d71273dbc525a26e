use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::staff::{Role, Roles};

/// Someone who works with the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// A ULID.
    pub id: String,
    /// What is typed to sign in.
    pub login: String,
    /// As colleagues know them.
    pub name: String,
    /// What they may do.
    pub roles: Roles,
    /// Whether they may answer for texts about health.
    pub clinician: bool,
    /// The password's hash; none for who signs in elsewhere.
    pub password: Option<String>,
    /// Whether they may sign in at all.
    pub active: bool,
    /// Wrong passwords since the last right one.
    pub failed: i64,
    /// Until when no password is looked at.
    pub locked_until: Option<DateTime<Utc>>,
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewStaff<'a> {
    /// A ULID.
    pub id: &'a str,
    /// What is typed to sign in.
    pub login: &'a str,
    /// As colleagues know them.
    pub name: &'a str,
    /// What they may do.
    pub roles: &'a Roles,
    /// Whether they may answer for texts about health.
    pub clinician: bool,
    /// The password's hash; none for who signs in elsewhere.
    pub password: Option<&'a str>,
}

impl<S: Sql> Store<'_, S> {
    /// Everyone of a city, by name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn staff(&self, city: &CityCode) -> Result<Vec<Person>, Error> {
        let sql = "SELECT id, login, name, roles, clinician, password, state, failed, locked_until FROM staff \
                   WHERE city = ? ORDER BY state, name, id";
        self.sql.query(sql, vec![city.as_str().into()]).await?.iter().map(person).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn person(&self, city: &CityCode, id: &str) -> Result<Option<Person>, Error> {
        let sql = "SELECT id, login, name, roles, clinician, password, state, failed, locked_until FROM staff \
                   WHERE city = ? AND id = ?";
        self.sql.query(sql, vec![city.as_str().into(), id.into()]).await?.first().map(person).transpose()
    }

    /// Who signs in by a login.
    ///
    /// # Errors
    /// The database's own.
    pub async fn person_by_login(&self, city: &CityCode, login: &str) -> Result<Option<Person>, Error> {
        let sql = "SELECT id, login, name, roles, clinician, password, state, failed, locked_until FROM staff \
                   WHERE city = ? AND login = ?";
        self.sql.query(sql, vec![city.as_str().into(), login.into()]).await?.first().map(person).transpose()
    }

    /// Makes an account; `false` when the login is somebody's already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn make_staff(&self, city: &CityCode, new: &NewStaff<'_>, now: DateTime<Utc>) -> Result<bool, Error> {
        let sql = "INSERT INTO staff (city, id, login, name, roles, clinician, password, state, made) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?) ON CONFLICT DO NOTHING";
        let values: Vec<Value> = vec![
            city.as_str().into(),
            new.id.into(),
            new.login.into(),
            new.name.into(),
            roles_json(new.roles)?.into(),
            i64::from(new.clinician).into(),
            new.password.into(),
            now.into(),
        ];
        Ok(self.sql.change(sql, values).await? == 1)
    }

    /// Changes what someone may do.
    ///
    /// # Errors
    /// The database's own.
    pub async fn change_staff(
        &self,
        city: &CityCode,
        id: &str,
        roles: &Roles,
        clinician: bool,
        active: bool,
    ) -> Result<(), Error> {
        let sql = "UPDATE staff SET roles = ?, clinician = ?, state = ? WHERE city = ? AND id = ?";
        let state = if active { "active" } else { "closed" };
        let values: Vec<Value> =
            vec![roles_json(roles)?.into(), i64::from(clinician).into(), state.into(), city.as_str().into(), id.into()];
        Ok(self.sql.run(sql, values).await?)
    }

    /// Takes somebody's password away: they come by the provider alone.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_password(&self, city: &CityCode, id: &str) -> Result<(), Error> {
        let sql = "UPDATE staff SET password = NULL, failed = 0, locked_until = NULL WHERE city = ? AND id = ?";
        self.sql.change(sql, vec![city.as_str().into(), id.into()]).await?;
        Ok(())
    }

    /// Gives someone a password's hash, and forgets wrong ones.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_password(&self, city: &CityCode, id: &str, hash: &str) -> Result<(), Error> {
        let sql = "UPDATE staff SET password = ?, failed = 0, locked_until = NULL WHERE city = ? AND id = ?";
        Ok(self.sql.run(sql, vec![hash.into(), city.as_str().into(), id.into()]).await?)
    }

    /// Counts a wrong password, or forgets them with `None`.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_failed(
        &self,
        city: &CityCode,
        id: &str,
        failed: i64,
        locked_until: Option<DateTime<Utc>>,
    ) -> Result<(), Error> {
        let sql = "UPDATE staff SET failed = ?, locked_until = ? WHERE city = ? AND id = ?";
        Ok(self.sql.run(sql, vec![failed.into(), locked_until.into(), city.as_str().into(), id.into()]).await?)
    }

    /// How many who may sign in have a role.
    ///
    /// # Errors
    /// The database's own.
    pub async fn count_role(&self, city: &CityCode, role: Role) -> Result<i64, Error> {
        let sql = "SELECT count(*) FROM staff, json_each(staff.roles) r \
                   WHERE city = ? AND state = 'active' AND r.value = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), role.as_str().into()]).await?;
        Ok(rows.first().map_or(0, |row| row.integer(0)))
    }
}

pub(super) fn roles_json(roles: &Roles) -> Result<String, Error> {
    serde_json::to_string(roles).map_err(|_| Error::corrupt("staff.roles"))
}

pub(super) fn person(row: &Row) -> Result<Person, Error> {
    Ok(Person {
        id: row.text(0).to_owned(),
        login: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        roles: serde_json::from_str(row.text(3)).map_err(|_| Error::corrupt("staff.roles"))?,
        clinician: row.integer(4) == 1,
        password: row.optional(5).map(str::to_owned),
        active: row.text(6) == "active",
        failed: row.integer(7),
        locked_until: row.instant_or_none(8),
    })
}
