//! What residents spent points on.

use super::{Store, list};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::rewards::{State, Taken};
use domain::{CityCode, Day, ResidentId};
use std::collections::BTreeMap;

/// A reward that a resident took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redemption {
    /// What it is known by: a random number, which is also a lottery's ticket.
    pub id: String,
    /// Who took it.
    pub resident: ResidentId,
    /// The reward's name in the city's `rewards.toml`.
    pub reward: String,
    /// What it cost.
    pub points: i64,
    /// What became of it.
    pub state: State,
    /// The last day on which its code is good.
    pub good_until: Option<Day>,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// When it came into its state.
    pub changed: DateTime<Utc>,
    /// Who brought it there.
    pub by: String,
    /// What it is in the local currency; nothing of anything else.
    pub units: i64,
    /// The list by which it is paid.
    pub list: Option<i64>,
}

/// What was taken of a reward, and came into a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The reward's name.
    pub reward: String,
    /// The state.
    pub state: State,
    /// How many.
    pub count: i64,
    /// The points that they cost.
    pub points: i64,
}

pub(super) const COLUMNS: &str = "id, resident, reward, points, state, good_until, at, changed, by, units, list";

impl<S: Sql> Store<'_, S> {
    /// What was taken of rewards, for a resident: of theirs by them, and of `counted` by everyone. Counted are those of
    /// which there is an end; of the others that would be all that a city ever took.
    ///
    /// # Errors
    /// The database's own.
    pub async fn taken_of<'r>(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        counted: impl IntoIterator<Item = &'r str>,
    ) -> Result<BTreeMap<String, Taken>, Error> {
        // The plus keeps SQLite from the order of rewards, for which it would read all that the city's residents took.
        let sql = "SELECT reward, COUNT(*), 0 FROM redemptions WHERE city = ?1 AND state <> 'cancelled' \
                   AND reward IN (SELECT value FROM json_each(?3)) GROUP BY reward \
                   UNION ALL SELECT reward, 0, COUNT(*) FROM redemptions WHERE city = ?1 AND state <> 'cancelled' \
                   AND id IN (SELECT id FROM redemptions WHERE city = ?1 AND resident = ?2) GROUP BY +reward";
        let rows = self.sql.query(sql, vec![city.as_str().into(), resident.as_str().into(), list(counted)]).await?;
        let mut all: BTreeMap<String, Taken> = BTreeMap::new();
        for row in &rows {
            let count = |column| u32::try_from(row.integer(column)).unwrap_or(u32::MAX);
            let taken = all.entry(row.text(0).to_owned()).or_default();
            taken.in_all = taken.in_all.max(count(1));
            taken.by_person = taken.by_person.max(count(2));
        }
        Ok(all)
    }

    /// How many of each reward are in each state.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redemptions_standing(&self, city: &CityCode) -> Result<Vec<Standing>, Error> {
        let sql = "SELECT reward, state, COUNT(*), SUM(points) FROM redemptions WHERE city = ? GROUP BY reward, state";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        let read = |row: &Row| {
            let state = State::parse(row.text(1)).ok_or_else(|| Error::corrupt("redemptions"))?;
            Ok(Standing { reward: row.text(0).to_owned(), state, count: row.integer(2), points: row.integer(3) })
        };
        rows.iter().map(read).collect()
    }

    /// What was taken of a reward and is in a state, the earliest first, some of it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redemptions_in(
        &self,
        city: &CityCode,
        reward: &str,
        state: State,
        most: i64,
    ) -> Result<Vec<Redemption>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM redemptions WHERE city = ?1 AND id IN (SELECT id FROM redemptions WHERE city = ?1 \
             AND reward = ?2 AND state = ?3) ORDER BY at, id LIMIT ?4"
        );
        let params = vec![city.as_str().into(), reward.into(), state.as_str().into(), most.into()];
        let rows = self.sql.query(&sql, params).await?;
        rows.iter().map(read).collect()
    }

    /// Stores that a reward was taken, with the number of the form and the hash of its code. `false` where another has
    /// the same code. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enter_redemption(
        &self,
        city: &CityCode,
        made: &Redemption,
        form: &str,
        code: Option<&str>,
    ) -> Result<bool, Error> {
        let sql = "INSERT INTO redemptions (city, id, resident, reward, points, state, code, good_until, at, changed, by, \
                   units, form) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
                   ON CONFLICT (city, code) WHERE code IS NOT NULL DO NOTHING";
        let params = vec![
            city.as_str().into(),
            made.id.as_str().into(),
            made.resident.as_str().into(),
            made.reward.as_str().into(),
            made.points.into(),
            made.state.as_str().into(),
            code.into(),
            made.good_until.map(|day| i64::from(day.0)).into(),
            made.at.into(),
            made.changed.into(),
            made.by.as_str().into(),
            made.units.into(),
            form.into(),
        ];
        Ok(self.sql.change(sql, params).await? == 1)
    }

    /// A reward that was taken.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redemption(&self, city: &CityCode, id: &str) -> Result<Option<Redemption>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM redemptions WHERE city = ? AND id = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), id.into()]).await?;
        rows.first().map(read).transpose()
    }

    /// What was taken with a form, by the form's number.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redemption_by_form(&self, city: &CityCode, form: &str) -> Result<Option<Redemption>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM redemptions WHERE city = ? AND form = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), form.into()]).await?;
        rows.first().map(read).transpose()
    }

    /// The reward that was taken with a code, by the code's hash.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redemption_of(&self, city: &CityCode, code: &str) -> Result<Option<Redemption>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM redemptions WHERE city = ? AND code = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), code.into()]).await?;
        rows.first().map(read).transpose()
    }

    /// What a resident took, the latest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redemptions(&self, city: &CityCode, resident: &ResidentId) -> Result<Vec<Redemption>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM redemptions WHERE city = ? AND resident = ? ORDER BY at DESC, id DESC LIMIT 200"
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into(), resident.as_str().into()]).await?;
        rows.iter().map(read).collect()
    }

    /// Brings a reward that was taken from one state into another. `false` where it is not in that state any more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn change_redemption(
        &self,
        city: &CityCode,
        id: &str,
        (from, to): (State, State),
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let sql = "UPDATE redemptions SET state = ?4, changed = ?5, by = ?6 WHERE city = ?1 AND id = ?2 AND state = ?3";
        let params =
            vec![city.as_str().into(), id.into(), from.as_str().into(), to.as_str().into(), now.into(), by.into()];
        Ok(self.sql.change(sql, params).await? == 1)
    }

    /// Ends the codes whose last day is before a day, some of them. Gives how many.
    ///
    /// # Errors
    /// The database's own.
    pub async fn expire_redemptions(
        &self,
        city: &CityCode,
        today: Day,
        most: i64,
        now: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let sql = "UPDATE redemptions SET state = 'expired', changed = ?4, by = 'clock' WHERE city = ?1 AND id IN \
                   (SELECT id FROM redemptions WHERE city = ?1 AND state = 'taken' AND good_until < ?2 LIMIT ?3)";
        let params = vec![city.as_str().into(), i64::from(today.0).into(), most.into(), now.into()];
        Ok(self.sql.change(sql, params).await?)
    }
}

pub(super) fn read(row: &Row) -> Result<Redemption, Error> {
    let corrupt = || Error::corrupt("redemptions");
    Ok(Redemption {
        id: row.text(0).to_owned(),
        resident: row.text(1).parse().map_err(|_| corrupt())?,
        reward: row.text(2).to_owned(),
        points: row.integer(3),
        state: State::parse(row.text(4)).ok_or_else(corrupt)?,
        good_until: row.number_or_none(5).and_then(|day| i32::try_from(day).ok()).map(Day),
        at: row.instant(6),
        changed: row.instant(7),
        by: row.text(8).to_owned(),
        units: row.integer(9),
        list: row.number_or_none(10),
    })
}
