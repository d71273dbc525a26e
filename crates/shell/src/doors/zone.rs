//! The city's zone, for formats whose days are civil days or times with another offset.

use super::answer::Refused;
use super::kept::cache;
use crate::Error;
use crate::spin::connect;
use crate::store::Store;
use domain::{CityCode, Zone};

/// The zone of the pack in force.
pub(super) async fn zone(city: &CityCode) -> Result<Zone, Refused> {
    let sql = connect().await?;
    let store = Store::new(&sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let ruleset = cache().ruleset(&store, city, &row.pack).await?;
    sql.keep();
    Ok(ruleset.city.zone)
}
