//! Why a resident did or did not get something.

use crate::store::Store;
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::why::Story;
use domain::{CityCode, ResidentId};

/// What happened to a resident and what was decided; [`Story::tell`] puts it in words.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn why(sql: &impl Sql, city: &CityCode, resident: &ResidentId, now: DateTime<Utc>) -> Result<Story, Error> {
    let store = Store::new(sql);
    store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    store.story(city, resident, now).await
}
