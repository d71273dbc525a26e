//! Shops that confirm codes.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;

/// A shop, as staff entered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// A ULID.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Whether its key opens anything.
    pub active: bool,
}

const COLUMNS: &str = "id, name, at, active";

impl<S: Sql> Store<'_, S> {
    /// Enters a shop; `key` is the hash of its key. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enter_shop(&self, city: &CityCode, shop: &Shop, key: &str) -> Result<(), Error> {
        let sql = "INSERT INTO shops (city, id, name, key, at, active) VALUES (?, ?, ?, ?, ?, ?)";
        let (id, name) = (shop.id.as_str().into(), shop.name.as_str().into());
        let params = vec![city.as_str().into(), id, name, key.into(), shop.at.into(), i64::from(shop.active).into()];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Every shop, by name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn shops(&self, city: &CityCode) -> Result<Vec<Shop>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM shops WHERE city = ? ORDER BY name, id LIMIT 1000");
        let rows = self.sql.query(&sql, vec![city.as_str().into()]).await?;
        Ok(rows.iter().map(read).collect())
    }

    /// A shop, whether its key opens anything or not.
    ///
    /// # Errors
    /// The database's own.
    pub async fn shop(&self, city: &CityCode, id: &str) -> Result<Option<Shop>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM shops WHERE city = ? AND id = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), id.into()]).await?;
        Ok(rows.first().map(read))
    }

    /// The shop that a key opens, by the key's hash.
    ///
    /// # Errors
    /// The database's own.
    pub async fn shop_of_key(&self, city: &CityCode, key: &str) -> Result<Option<Shop>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM shops WHERE city = ? AND key = ? AND active = 1");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), key.into()]).await?;
        Ok(rows.first().map(read))
    }

    /// Gives a shop another key: the one before opens nothing any more. `false` where there is no such shop. Within a
    /// transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_shop_key(&self, city: &CityCode, id: &str, key: &str) -> Result<bool, Error> {
        let sql = "UPDATE shops SET key = ?3, active = 1 WHERE city = ?1 AND id = ?2";
        Ok(self.sql.change(sql, vec![city.as_str().into(), id.into(), key.into()]).await? == 1)
    }

    /// Lets a shop's key open nothing any more. `false` where it is so already. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_shop(&self, city: &CityCode, id: &str) -> Result<bool, Error> {
        let sql = "UPDATE shops SET active = 0 WHERE city = ? AND id = ? AND active = 1";
        Ok(self.sql.change(sql, vec![city.as_str().into(), id.into()]).await? == 1)
    }
}

fn read(row: &Row) -> Shop {
    Shop { id: row.text(0).to_owned(), name: row.text(1).to_owned(), at: row.instant(2), active: row.integer(3) != 0 }
}
