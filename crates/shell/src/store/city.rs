use super::Store;
use crate::sql::{Columns, Sql};
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::decide::Due;
use domain::{CityCode, CityState, Pack};
use serde::Serialize;

/// A city as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct CityRow {
    /// The hash of the pack in force.
    pub pack: String,
    /// What holds for the whole city.
    pub state: CityState,
    /// The revision of the state that was read.
    pub rev: i64,
}

/// A version that was in force from some time on.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Release {
    /// Counted from 1.
    pub number: i64,
    /// The pack's hash.
    pub hash: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// `published` or `rolled_back`.
    pub how: String,
}

impl<S: Sql> Store<'_, S> {
    /// The codes of every city there is: what the clock goes through.
    ///
    /// # Errors
    /// The database's own.
    pub async fn cities(&self) -> Result<Vec<CityCode>, Error> {
        let rows = self.sql.query("SELECT city FROM cities ORDER BY city", Vec::new()).await?;
        rows.iter().map(|row| row.text(0).parse().map_err(|_| Error::corrupt("cities"))).collect()
    }

    /// A city, `None` when no pack was ever published for it.
    ///
    /// # Errors
    /// The database's own, or a state that cannot be read.
    pub async fn city(&self, city: &CityCode) -> Result<Option<CityRow>, Error> {
        let rows =
            self.sql.query("SELECT pack, state, rev FROM cities WHERE city = ?", vec![city.as_str().into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let state = serde_json::from_str(row.text(1)).map_err(|_| Error::corrupt("cities.state"))?;
        Ok(Some(CityRow { pack: row.text(0).to_owned(), state, rev: row.integer(2) }))
    }

    /// Writes a city's state over the revision that was read; `false` when another writer
    /// was faster.
    ///
    /// # Errors
    /// The database's own.
    pub async fn write_city_state(&self, city: &CityCode, row: &CityRow) -> Result<bool, Error> {
        let state = serde_json::to_string(&row.state).map_err(|_| Error::corrupt("cities.state"))?;
        let sql = "UPDATE cities SET state = ?, rev = rev + 1 WHERE city = ? AND rev = ?";
        let changed = self.sql.change(sql, vec![state.into(), city.as_str().into(), row.rev.into()]).await?;
        Ok(changed == 1)
    }

    /// A pack's files by its hash.
    ///
    /// # Errors
    /// The database's own, or files that cannot be read.
    pub async fn pack(&self, city: &CityCode, hash: &str) -> Result<Option<Pack>, Error> {
        let sql = "SELECT files FROM packs WHERE city = ? AND hash = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), hash.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let files = serde_json::from_str(row.text(0)).map_err(|_| Error::corrupt("packs.files"))?;
        Ok(Some(Pack { city: city.clone(), files }))
    }

    /// Puts a pack in force: stores it once, notes the release, and enters the decision
    /// points of residents already there. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn release(
        &self,
        pack: &Pack,
        hash: &str,
        how: &str,
        due: &[Due],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let city: Value = pack.city.as_str().into();
        self.keep_pack(pack, hash).await?;
        let sql = "INSERT INTO cities (city, pack, state, rev) VALUES (?, ?, '{}', 0) \
                   ON CONFLICT (city) DO UPDATE SET pack = excluded.pack";
        self.sql.run(sql, vec![city.clone(), hash.into()]).await?;
        let sql = "INSERT INTO releases (city, number, hash, at, how) \
                   SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4 FROM releases WHERE city = ?1";
        self.sql.run(sql, vec![city.clone(), hash.into(), now.into(), how.into()]).await?;
        for point in due {
            let sql = "INSERT INTO due (city, resident, campaign, point, once, at, day, sensitive) \
                       SELECT city, id, ?2, ?3, 0, ?4, ?5, 0 FROM residents WHERE city = ?1 \
                       ON CONFLICT (city, resident, campaign, point, once) \
                       DO UPDATE SET at = excluded.at, day = excluded.day WHERE due.at > ?6";
            let params = vec![
                city.clone(),
                point.campaign.as_str().into(),
                point.point.as_str().into(),
                point.at.into(),
                i64::from(point.day.0).into(),
                now.into(),
            ];
            // What has come already and was not asked yet is made up, whatever the new pack says.
            self.sql.run(sql, params).await?;
        }
        Ok(())
    }

    /// Keeps a pack under its hash, in force or not.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_pack(&self, pack: &Pack, hash: &str) -> Result<(), Error> {
        let files = serde_json::to_string(&pack.files).map_err(|_| Error::corrupt("packs.files"))?;
        let sql = "INSERT INTO packs (city, hash, files) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        Ok(self.sql.run(sql, vec![pack.city.as_str().into(), hash.into(), files.into()]).await?)
    }

    /// The versions that were in force, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn releases(&self, city: &CityCode) -> Result<Vec<Release>, Error> {
        let sql = "SELECT number, hash, at, how FROM releases WHERE city = ? ORDER BY number DESC LIMIT 1000";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        let read = |row: &Vec<Value>| Release {
            number: row.integer(0),
            hash: row.text(1).to_owned(),
            at: row.instant(2),
            how: row.text(3).to_owned(),
        };
        Ok(rows.iter().map(read).collect())
    }
}
