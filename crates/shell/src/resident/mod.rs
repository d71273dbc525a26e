//! What residents see and do on their own pages. All that they say there is an event like any other.

mod asking;

pub use asking::{DELETION, ask_for_deletion, stop};

use crate::handle::handle;
use crate::store::Store;
use crate::{Cache, Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::{ChannelKind, Refusal};
use domain::{CityCode, Event, Payload, ResidentId, Ruleset, Snapshot, chance};
use std::rc::Rc;

/// Where a resident's page is read and written.
#[derive(Debug)]
pub struct Place<'a, S> {
    /// The database.
    pub sql: &'a S,
    /// Compiled rules.
    pub cache: &'a Cache,
    /// The city.
    pub city: &'a CityCode,
}

/// The source of events that residents say on their pages.
pub const SOURCE: &str = "page";

/// A resident as they are known, with the rules in force.
#[derive(Debug)]
pub struct Known {
    /// The rules in force.
    pub ruleset: Rc<Ruleset>,
    /// What is known.
    pub snapshot: Rc<Snapshot>,
}

/// What is known of a resident.
///
/// # Errors
/// An unknown city or resident, or the database's own.
pub async fn known(place: &Place<'_, impl Sql>, resident: &ResidentId) -> Result<Known, Error> {
    let store = Store::new(place.sql);
    let row = store.city(place.city).await?.ok_or_else(|| Error::UnknownCity(place.city.to_string()))?;
    let known = store.residents(place.city, [resident]).await?.remove(resident).unwrap_or_default();
    if known.rev == 0 {
        return Err(Error::UnknownResident(resident.to_string()));
    }
    let ruleset = place.cache.ruleset(&store, place.city, &row.pack).await?;
    Ok(Known { ruleset, snapshot: known.snapshot })
}

/// An event that a resident says by a form. `id` came with the form, so that a second tap says the same.
///
/// # Errors
/// What is wrong with it.
pub fn event(resident: &ResidentId, id: &str, payload: Payload, now: DateTime<Utc>) -> Result<Rc<Event>, Refusal> {
    // Read back, so that it meets the bounds that every sender's events meet.
    let payload = Payload::parse(payload.kind(), &payload.to_json())?;
    let (source, id, subject) = (SOURCE.to_owned(), format!("{resident}:{id}"), Some(resident.clone()));
    let event = Event { source, id, subject, time: now, payload };
    event.check(now)?;
    Ok(Rc::new(event))
}

/// Takes in what a resident says.
///
/// # Errors
/// As [`handle`].
pub async fn say(place: &Place<'_, impl Sql>, event: Rc<Event>, now: DateTime<Utc>) -> Result<(), Error> {
    let _ = handle(place.sql, place.cache, place.city, &[event], now).await?;
    Ok(())
}

/// What came of someone who wants to be let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// They are.
    Yes,
    /// The year is another.
    No,
    /// Too many years were tried with this link: it opens nothing any more.
    Void,
    /// Too many were wrong; it is looked at again in so many seconds.
    Locked(i64),
}

/// How many wrong years are looked at for a resident in an hour, in a day of the city, and with one link at all: of the
/// years in which its owner may be born, whoever a link was sent on to tries few.
const GUESSES: i64 = 5;
const GUESSES_A_DAY: i64 = 7;
const GUESSES_A_LINK: i64 = 10;

/// Looks at the year of birth that came with a link, good until then, or by which somebody who is in asks for more: a link
/// that was sent on by mistake opens nothing.
///
/// # Errors
/// An unknown resident, or the database's own.
pub async fn open(
    place: &Place<'_, impl Sql>,
    resident: &ResidentId,
    year: i32,
    link: Option<(&str, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> Result<Opened, Error> {
    let store = Store::new(place.sql);
    // Under the lock, so that no two guesses at the same time are looked at where one was left.
    let work = async || {
        let known = store.residents(place.city, [resident]).await?.remove(resident).unwrap_or_default();
        let profile = known.snapshot.profile.as_ref();
        let born = profile.ok_or_else(|| Error::UnknownResident(resident.to_string()))?.enrolled.birth_year;
        let guesses = format!("year:{resident}");
        let (hour, left) = domain::linking::hour(now);
        // Counted under the last hour in which it matters, with which it is forgotten.
        let ruleset = ruleset_of(place, &store).await?;
        let zone = ruleset.city.zone;
        let last = domain::linking::hour(zone.end_of(zone.day(now)) - TimeDelta::seconds(1)).0;
        let of_link = link.map(|(text, until)| {
            (format!("year-of-link:{:032x}", chance::digest("link", &[text])), domain::linking::hour(until).0)
        });
        if let Some((of_link, hour)) = &of_link
            && store.times(place.city, of_link, *hour).await? >= GUESSES_A_LINK
        {
            return Ok(Opened::Void);
        }
        let of_day = format!("year-of-day:{resident}");
        if store.times(place.city, &of_day, last).await? >= GUESSES_A_DAY {
            return Ok(Opened::Locked(left + 3600 * (last - hour)));
        }
        if store.times(place.city, &guesses, hour).await? >= GUESSES {
            return Ok(Opened::Locked(left));
        }
        if year == born {
            return Ok(Opened::Yes);
        }
        store.count(place.city, &guesses, hour).await?;
        store.count(place.city, &of_day, last).await?;
        if let Some((of_link, hour)) = &of_link {
            store.count(place.city, of_link, *hour).await?;
        }
        Ok(Opened::No)
    };
    store.at_once(work).await
}

/// The rules in force.
pub(crate) async fn ruleset_of<S: Sql>(place: &Place<'_, S>, store: &Store<'_, S>) -> Result<Rc<Ruleset>, Error> {
    let row = store.city(place.city).await?.ok_or_else(|| Error::UnknownCity(place.city.to_string()))?;
    place.cache.ruleset(store, place.city, &row.pack).await
}

/// Who reads at a LINE account: those whose account it is now. Of a couple with one telephone these are two.
///
/// # Errors
/// The database's own.
pub async fn readers(place: &Place<'_, impl Sql>, line_user: &str) -> Result<Vec<ResidentId>, Error> {
    let store = Store::new(place.sql);
    let found = store.residents_at(place.city, ChannelKind::Line, [line_user]).await?;
    let ids: Vec<ResidentId> = found.into_values().flatten().collect();
    let known = store.residents(place.city, &ids).await?;
    let is_theirs = |id: &ResidentId| {
        known.get(id).is_some_and(|known| known.snapshot.contact.address(ChannelKind::Line) == Some(line_user))
    };
    Ok(ids.into_iter().filter(is_theirs).collect())
}
