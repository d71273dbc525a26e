//! A city's pack: checked, its cases played, stored as an immutable version, and in force
//! from the next event on.

use crate::challenges::count_new;
use crate::expiry::look_anew;
use crate::store::{Deed, MACHINE, Release, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::pack::{Sealing, changed_designs, sealings};
use domain::{CityCode, Pack, Problem, Ruleset};
use serde_json::json;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Publishes a pack. Publishing what is in force already changes nothing.
///
/// # Errors
/// Every problem of the pack, its failing cases included, or the database's own.
pub async fn publish(sql: &impl Sql, pack: &Pack, now: DateTime<Utc>) -> Result<Release, Error> {
    let ruleset = pack.compile().map_err(Error::Pack)?;
    let cases = pack.cases(&ruleset).map_err(Error::Pack)?;
    let failures: Vec<_> = cases.iter().flat_map(|case| case.run(&ruleset)).collect();
    if !failures.is_empty() {
        return Err(Error::Pack(failures));
    }
    put_in_force(&Store::new(sql), pack, &ruleset, "published", MACHINE, now).await
}

/// Puts an earlier version back in force: the one whose hash begins so, or the one before
/// the present.
///
/// # Errors
/// No such version, or the database's own.
pub async fn rollback(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    to: Option<&str>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Release, Error> {
    let store = Store::new(sql);
    let releases = store.releases(city).await?;
    let present = releases.first().ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let mut wanted = releases.iter().filter(|release| match to {
        Some(hash) => release.hash.starts_with(hash),
        None => release.hash != present.hash,
    });
    let missing = || to.map_or(Error::NoEarlierVersion, |hash| Error::UnknownVersion(hash.to_owned()));
    let hash = wanted.next().ok_or_else(missing)?.hash.clone();
    if to.is_some() && wanted.any(|other| other.hash != hash) {
        return Err(Error::ManyVersions(to.unwrap_or_default().to_owned()));
    }
    let pack = store.pack(city, &hash).await?.ok_or_else(|| Error::UnknownVersion(hash.clone()))?;
    let ruleset = cache.compiled(&store, city, &hash).await?;
    put_in_force(&store, &pack, &ruleset, "rolled_back", by, now).await
}

async fn put_in_force(
    store: &Store<'_, impl Sql>,
    pack: &Pack,
    ruleset: &Ruleset,
    how: &'static str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Release, Error> {
    store.at_once(async || replace(store, pack, ruleset, how, by, now).await).await
}

/// Puts a pack in the place of the one in force. Within a transaction.
pub(crate) async fn replace(
    store: &Store<'_, impl Sql>,
    pack: &Pack,
    ruleset: &Ruleset,
    how: &'static str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Release, Error> {
    if let Some(present) = store.releases(&pack.city).await?.into_iter().next()
        && present.hash == ruleset.hash
    {
        return Ok(present);
    }
    let present = in_force(store, &pack.city).await?;
    let changed = match present.as_deref() {
        Some(present) => changed(store, present, ruleset, now).await?,
        None => Vec::new(),
    };
    if !changed.is_empty() {
        return Err(Error::Pack(changed));
    }
    let sealings = sealings(present.as_deref(), (pack, ruleset), &store.latest_plans(&pack.city).await?, now);
    store.release(pack, &ruleset.hash, how, &ruleset.first_occurrences(now), now).await?;
    count_new(store, (present.as_deref(), ruleset), now).await?;
    look_anew(store, present.as_deref(), ruleset, now).await?;
    store.note_deed(&pack.city, &Deed::new(by, how, &ruleset.hash), now).await?;
    for Sealing { deed, plan } in &sealings {
        store.seal_plan(&pack.city, plan).await?;
        // The log is a chain of hashes: with the plan's own in it, nobody can say later that it was another.
        let detail = json!({
            "campaign": plan.campaign, "number": plan.number, "hash": plan.hash, "before_start": plan.before_start,
            "version": ruleset.hash,
        });
        store.note_deed(&pack.city, &Deed::new(by, deed.as_str(), &plan.campaign).with(detail), now).await?;
    }
    let newest = store.releases(&pack.city).await?.into_iter().next();
    newest.ok_or_else(|| Error::UnknownVersion(ruleset.hash.clone()))
}

/// What of a pack would make a challenge that runs count, or an experiment that runs assign, otherwise than the one in
/// force.
pub(crate) async fn changed_while_running(
    store: &Store<'_, impl Sql>,
    next: &Ruleset,
    now: DateTime<Utc>,
) -> Result<Vec<Problem>, Error> {
    let present = in_force(store, &next.code).await?;
    match present {
        Some(present) => changed(store, &present, next, now).await,
        None => Ok(Vec::new()),
    }
}

async fn changed(
    store: &Store<'_, impl Sql>,
    present: &Ruleset,
    next: &Ruleset,
    now: DateTime<Utc>,
) -> Result<Vec<Problem>, Error> {
    let mut joined = BTreeSet::new();
    for challenge in present.campaigns.values().filter_map(|campaign| campaign.challenge.as_ref()) {
        if store.is_joined(&present.code, &challenge.name).await? {
            joined.insert(challenge.name.clone());
        }
    }
    let today = present.city.zone.day(now);
    let mut problems = domain::challenge::changed_while_running(present, next, today, &joined);
    problems.extend(changed_designs(present, next, today));
    Ok(problems)
}

/// The rules in force. What this program does not understand any more is none, and counts nothing.
async fn in_force(store: &Store<'_, impl Sql>, city: &CityCode) -> Result<Option<Rc<Ruleset>>, Error> {
    let Some(present) = store.releases(city).await?.into_iter().next() else { return Ok(None) };
    let pack = store.pack(city, &present.hash).await?;
    Ok(pack.and_then(|pack| pack.load().ok()).map(|(ruleset, _)| ruleset))
}
