//! What a resident said about their data, and what holds now.

use crate::store::Store;
use crate::{Cache, Error, Sql};
use domain::ledger::{ShownLedger, show};
use domain::why::Language;
use domain::{CityCode, ResidentId};

/// A resident's lines in the ledger with what holds now, in words of a language.
///
/// # Errors
/// An unknown city or resident, or the database's own.
pub async fn consents(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    resident: &ResidentId,
    language: Language,
) -> Result<ShownLedger, Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let known = store.residents(city, [resident]).await?.remove(resident).unwrap_or_default();
    if known.rev == 0 {
        return Err(Error::UnknownResident(resident.to_string()));
    }
    let ruleset = cache.ruleset(&store, city, &row.pack).await?;
    let entries = store.consents(city, resident).await?;
    Ok(show(entries, &known.snapshot, &ruleset.city, language))
}
