//! A link that works once: an account of one's own, or a new password.

use super::failure::{Failure, refusal_text};
use super::visit::{Door, new_token};
use super::{Shown, password};
use crate::design::{Tone, field, hidden, notice};
use crate::form::Form;
use domain::MessageId;
use domain::staff::PASSWORD_LEAST;
use domain::staff::sealed;
use http::StatusCode;
use maud::{Markup, html};
use shell::Error;
use shell::doors::Answer;
use shell::office::Refusal;
use shell::office::people::{self, Account, Way};
use shell::spin::random;
use shell::store::Invitation;

/// The longest login and name.
const LONGEST: usize = 60;

pub(super) async fn show(door: &Door, token: &str) -> Shown {
    let invitation = people::invitation(&door.sql, &door.city, &sealed(token), door.now).await?;
    Ok(page(door, StatusCode::OK, token, &invitation, None, &Form::default()))
}

pub(super) async fn accept(door: &Door, token: &str, form: &Form) -> Shown {
    let w = door.words;
    let invitation = people::invitation(&door.sql, &door.city, &sealed(token), door.now).await?;
    if !wire::bearer::same(form.get("csrf"), &door.visitor_csrf()) {
        return Err(Failure::Stale);
    }
    let login = form.get("login").to_lowercase();
    let name = form.get("name");
    let again = |text: String| Ok(page(door, StatusCode::UNPROCESSABLE_ENTITY, token, &invitation, Some(text), form));
    if invitation.staff.is_none() {
        if !is_login(&login) {
            return again(w.say("invitation-login-fault"));
        }
        if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
            return again(w.say("invitation-name-fault"));
        }
    }
    let written = form.text("password").unwrap_or_default();
    if let Some(key) = password::fault(&written, &form.text("again").unwrap_or_default(), &login) {
        return again(w.with(key, [("least", PASSWORD_LEAST.into())]));
    }
    let Some(hash) = password::hash(&written) else { return again(w.say("password-long")) };
    let id =
        MessageId(ulid::Ulid::from_parts(u64::try_from(door.now.timestamp_millis()).unwrap_or_default(), random()));
    let id = id.to_string();
    let account = Account { id: &id, login: &login, name, way: Way::Password(&hash) };
    let session = new_token();
    match people::accept(&door.sql, &door.city, &sealed(token), &account, &sealed(&session), door.now).await {
        Ok(()) => Ok(door.with_session(door.go("", Some("welcome")), &session)),
        Err(Error::Refused(refusal @ Refusal::LoginTaken(_))) => again(refusal_text(door, &refusal)),
        Err(error) => Err(error.into()),
    }
}

/// Letters that everyone finds on a keyboard.
fn is_login(login: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-@+".contains(&b);
    (3..=LONGEST).contains(&login.len()) && login.bytes().all(plain)
}

fn page(
    door: &Door,
    status: StatusCode,
    token: &str,
    invitation: &Invitation,
    fault: Option<String>,
    form: &Form,
) -> Answer {
    let w = door.words;
    let is_new = invitation.staff.is_none();
    let least = w.with("password-hint", [("least", PASSWORD_LEAST.into())]);
    let name = if form.get("name").is_empty() { invitation.name.as_str() } else { form.get("name") };
    let body = html! {
        @if let Some(provider) = &door.provider {
            section {
                h2 { (w.with("openid-or", [("name", provider.into())])) }
                p { @if is_new {
                    (w.with("openid-invitation", [("name", provider.into()), ("person", (&invitation.name).into())]))
                } @else { (w.with("openid-invitation-link", [("name", provider.into())])) } }
                p { a.button.second href={ (door.root()) "/openid/invitation/" (token) "?mark=" (door.visitor_mark(token)) } {
                    (w.with("openid-use", [("name", provider.into())]))
                } }
            }
        }
        p { (w.say(if is_new { "invitation-text" } else { "invitation-password-text" })) }
        form.card method="post" action={ (door.root()) "/invitation/" (token) } {
            (hidden("csrf", &door.visitor_csrf()))
            @if is_new {
                (field("name", &w.say("invitation-name"), Some(&w.say("invitation-name-hint")), &html! {
                    input #name type="text" name="name" value=(name) autocomplete="name" required maxlength=(LONGEST)
                        aria-describedby="name-hint";
                }))
                (field("login", &w.say("sign-in-login"), Some(&w.say("invitation-login-hint")), &html! {
                    input #login type="text" name="login" value=(form.get("login")) autocomplete="username"
                        autocapitalize="none" spellcheck="false" required maxlength=(LONGEST) aria-describedby="login-hint";
                }))
            }
            (new_password(door, &least))
            button.button { (w.say(if is_new { "invitation-make" } else { "invitation-set" })) }
        }
    };
    let said = fault.map(|text| notice(Tone::Bad, &html! { p { (text) } }));
    door.page(status, &w.say(if is_new { "invitation-title" } else { "invitation-password-title" }), said, &body)
}

/// The two fields of a new password.
pub(super) fn new_password(door: &Door, hint: &str) -> Markup {
    let w = door.words;
    html! {
        (field("password", &w.say("password-new"), Some(hint), &html! {
            input #password type="password" name="password" autocomplete="new-password" required maxlength="128"
                aria-describedby="password-hint";
        }))
        (field("again", &w.say("password-again"), None, &html! {
            input #again type="password" name="again" autocomplete="new-password" required maxlength="128";
        }))
    }
}
