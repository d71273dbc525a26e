//! A pack that comes by machine: from files that a city keeps elsewhere, sent by `ayumi publish` or by a pipeline.
//! Where the city has people who approve, they approve it too.

use super::Refusal;
use super::requests::{Enrolled, check, make};
use crate::publish;
use crate::store::{MACHINE, NewRequest, Release, Request, RequestState, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::pack::Part;
use domain::staff::Task;
use domain::{CityCode, Pack, Ruleset};

/// What is said with a pack.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// What its author says of it, for who approves it.
    pub note: String,
    /// What becomes of those who are enrolled; only of a pack in which one campaign changes.
    pub enrolled: Enrolled,
}

/// What became of a pack.
#[derive(Debug, Clone, PartialEq)]
pub enum Sent {
    /// It is in force: the city had nobody yet who could approve it, or it was in force already.
    InForce(Release),
    /// It waits for someone's approval, as the request of this number.
    Asked {
        /// The request.
        number: i64,
        /// The hash that will be in force.
        hash: String,
    },
}

/// Takes a pack: asks for its publication where somebody can approve, and publishes it otherwise. Sending the same
/// again while it waits is the same request.
///
/// # Errors
/// The pack has problems, those enrolled cannot be told apart, or the database's own.
pub async fn send(sql: &impl Sql, pack: &Pack, wish: &Wish, now: DateTime<Utc>) -> Result<Sent, Error> {
    let store = Store::new(sql);
    let Some(present) = store.releases(&pack.city).await?.into_iter().next() else {
        return publish::publish(sql, pack, now).await.map(Sent::InForce);
    };
    if !is_approved_by_people(&store, &pack.city).await? {
        return publish::publish(sql, pack, now).await.map(Sent::InForce);
    }
    let ruleset = check(pack)?;
    if ruleset.hash == present.hash {
        return Ok(Sent::InForce(present));
    }
    let stored = store.pack(&pack.city, &present.hash).await?;
    let before = stored.ok_or_else(|| Error::UnknownVersion(present.hash.clone()))?;
    let parts = pack.parts_changed(&before);
    let part = match parts.as_slice() {
        [one] => one.clone(),
        // Of several the city's file stands for the whole.
        _ => Part::City,
    };
    let is_there = part.campaign().is_some_and(|name| ruleset.campaigns.contains_key(name));
    match wish.enrolled {
        Enrolled::Keep => {}
        // Nobody goes on by a campaign that is gone.
        Enrolled::Move if !is_there => return Err(Refusal::EnrolledOfMany.into()),
        Enrolled::Move | Enrolled::Stop if part.campaign().is_some() => {}
        Enrolled::Move | Enrolled::Stop => return Err(Refusal::EnrolledOfMany.into()),
    }
    let asked = |request: &&Request| {
        request.hash == ruleset.hash
            && request.base == present.hash
            && request.by == MACHINE
            && request.enrolled == wish.enrolled.as_str()
    };
    let open = store.requests(&pack.city, Some(RequestState::Open)).await?;
    let hash = ruleset.hash.clone();
    if let Some(same) = open.iter().find(asked) {
        return Ok(Sent::Asked { number: same.number, hash });
    }
    let new = NewRequest {
        part: &part,
        rev: None,
        base: &present.hash,
        note: &wish.note,
        enrolled: wish.enrolled.as_str(),
        clinician: speaks_after_health(&parts, &ruleset, &before),
        replay: None,
        by: MACHINE,
    };
    let number = make(&store, pack, &ruleset.hash, &new, now).await?;
    Ok(Sent::Asked { number, hash })
}

/// Whether a city has, or had, someone who approves: from then on nothing is published without, whoever's account is
/// closed later.
///
/// # Errors
/// The database's own.
pub async fn is_approved_by_people(store: &Store<'_, impl Sql>, city: &CityCode) -> Result<bool, Error> {
    let staff = store.staff(city).await?;
    Ok(staff.iter().any(|person| person.roles.may(Task::Approve)) || store.was_anything_asked(city).await?)
}

fn speaks_after_health(parts: &[Part], after: &Ruleset, before: &Pack) -> bool {
    let before = before.load().ok();
    let speaks = |name: &str| {
        after.speaks_after_health(name) || before.as_ref().is_some_and(|(before, _)| before.speaks_after_health(name))
    };
    parts.iter().filter_map(Part::campaign).any(speaks)
}
