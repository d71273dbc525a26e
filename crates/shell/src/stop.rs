//! Stopping and letting go on: one campaign, one way, or everything. It holds from the next message on,
//! and what waits is counted.

use crate::store::{Deed, Store, Waiting};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::city::{By, Pause, Scope};
use domain::notice::Why;
use domain::release::Hold;
use domain::resident::Observed;
use domain::{CityCode, CityState, Notice};
use serde::Serialize;
use serde_json::json;

/// What is stopped in a city, and what waits in its outbox.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// What is stopped.
    pub pauses: Vec<Pause>,
    /// Messages that wait to leave, by campaign.
    pub waiting: Vec<Waiting>,
}

/// Stops something. What is about to leave in this moment still leaves; the next message does not. With
/// `discard`, what waits is withheld for good instead of waiting on.
///
/// # Errors
/// An unknown city, a campaign that neither is in force nor has anything waiting, or the database's own.
pub async fn stop(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    stop: Stop<'_>,
    now: DateTime<Utc>,
) -> Result<Standing, Error> {
    let Stop { scope, words, discard, by } = stop;
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    let ruleset = cache.ruleset(&store, city, &row.pack).await?;
    // A slip of the pen would stop nothing, and be taken for a stop.
    if let Scope::Campaign(name) = &scope {
        let waits = async || Ok::<_, Error>(store.waiting(city).await?.iter().any(|one| one.campaign == *name));
        if !ruleset.campaigns.contains_key(name) && !waits().await? {
            let known = ruleset.campaigns.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownCampaign { name: name.clone(), known });
        }
    }
    let about = scope.to_string();
    let detail = json!({ "words": words, "discard": discard == Discard::Waiting });
    let deed = Deed { who: by, what: "stopped", about: &about, detail };
    let pause = Pause { scope, since: now, by: By::Staff, why: Why::Said(words.to_owned()) };
    change(&store, city, &deed, now, async |state: &mut CityState| {
        let told = match state.pause(pause.clone()) {
            Observed::Changed => vec![pause.notice()],
            Observed::Unchanged => Vec::new(),
        };
        if discard == Discard::Waiting {
            state.discard(&pause.scope, now);
            store.withhold_waiting(city, &pause.scope, ruleset.city.zone.day(now), now).await?;
        }
        Ok(told)
    })
    .await
}

/// What is stopped, and why.
#[derive(Debug, Clone)]
pub struct Stop<'a> {
    /// What.
    pub scope: Scope,
    /// Why, in someone's words.
    pub words: &'a str,
    /// What becomes of what waits.
    pub discard: Discard,
    /// Who does it.
    pub by: &'a str,
}

/// What becomes of messages that wait when something is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discard {
    /// They wait on, and leave if it goes on before they expire.
    Nothing,
    /// They never leave.
    Waiting,
}

/// Lets something go on: what waited is looked at again at once.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn resume(
    sql: &impl Sql,
    cache: &Cache,
    city: &CityCode,
    scope: &Scope,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Standing, Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    // The day is the one by which a fuse counts.
    let today = cache.ruleset(&store, city, &row.pack).await?.city.zone.day(now);
    let about = scope.to_string();
    change(&store, city, &Deed::new(by, "resumed", &about), now, async |state: &mut CityState| {
        if state.resume(scope, today) == Observed::Unchanged {
            return Ok(Vec::new());
        }
        store.wake(city, Hold::Paused, now).await?;
        Ok(vec![Notice::Resumed { scope: scope.clone() }])
    })
    .await
}

/// How things stand.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn standing(sql: &impl Sql, city: &CityCode) -> Result<Standing, Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    Ok(Standing { pauses: row.state.pauses, waiting: store.waiting(city).await? })
}

async fn change<S: Sql>(
    store: &Store<'_, S>,
    city: &CityCode,
    deed: &Deed<'_>,
    now: DateTime<Utc>,
    with: impl AsyncFnOnce(&mut CityState) -> Result<Vec<Notice>, Error>,
) -> Result<Standing, Error> {
    let change = async || {
        let mut row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
        let told = with(&mut row.state).await?;
        if !store.write_city_state(city, &row).await? {
            return Err(Error::Contended);
        }
        store.tell(city, &told, now).await?;
        store.note_deed(city, deed, now).await?;
        Ok(Standing { pauses: row.state.pauses, waiting: store.waiting(city).await? })
    };
    store.at_once(change).await
}
