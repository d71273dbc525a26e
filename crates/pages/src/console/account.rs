//! One's own account: another password, and an end to every session.

use super::failure::Failure;
use super::invitations::new_password;
use super::visit::{Visit, new_token};
use super::{Shown, openid, password};
use crate::design::{Tone, field, tag};
use crate::form::Form;
use domain::staff::PASSWORD_LEAST;
use domain::staff::sealed;
use maud::html;
use shell::office::{people, signing};

pub(super) async fn show(visit: &Visit<'_>) -> Shown {
    let w = visit.words();
    let sessions = visit.store().sessions_of(&visit.door.city, &visit.person.id).await?;
    let least = w.with("password-hint", [("least", PASSWORD_LEAST.into())]);
    let provider = openid::part(visit).await?;
    let body = html! {
        dl.facts {
            div { dt { (w.say("account-name")) } dd { (visit.person.name) } }
            @if visit.person.password.is_some() {
                div { dt { (w.say("sign-in-login")) } dd { (visit.person.login) } }
            }
            div { dt { (w.say("account-roles")) } dd {
                @for role in visit.person.roles.iter() { (tag(Tone::Plain, &w.say(&format!("role-{role}")))) " " }
                @if visit.person.clinician { (tag(Tone::Good, &w.say("role-clinician"))) }
            } }
        }
        section {
            h2 { (w.say("account-sessions")) }
            ul { @for session in &sessions { li { (w.with("account-session", [("made", w.instant(session.made).into()), ("seen", w.instant(session.seen).into())])) } } }
            form method="post" action=(visit.path("/account/sign-out-everywhere")) {
                (visit.csrf_field())
                button.button.second { (w.say("account-sign-out-everywhere")) }
            }
        }
        (provider)
        @if visit.person.password.is_some() {
            section {
                h2 { (w.say("account-password")) }
                form.card method="post" action=(visit.path("/account/password")) {
                    (visit.csrf_field())
                    // Password managers ask whose it is.
                    input type="text" name="login" value=(visit.person.login) autocomplete="username" hidden;
                    (field("present", &w.say("account-present"), None, &html! {
                        input #present type="password" name="present" autocomplete="current-password" required maxlength="128";
                    }))
                    (new_password(visit.door, &least))
                    button.button { (w.say("account-set-password")) }
                }
            }
        }
    };
    Ok(visit.page(&w.say("account-title"), &body))
}

pub(super) async fn set_password(visit: &Visit<'_>, form: &Form) -> Shown {
    let door = visit.door;
    if !password::is_right(&form.text("present").unwrap_or_default(), visit.person.password.as_deref()) {
        return Err(Failure::Field("password-present-wrong"));
    }
    let written = form.text("password").unwrap_or_default();
    if let Some(key) = password::fault(&written, &form.text("again").unwrap_or_default(), &visit.person.login) {
        return Err(Failure::Field(key));
    }
    let hash = password::hash(&written).ok_or(Failure::Field("password-long"))?;
    let token = new_token();
    people::set_password(&door.sql, &door.city, &visit.person.id, &hash, &sealed(&token), door.now).await?;
    Ok(door.with_session(door.go("/account", Some("password-set")), &token))
}

pub(super) async fn leave_everywhere(visit: &Visit<'_>) -> Shown {
    let door = visit.door;
    signing::out_everywhere(&door.sql, &door.city, &visit.person.id, &visit.person.id, door.now).await?;
    Ok(door.without_session(door.go("/sign-in", Some("signed-out-everywhere"))))
}
