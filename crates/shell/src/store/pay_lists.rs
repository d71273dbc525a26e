//! Lists by which a local currency is paid.

use super::redemptions::{COLUMNS, read};
use super::{Redemption, Store};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;

/// A list of what is to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayList {
    /// Counted from 1.
    pub number: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Who made it.
    pub by: String,
    /// When staff said that it was paid.
    pub paid: Option<DateTime<Utc>>,
    /// How many are on it.
    pub lines: i64,
    /// What they come to in the local currency.
    pub units: i64,
}

impl<S: Sql> Store<'_, S> {
    /// Makes a list of what is on none yet; nothing where there is nothing. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn make_pay_list(
        &self,
        city: &CityCode,
        reward: &str,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, Error> {
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM pay_lists WHERE city = ? AND reward = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), reward.into()]).await?;
        let number = rows.first().map_or(1, |row| row.integer(0));
        let sql = "UPDATE redemptions SET list = ?3 WHERE city = ?1 AND list IS NULL AND id IN \
                   (SELECT id FROM redemptions WHERE city = ?1 AND reward = ?2 AND state = 'taken')";
        if self.sql.change(sql, vec![city.as_str().into(), reward.into(), number.into()]).await? == 0 {
            return Ok(None);
        }
        let sql = "INSERT INTO pay_lists (city, reward, number, at, by) VALUES (?, ?, ?, ?, ?)";
        self.sql.run(sql, vec![city.as_str().into(), reward.into(), number.into(), now.into(), by.into()]).await?;
        Ok(Some(number))
    }

    /// How many are on no list yet.
    ///
    /// # Errors
    /// The database's own.
    pub async fn unlisted(&self, city: &CityCode, reward: &str) -> Result<i64, Error> {
        let sql = "SELECT COUNT(*) FROM redemptions WHERE city = ?1 AND list IS NULL AND id IN \
                   (SELECT id FROM redemptions WHERE city = ?1 AND reward = ?2 AND state = 'taken')";
        let rows = self.sql.query(sql, vec![city.as_str().into(), reward.into()]).await?;
        Ok(rows.first().map(|row| row.integer(0)).unwrap_or_default())
    }

    /// The lists of a reward, the latest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn pay_lists(&self, city: &CityCode, reward: &str) -> Result<Vec<PayList>, Error> {
        let sql = "SELECT number, at, by, paid, \
                   (SELECT COUNT(*) FROM redemptions r WHERE r.city = l.city AND r.reward = l.reward AND r.list = l.number), \
                   (SELECT coalesce(SUM(r.units), 0) FROM redemptions r \
                    WHERE r.city = l.city AND r.reward = l.reward AND r.list = l.number) \
                   FROM pay_lists l WHERE city = ? AND reward = ? ORDER BY number DESC LIMIT 200";
        let rows = self.sql.query(sql, vec![city.as_str().into(), reward.into()]).await?;
        let read = |row: &Row| PayList {
            number: row.integer(0),
            at: row.instant(1),
            by: row.text(2).to_owned(),
            paid: row.instant_or_none(3),
            lines: row.integer(4),
            units: row.integer(5),
        };
        Ok(rows.iter().map(read).collect())
    }

    /// What is on a list, or all that was taken and not given back, the earliest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn pay_lines(
        &self,
        city: &CityCode,
        reward: &str,
        number: Option<i64>,
    ) -> Result<Vec<Redemption>, Error> {
        let of = match number {
            Some(_) => "reward = ?2 AND list = ?3",
            None => "reward = ?2 AND ?3 IS NULL",
        };
        // By the ids, which stand in the index: with few rows there SQLite would rather read all of a city's.
        let sql = format!(
            "SELECT {COLUMNS} FROM redemptions WHERE city = ?1 AND state <> 'cancelled' \
             AND id IN (SELECT id FROM redemptions WHERE city = ?1 AND {of}) ORDER BY at, id"
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into(), reward.into(), number.into()]).await?;
        rows.iter().map(read).collect()
    }

    /// Notes that a list was paid. `false` where it was before, or there is no such list. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn pay(
        &self,
        city: &CityCode,
        (reward, number): (&str, i64),
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let sql = "UPDATE pay_lists SET paid = ?4 WHERE city = ?1 AND reward = ?2 AND number = ?3 AND paid IS NULL";
        let params = vec![city.as_str().into(), reward.into(), number.into(), now.into()];
        if self.sql.change(sql, params).await? == 0 {
            return Ok(false);
        }
        // What is on a list that was not paid is neither given back nor used.
        let sql = "UPDATE redemptions SET state = 'used', changed = ?4, by = ?5 WHERE city = ?1 \
                   AND id IN (SELECT id FROM redemptions WHERE city = ?1 AND reward = ?2 AND list = ?3)";
        let params = vec![city.as_str().into(), reward.into(), number.into(), now.into(), by.into()];
        self.sql.run(sql, params).await?;
        Ok(true)
    }
}
