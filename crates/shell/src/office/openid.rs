//! Signing in by an identity provider. It says who somebody is; whether they have an account here and what they may
//! do is ours: nobody comes in whom no administrator invited.

use super::{Refusal, signing};
use crate::store::{Deed, NOBODY, Store, Subject};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use serde_json::json;

/// What an answer of the provider shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Who it says has signed in there.
    pub subject: Subject<'a>,
    /// The hash of the answer's state: an answer lets in once.
    pub state: &'a str,
    /// Until when it could be shown again.
    pub expires: DateTime<Utc>,
}

/// What became of somebody whom the provider knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// A session is there.
    Yes,
    /// Nobody here is that subject.
    Unknown,
    /// The account is closed.
    Closed,
    /// After wrong passwords the account waits, whichever way somebody comes.
    Locked,
}

/// Signs in whom the provider names. `token` is the hash under which a session is kept. Of somebody unknown only
/// that they came is entered in the log, and nothing that tells who they are.
///
/// # Errors
/// The answer let somebody in before, or the database's own.
pub async fn sign_in(
    sql: &impl Sql,
    city: &CityCode,
    shown: &Shown<'_>,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Entered, Error> {
    let store = Store::new(sql);
    let issuer = shown.subject.issuer;
    let refused = async |about: &str, why: &str, entered| {
        let deed = Deed::new(NOBODY, "provider_refused", about).with(json!({ "why": why, "issuer": issuer }));
        store.note_deed(city, &deed, now).await?;
        Ok(entered)
    };
    let done = async || {
        use_up(&store, city, shown, now).await?;
        let Some(person) = store.person_by_subject(city, shown.subject).await? else {
            return refused(issuer, "unknown", Entered::Unknown).await;
        };
        if !person.active {
            return refused(&person.id, "closed", Entered::Closed).await;
        }
        if person.locked_until.is_some_and(|until| until > now) {
            return refused(&person.id, "locked", Entered::Locked).await;
        }
        signing::begin(&store, city, &person, token, "provider", now).await?;
        Ok(Entered::Yes)
    };
    store.at_once(done).await
}

/// Lets somebody who is signed in come by the provider from now on.
///
/// # Errors
/// The subject is somebody else's, the account comes by another already, the answer was used, or the database's own.
pub async fn tie(
    sql: &impl Sql,
    city: &CityCode,
    whom: &str,
    shown: &Shown<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    store.at_once(async || tied(&store, city, whom, shown, now).await).await
}

/// The same within a transaction.
pub(super) async fn tied(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    whom: &str,
    shown: &Shown<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    use_up(store, city, shown, now).await?;
    if !store.tie_subject(city, shown.subject, whom, now).await? {
        return Err(Refusal::SubjectTaken.into());
    }
    let deed = Deed::new(whom, "provider_tied", whom).with(json!({ "issuer": shown.subject.issuer }));
    store.note_deed(city, &deed, now).await
}

/// Unties an account from the provider again.
///
/// # Errors
/// There is no other way in, or the database's own.
pub async fn untie(sql: &impl Sql, city: &CityCode, whom: &str, issuer: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let person = store.person(city, whom).await?.ok_or(Refusal::UnknownPerson)?;
        if person.password.is_none() {
            return Err(Refusal::LastWayIn.into());
        }
        if store.untie_subject(city, issuer, whom).await? {
            let deed = Deed::new(whom, "provider_untied", whom).with(json!({ "issuer": issuer }));
            store.note_deed(city, &deed, now).await?;
        }
        Ok(())
    };
    store.at_once(done).await
}

async fn use_up(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    shown: &Shown<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if store.use_answer(city, shown.state, shown.expires, now).await? {
        Ok(())
    } else {
        Err(Refusal::AnswerUsed.into())
    }
}
