//! Colleagues: who they are, what they may do, and links that let them in.

use super::Shown;
use super::failure::Failure;
use super::visit::{Layout, Visit, new_token};
use crate::design::{Tone, field, notice, tag};
use crate::form::Form;
use domain::staff::sealed;
use domain::staff::{Role, Roles, Task};
use http::StatusCode;
use maud::{Markup, html};
use shell::office::people::{self, INVITATION_LIVES, Standing};
use shell::office::{Refusal, signing};
use shell::spin::setting;
use shell::store::{Invitation, Person};

pub(super) async fn list(visit: &Visit<'_>) -> Shown {
    shown(visit, None).await
}

async fn shown(visit: &Visit<'_>, said: Option<Markup>) -> Shown {
    visit.may(Task::Staff)?;
    let w = visit.words();
    let staff = visit.store().staff(&visit.door.city).await?;
    let body = html! {
        p { (w.say("people-text")) }
        @for person in &staff { (one(visit, person)) }
        section {
            h2 { (w.say("people-invite")) }
            form.card method="post" action=(visit.path("/people/invite")) {
                (visit.csrf_field())
                (field("name", &w.say("invitation-name"), None, &html! {
                    input #name type="text" name="name" required maxlength="60" autocomplete="off";
                }))
                (roles(visit, "new", &Roles::new([Role::Author]), false))
                button.button { (w.say("people-make-link")) }
            }
        }
    };
    let title = w.say("people-title");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said, ..Layout::default() }, &body))
}

fn one(visit: &Visit<'_>, person: &Person) -> Markup {
    let w = visit.words();
    html! {
        article.card {
            h2 { (person.name) " " @if person.password.is_some() { small { (person.login) } } @else { (tag(Tone::Plain, &w.say("openid-only"))) } @if !person.active { " " (tag(Tone::Warning, &w.say("people-closed"))) } }
            form method="post" action=(visit.path(&format!("/people/{}", person.id))) {
                (visit.csrf_field())
                (roles(visit, &person.id, &person.roles, person.clinician))
                label.choice { input type="checkbox" name="active" value="yes" checked[person.active]; (w.say("people-active")) }
                button.button.second { (w.say("people-change")) }
            }
            .row {
                form method="post" action=(visit.path(&format!("/people/{}/password-link", person.id))) {
                    (visit.csrf_field()) button.plain { (w.say("people-password-link")) }
                }
                form method="post" action=(visit.path(&format!("/people/{}/sign-out", person.id))) {
                    (visit.csrf_field()) button.plain { (w.say("people-sign-out")) }
                }
            }
        }
    }
}

/// What may be chosen for a person; `of` keeps the fields of several on a page apart.
fn roles(visit: &Visit<'_>, of: &str, chosen: &Roles, clinician: bool) -> Markup {
    let w = visit.words();
    html! {
        fieldset {
            legend { (w.say("account-roles")) }
            @for role in Role::ALL {
                label.choice for={ (of) "-" (role) } {
                    input id={ (of) "-" (role) } type="checkbox" name="role" value=(role) checked[chosen.has(role)];
                    span { (w.say(&format!("role-{role}"))) small { (w.say(&format!("role-{role}-text"))) } }
                }
            }
            label.choice for={ (of) "-clinician" } {
                input id={ (of) "-clinician" } type="checkbox" name="clinician" value="yes" checked[clinician];
                span { (w.say("role-clinician")) small { (w.say("role-clinician-text")) } }
            }
        }
    }
}

fn chosen(form: &Form) -> Roles {
    Roles::new(form.all("role").filter_map(|name| name.parse().ok()))
}

pub(super) async fn invite(visit: &Visit<'_>, form: &Form) -> Shown {
    visit.may(Task::Staff)?;
    let name = form.get("name");
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Failure::Field("invitation-name-fault"));
    }
    link(visit, None, name, chosen(form), form.get("clinician") == "yes").await
}

pub(super) async fn password_link(visit: &Visit<'_>, id: &str) -> Shown {
    visit.may(Task::Staff)?;
    let person = visit.store().person(&visit.door.city, id).await?.ok_or(Failure::Refused(Refusal::UnknownPerson))?;
    link(visit, Some(person.id), &person.name, person.roles, person.clinician).await
}

/// Makes a link and shows it: this once, since only its hash is kept.
async fn link(visit: &Visit<'_>, staff: Option<String>, name: &str, roles: Roles, clinician: bool) -> Shown {
    let (w, door) = (visit.words(), visit.door);
    let token = new_token();
    let expires = door.now + INVITATION_LIVES;
    let made_by = visit.person.id.clone();
    let invitation = Invitation { staff, name: name.to_owned(), roles, clinician, made_by, expires, used: false };
    people::invite(&door.sql, &door.city, &invitation, &sealed(&token), door.now).await?;
    let base = setting("public_url").await?.value().trim_end_matches('/').to_owned();
    let url = format!("{base}{}/invitation/{token}", door.root());
    let said = notice(
        Tone::Good,
        &html! {
            p { (w.with("people-link-made", [("name", name.into()), ("until", w.instant(expires).into())])) }
            p { code { (url) } }
        },
    );
    shown(visit, Some(said)).await
}

pub(super) async fn change(visit: &Visit<'_>, id: &str, form: &Form) -> Shown {
    visit.may(Task::Staff)?;
    let standing = Standing {
        roles: chosen(form),
        clinician: form.get("clinician") == "yes",
        active: form.get("active") == "yes",
    };
    people::change(&visit.door.sql, &visit.door.city, &visit.person.id, id, &standing, visit.door.now).await?;
    Ok(visit.door.go("/people", Some("changed")))
}

pub(super) async fn sign_out(visit: &Visit<'_>, id: &str) -> Shown {
    visit.may(Task::Staff)?;
    signing::out_everywhere(&visit.door.sql, &visit.door.city, &visit.person.id, id, visit.door.now).await?;
    Ok(visit.door.go("/people", Some("changed")))
}
