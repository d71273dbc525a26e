//! A campaign in force, as a file that another city can take in.

use super::{drafts, looked};
use crate::store::{Deed, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::pack::Shared;
use domain::replay::UnknownCampaign;

/// The campaign of a name, and that it was taken is in the log.
///
/// # Errors
/// An unknown city or campaign, or the database's own.
pub async fn exported(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    by: &str,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Shared, Error> {
    let (hash, pack) = drafts::in_force(sql, city).await?;
    let ruleset = cache.ruleset(&Store::new(sql), city, &hash).await?;
    let today = ruleset.city.zone.day(now);
    let shared = Shared::of(&pack, &ruleset, name, today).ok_or_else(|| {
        let known: Vec<&str> = ruleset.campaigns.keys().map(String::as_str).collect();
        UnknownCampaign { name: name.to_owned(), known: format!("`{}`", known.join("`, `")) }
    })?;
    looked(sql, city, &Deed::new(by, "campaign_exported", name), now).await?;
    Ok(shared)
}
