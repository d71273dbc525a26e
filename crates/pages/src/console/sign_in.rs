//! Signing in and out. A form that came after its session's end is carried on: nothing that was written is lost.

use super::visit::{Door, Visit, new_token, session_csrf};
use super::{Shown, openid, password};
use crate::design::{Tone, field, hidden, notice};
use crate::form::Form;
use domain::staff::sealed;
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::{Answer, Incoming};
use shell::office::signing::{self, SignedIn};

pub(super) fn show(door: &Door) -> Shown {
    Ok(page(door, StatusCode::OK, None, "", None))
}

/// What whoever is not signed in, or no longer, gets in the place of any page.
pub(super) fn again(door: &Door, form: &Form) -> Answer {
    let kept = (!form.raw.is_empty()).then(|| Kept { path: door.here.clone(), body: form.raw.clone() });
    let key = if kept.is_some() { "sign-in-kept" } else { "sign-in-first" };
    let said = notice(Tone::Warning, &html! { p { (door.words.say(key)) } });
    page(door, StatusCode::UNAUTHORIZED, Some(said), "", kept.as_ref())
}

pub(super) async fn enter(door: &Door, form: &Form) -> Shown {
    let w = door.words;
    let kept = Kept::of(door, form);
    let login = form.get("login").to_lowercase();
    let refused = |status, text: String| {
        let said = notice(Tone::Bad, &html! { p { (text) } });
        Ok(page(door, status, Some(said), &login, kept.as_ref()))
    };
    if !wire::bearer::same(form.get("csrf"), &door.visitor_csrf()) {
        return refused(StatusCode::FORBIDDEN, w.say("sign-in-stale"));
    }
    let written = form.text("password").unwrap_or_default();
    let token = new_token();
    let is_right = |hash: Option<&str>| password::is_right(&written, hash);
    match signing::by_password(&door.sql, &door.city, &login, is_right, &sealed(&token), door.now).await? {
        SignedIn::Yes => {
            let answer = match &kept {
                Some(kept) => carry_on(door, &session_csrf(&door.city, &token), kept),
                None => door.go("", None),
            };
            Ok(door.with_session(answer, &token))
        }
        SignedIn::No => refused(StatusCode::UNPROCESSABLE_ENTITY, w.say("sign-in-wrong")),
        SignedIn::Locked(seconds) => {
            let minutes = (seconds + 59) / 60;
            refused(StatusCode::TOO_MANY_REQUESTS, w.with("sign-in-locked", [("minutes", minutes.into())]))
        }
    }
}

/// Carries a form on for whoever has signed in elsewhere in this browser, by the identity provider.
pub(super) async fn go_on(door: &Door, request: &Incoming, form: &Form) -> Shown {
    let w = door.words;
    let kept = Kept::of(door, form);
    let again = |status, key| {
        let said = notice(Tone::Warning, &html! { p { (w.say(key)) } });
        Ok(page(door, status, Some(said), "", kept.as_ref()))
    };
    if !wire::bearer::same(form.get("csrf"), &door.visitor_csrf()) {
        return again(StatusCode::FORBIDDEN, "sign-in-stale");
    }
    match (Visit::begin(door, request).await, &kept) {
        (Ok(visit), Some(kept)) => Ok(carry_on(door, &visit.csrf(), kept)),
        (Ok(_), None) => Ok(door.go("", None)),
        (Err(_), _) => again(StatusCode::UNAUTHORIZED, "openid-carry-on-not"),
    }
}

pub(super) async fn leave(visit: &Visit<'_>) -> Shown {
    signing::out(&visit.door.sql, &visit.door.city, &visit.person, &visit.session(), visit.door.now).await?;
    Ok(visit.door.without_session(visit.door.go("/sign-in", Some("signed-out"))))
}

/// A form that waits for someone to sign in.
struct Kept {
    path: String,
    body: String,
}

impl Kept {
    /// The form that was carried through signing in; only one of this console's own pages.
    fn of(door: &Door, form: &Form) -> Option<Self> {
        let (path, body) = (form.get("kept_path"), form.text("kept_body")?);
        let own = path.strip_prefix(&door.root()).is_some_and(|rest| rest.starts_with('/'));
        own.then(|| Self { path: path.to_owned(), body })
    }
}

/// The same form once more, for the session that is there now: it is sent by a hand and not by itself.
fn carry_on(door: &Door, csrf: &str, kept: &Kept) -> Answer {
    let w = door.words;
    let body = html! {
        p { (w.say("carry-on-text")) }
        form method="post" action=(kept.path) {
            (hidden("csrf", csrf))
            @for (name, value) in Form::parse(&kept.body).without_csrf() { (hidden(name, value)) }
            button.button { (w.say("carry-on-send")) }
        }
        p { a href=(door.root()) { (w.say("carry-on-not")) } }
    };
    door.page(StatusCode::OK, &w.say("carry-on-title"), None, &body)
}

fn page(door: &Door, status: StatusCode, said: Option<Markup>, login: &str, kept: Option<&Kept>) -> Answer {
    let w = door.words;
    let body = html! {
        form.card method="post" action={ (door.root()) "/sign-in" } {
            (hidden("csrf", &door.visitor_csrf()))
            @if let Some(kept) = kept {
                (hidden("kept_path", &kept.path))
                (hidden("kept_body", &kept.body))
            }
            (field("login", &w.say("sign-in-login"), None, &html! {
                input #login type="text" name="login" value=(login) autocomplete="username" autocapitalize="none"
                    spellcheck="false" required maxlength="60";
            }))
            (field("password", &w.say("sign-in-password"), None, &html! {
                input #password type="password" name="password" autocomplete="current-password" required maxlength="128";
            }))
            button.button { (w.say("sign-in-enter")) }
        }
        p.hint { (w.say("sign-in-help")) }
        (by_provider(door, status, kept))
    };
    door.page(status, &w.say("sign-in-title"), said, &body)
}

/// The way by the identity provider, where there is one. A form that waits stays on this page: another tab signs in.
fn by_provider(door: &Door, status: StatusCode, kept: Option<&Kept>) -> Markup {
    let w = door.words;
    let Some(name) = &door.provider else { return html! {} };
    let to = (status == StatusCode::UNAUTHORIZED && kept.is_none()).then_some(door.here.as_str());
    html! {
        section {
            h2 { (w.with("openid-or", [("name", name.into())])) }
            @match kept {
                None => p { a.button.second href=(openid::entrance(door, to)) { (w.with("openid-enter", [("name", name.into())])) } },
                Some(kept) => {
                    p { a.button.second href=(openid::entrance(door, None)) target="_blank" {
                        (w.with("openid-enter-kept", [("name", name.into())]))
                    } }
                    form method="post" action={ (door.root()) "/sign-in/carry-on" } {
                        (hidden("csrf", &door.visitor_csrf()))
                        (hidden("kept_path", &kept.path))
                        (hidden("kept_body", &kept.body))
                        button.button { (w.say("openid-carry-on")) }
                    }
                }
            }
        }
    }
}
