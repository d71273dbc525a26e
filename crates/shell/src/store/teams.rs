//! Groups that walk together, and what their members call to each other.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::{CityCode, Day, ResidentId};
use std::collections::BTreeSet;

/// A group of a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// What its address and its poster show; nobody else's in the city.
    pub code: String,
    /// The challenge.
    pub challenge: String,
    /// Its name, by which it is ranked.
    pub name: String,
    /// The resident who made it; nobody where staff did.
    pub captain: Option<ResidentId>,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Whether nobody may join any more.
    pub closed: bool,
}

const COLUMNS: &str = "code, challenge, team, captain, at, closed";

impl<S: Sql> Store<'_, S> {
    /// Enters groups whose codes and names are free; gives how many.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enter_teams(&self, city: &CityCode, teams: &[Team]) -> Result<u64, Error> {
        let rows = teams.iter().map(|team| {
            [
                team.code.as_str().into(),
                team.challenge.as_str().into(),
                team.name.as_str().into(),
                team.captain.as_ref().map(ResidentId::as_str).into(),
                team.at.into(),
                i64::from(team.closed).into(),
            ]
        });
        let columns = ["code", "challenge", "team", "captain", "at", "closed"];
        Ok(self.insert_all("teams", columns, "ON CONFLICT DO NOTHING", city.as_str(), rows.collect()).await?)
    }

    /// The names of groups that somebody walks for and that have no page yet, some of them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn teams_without_page(&self, city: &CityCode, challenge: &str, most: i64) -> Result<Vec<String>, Error> {
        let sql = "SELECT s.team FROM team_sums s WHERE s.city = ?1 AND s.challenge = ?2 AND NOT EXISTS \
                   (SELECT 1 FROM teams t WHERE t.city = ?1 AND t.challenge = ?2 AND t.team = s.team) LIMIT ?3";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into(), most.into()]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// The group of a code.
    ///
    /// # Errors
    /// The database's own.
    pub async fn team_of_code(&self, city: &CityCode, code: &str) -> Result<Option<Team>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM teams WHERE city = ? AND code = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), code.into()]).await?;
        rows.first().map(read).transpose()
    }

    /// The group of a name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn team_named(&self, city: &CityCode, challenge: &str, name: &str) -> Result<Option<Team>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM teams WHERE city = ? AND challenge = ? AND team = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), challenge.into(), name.into()]).await?;
        rows.first().map(read).transpose()
    }

    /// The groups of a challenge, by name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn teams(&self, city: &CityCode, challenge: &str) -> Result<Vec<Team>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM teams WHERE city = ? AND challenge = ? ORDER BY team LIMIT 10000");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), challenge.into()]).await?;
        rows.iter().map(read).collect()
    }

    /// How many groups of a challenge a resident has made.
    ///
    /// # Errors
    /// The database's own.
    pub async fn teams_made_by(&self, city: &CityCode, challenge: &str, captain: &ResidentId) -> Result<i64, Error> {
        let sql = "SELECT count(*) FROM teams WHERE city = ? AND challenge = ? AND captain = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into(), captain.as_str().into()]).await?;
        Ok(rows.first().map_or(0, |row| row.integer(0)))
    }

    /// Opens a group to those who want to join, or closes it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_team(&self, city: &CityCode, code: &str, closed: Closed) -> Result<bool, Error> {
        let sql = "UPDATE teams SET closed = ? WHERE city = ? AND code = ?";
        let closed = i64::from(closed == Closed::Yes);
        Ok(self.sql.change(sql, vec![closed.into(), city.as_str().into(), code.into()]).await? == 1)
    }

    /// Takes the name of a group out of what everyone sees, or puts it in again.
    ///
    /// # Errors
    /// The database's own.
    pub async fn name_team(&self, city: &CityCode, code: &str, named: Named) -> Result<bool, Error> {
        let sql = "UPDATE teams SET unnamed = ? WHERE city = ? AND code = ?";
        let unnamed = i64::from(named == Named::No);
        Ok(self.sql.change(sql, vec![unnamed.into(), city.as_str().into(), code.into()]).await? == 1)
    }

    /// The names of a challenge's groups that staff took out.
    ///
    /// # Errors
    /// The database's own.
    pub async fn unnamed(&self, city: &CityCode, challenge: &str) -> Result<BTreeSet<String>, Error> {
        let sql = "SELECT team FROM teams WHERE city = ? AND challenge = ? AND unnamed = 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into()]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// Notes that a member called a phrase to the group on a day; the same once a day.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enter_cheer(
        &self,
        city: &CityCode,
        (challenge, team): (&str, &str),
        member: &ResidentId,
        phrase: &str,
        day: Day,
    ) -> Result<bool, Error> {
        let sql = "INSERT INTO cheers (city, challenge, team, day, member, phrase) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT DO NOTHING";
        let params = vec![
            city.as_str().into(),
            challenge.into(),
            team.into(),
            i64::from(day.0).into(),
            member.as_str().into(),
            phrase.into(),
        ];
        Ok(self.sql.change(sql, params).await? == 1)
    }

    /// How often each phrase was called since a day, the most frequent first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn cheers(
        &self,
        city: &CityCode,
        challenge: &str,
        team: &str,
        since: Day,
    ) -> Result<Vec<(String, i64)>, Error> {
        let sql = "SELECT phrase, count(*) FROM cheers WHERE city = ? AND challenge = ? AND team = ? AND day >= ? \
                   GROUP BY phrase ORDER BY 2 DESC, 1";
        let params = vec![city.as_str().into(), challenge.into(), team.into(), i64::from(since.0).into()];
        let rows = self.sql.query(sql, params).await?;
        Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.integer(1))).collect())
    }
}

/// Whether a group takes members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It does not.
    Yes,
    /// It does.
    No,
}

/// Whether everyone sees the name of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// They do, where the ranking names it.
    Yes,
    /// They do not.
    No,
}

fn read(row: &Row) -> Result<Team, Error> {
    let captain = row.optional(3).map(str::parse).transpose().map_err(|_| Error::corrupt("teams.captain"))?;
    Ok(Team {
        code: row.text(0).to_owned(),
        challenge: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        captain,
        at: row.instant(4),
        closed: row.integer(5) == 1,
    })
}
