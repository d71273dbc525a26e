//! Letting colleagues in and out.

use super::openid::Shown;
use super::{Refusal, openid, signing};
use crate::store::{Deed, Invitation, NewStaff, Store};
use crate::{Error, Sql};
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use domain::staff::{Role, Roles};
use serde_json::json;

/// How long a link to an account works.
pub const INVITATION_LIVES: TimeDelta = TimeDelta::days(3);

/// How an account is made out of an invitation.
#[derive(Debug)]
pub struct Account<'a> {
    /// The new account's id; not used for a new password.
    pub id: &'a str,
    /// What will be typed to sign in.
    pub login: &'a str,
    /// As colleagues know them.
    pub name: &'a str,
    /// How its owner will sign in.
    pub way: Way<'a>,
}

/// How somebody signs in who uses an invitation.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// By a password, of which this is the hash.
    Password(&'a str),
    /// By the identity provider.
    Provider(Shown<'a>),
}

/// Makes a link; `token` is its hash.
///
/// # Errors
/// The database's own.
pub async fn invite(
    sql: &impl Sql,
    city: &CityCode,
    invitation: &Invitation,
    token: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if invitation.roles.is_empty() {
        return Err(Refusal::NoRole.into());
    }
    let store = Store::new(sql);
    let Invitation { staff, name, roles, clinician, made_by, .. } = invitation;
    let what = if staff.is_some() { "password_link_made" } else { "invited" };
    let about = staff.as_deref().unwrap_or(name);
    let deed = Deed::new(made_by, what, about).with(json!({ "roles": roles, "clinician": clinician }));
    let done = async || {
        store.make_invitation(city, token, invitation, now).await?;
        store.note_deed(city, &deed, now).await
    };
    store.at_once(done).await
}

/// The invitation of a link, while it works.
///
/// # Errors
/// [`Refusal::InvitationGone`], or the database's own.
pub async fn invitation(sql: &impl Sql, city: &CityCode, token: &str, now: DateTime<Utc>) -> Result<Invitation, Error> {
    let works = |invitation: &Invitation| !invitation.used && now < invitation.expires;
    let found = Store::new(sql).invitation(city, token).await?.filter(works);
    found.ok_or_else(|| Refusal::InvitationGone.into())
}

/// Makes the account of a link, or gives one that is there another password, or another subject at the provider in the
/// password's place, and signs in. `session` is the hash of the session's token.
///
/// # Errors
/// The link works no more, somebody has the login or the subject, or the database's own.
pub async fn accept(
    sql: &impl Sql,
    city: &CityCode,
    token: &str,
    account: &Account<'_>,
    session: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let invitation = invitation(sql, city, token, now).await?;
        if !store.use_invitation(city, token, now).await? {
            return Err(Refusal::InvitationGone.into());
        }
        let id = match &invitation.staff {
            Some(id) => {
                store.end_sessions_of(city, id).await?;
                match account.way {
                    Way::Password(hash) => {
                        store.set_password(city, id, hash).await?;
                        store.note_deed(city, &Deed::new(id, "password_set", id), now).await?;
                    }
                    Way::Provider(shown) => {
                        // The link came for a reason: a password that may be known elsewhere is none any more.
                        store.forget_password(city, id).await?;
                        store.untie_subject(city, shown.subject.issuer, id).await?;
                        openid::tied(&store, city, id, &shown, now).await?;
                    }
                }
                id.clone()
            }
            None => {
                let new = NewStaff {
                    id: account.id,
                    login: account.login,
                    name: account.name,
                    roles: &invitation.roles,
                    clinician: invitation.clinician,
                    password: match account.way {
                        Way::Password(hash) => Some(hash),
                        Way::Provider(_) => None,
                    },
                };
                if !store.make_staff(city, &new, now).await? {
                    return Err(Refusal::LoginTaken(account.login.to_owned()).into());
                }
                let detail =
                    json!({ "name": account.name, "roles": invitation.roles, "invited_by": invitation.made_by });
                store.note_deed(city, &Deed::new(account.id, "account_made", account.id).with(detail), now).await?;
                if let Way::Provider(shown) = account.way {
                    openid::tied(&store, city, account.id, &shown, now).await?;
                }
                account.id.to_owned()
            }
        };
        let person = store.person(city, &id).await?.filter(|person| person.active).ok_or(Refusal::UnknownPerson)?;
        signing::begin(&store, city, &person, session, "invitation", now).await
    };
    store.at_once(done).await
}

/// What somebody may do from now on.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Their roles.
    pub roles: Roles,
    /// Whether they may answer for texts about health.
    pub clinician: bool,
    /// Whether they may sign in.
    pub active: bool,
}

/// Changes what somebody may do. Who may sign in no more is signed out at once.
///
/// # Errors
/// Nobody of the id, the last administrator, no role, or the database's own.
pub async fn change(
    sql: &impl Sql,
    city: &CityCode,
    by: &str,
    whom: &str,
    standing: &Standing,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Standing { roles, clinician, active } = standing;
    let store = Store::new(sql);
    let done = async || {
        let before = store.person(city, whom).await?.ok_or(Refusal::UnknownPerson)?;
        if *active && roles.is_empty() {
            return Err(Refusal::NoRole.into());
        }
        store.change_staff(city, whom, roles, *clinician, *active).await?;
        let was = before.active && before.roles.has(Role::Administrator);
        if was && store.count_role(city, Role::Administrator).await? == 0 {
            return Err(Refusal::LastAdministrator.into());
        }
        if !active {
            store.end_sessions_of(city, whom).await?;
        }
        let detail = json!({ "before": before.roles, "roles": roles, "clinician": clinician, "active": active });
        store.note_deed(city, &Deed::new(by, "staff_changed", whom).with(detail), now).await
    };
    store.at_once(done).await
}

/// Gives somebody who is signed in another password, and ends their other sessions.
///
/// # Errors
/// The database's own.
pub async fn set_password(
    sql: &impl Sql,
    city: &CityCode,
    whom: &str,
    hash: &str,
    session: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let store = Store::new(sql);
    let done = async || {
        let person = store.person(city, whom).await?.ok_or(Refusal::UnknownPerson)?;
        store.set_password(city, whom, hash).await?;
        store.end_sessions_of(city, whom).await?;
        store.note_deed(city, &Deed::new(whom, "password_set", whom), now).await?;
        signing::begin(&store, city, &person, session, "password", now).await
    };
    store.at_once(done).await
}
