//! Signing in and out. Tokens are random numbers of 256 bits, of which only hashes are kept.

use crate::store::{Deed, NOBODY, Person, Session, Store};
use crate::{Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use domain::staff::lock_seconds;
use serde_json::json;

/// After how long without use a session ends.
pub const IDLE: TimeDelta = TimeDelta::hours(2);

/// After how long it ends in any case: a working day.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);

/// What became of a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedIn {
    /// It was right: a session is there.
    Yes,
    /// Login or password is wrong; which, is not said.
    No,
    /// No password is looked at for so many seconds.
    Locked(i64),
}

/// Signs in by a password. `is_right` is given the stored hash, or none where nobody has the login, and takes
/// as long then. `token` is the hash under which a session is kept.
///
/// # Errors
/// The database's own.
pub async fn by_password(
    sql: &impl Sql,
    city: &CityCode,
    login: &str,
    is_right: impl FnOnce(Option<&str>) -> bool,
    token: &str,
    now: DateTime<Utc>,
) -> Result<SignedIn, Error> {
    let store = Store::new(sql);
    let person = store.person_by_login(city, login).await?.filter(|person| person.active);
    if let Some(until) = person.as_ref().and_then(|person| person.locked_until).filter(|until| *until > now) {
        return Ok(SignedIn::Locked((until - now).num_seconds() + 1));
    }
    let right = is_right(person.as_ref().and_then(|person| person.password.as_deref()));
    let Some(person) = person else {
        return Ok(SignedIn::No);
    };
    let done = async || {
        if right {
            store.set_failed(city, &person.id, 0, None).await?;
            begin(&store, city, &person, token, "password", now).await?;
            return Ok(SignedIn::Yes);
        }
        // Counted as it stands now: two that try at once count as two.
        let failed = store.person(city, &person.id).await?.map_or(0, |person| person.failed) + 1;
        let seconds = lock_seconds(failed);
        let until = (seconds > 0).then(|| now + TimeDelta::seconds(seconds));
        store.set_failed(city, &person.id, failed, until).await?;
        let deed = Deed::new(NOBODY, "password_wrong", &person.id).with(json!({ "failed": failed }));
        store.note_deed(city, &deed, now).await?;
        Ok(if seconds > 0 { SignedIn::Locked(seconds) } else { SignedIn::No })
    };
    store.at_once(done).await
}

pub(super) async fn begin(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    person: &Person,
    token: &str,
    how: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    store.forget_sessions(city, now).await?;
    let session = Session { staff: person.id.clone(), made: now, seen: now, expires: now + LONGEST };
    store.make_session(city, token, &session).await?;
    store.note_deed(city, &Deed::new(&person.id, "signed_in", &person.id).with(json!({ "by": how })), now).await
}

/// Whose session a token is, while it lasts.
///
/// # Errors
/// The database's own.
pub async fn whose(sql: &impl Sql, city: &CityCode, token: &str, now: DateTime<Utc>) -> Result<Option<Person>, Error> {
    let Some((person, seen)) = lasting(sql, city, token, now).await? else { return Ok(None) };
    if now - seen >= TimeDelta::minutes(1) {
        Store::new(sql).see_session(city, token, now).await?;
    }
    Ok(Some(person))
}

/// The same where nobody did anything: the session lasts no longer by it.
///
/// # Errors
/// The database's own.
pub async fn still(sql: &impl Sql, city: &CityCode, token: &str, now: DateTime<Utc>) -> Result<Option<Person>, Error> {
    Ok(lasting(sql, city, token, now).await?.map(|(person, _)| person))
}

/// Whose session it is, and when they were last seen.
async fn lasting(
    sql: &impl Sql,
    city: &CityCode,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Person, DateTime<Utc>)>, Error> {
    let store = Store::new(sql);
    let session = store.session(city, token).await?;
    let lasts = |session: &Session| now < session.expires && now < session.seen + IDLE;
    let Some(session) = session.filter(lasts) else { return Ok(None) };
    let person = store.person(city, &session.staff).await?.filter(|person| person.active);
    Ok(person.map(|person| (person, session.seen)))
}

/// Ends a session.
///
/// # Errors
/// The database's own.
pub async fn out(
    sql: &impl Sql,
    city: &CityCode,
    person: &Person,
    token: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        store.end_session(city, token).await?;
        store.note_deed(city, &Deed::new(&person.id, "signed_out", &person.id), now).await
    };
    store.at_once(done).await
}

/// Ends every session of a person.
///
/// # Errors
/// The database's own.
pub async fn out_everywhere(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    whom: &str,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let store = Store::new(sql);
    let done = async || {
        let ended = store.end_sessions_of(city, whom).await?;
        let deed = Deed::new(by, "signed_out_everywhere", whom).with(json!({ "sessions": ended }));
        store.note_deed(city, &deed, now).await?;
        Ok(ended)
    };
    store.at_once(done).await
}
