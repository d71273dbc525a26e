//! Links by which somebody of the family sees a resident's pages. The resident makes them and removes them; what only
//! the resident may do stays theirs.

use super::Shown;
use super::choices::{page, save};
use super::failure::Failure;
use super::own::{Own, form_id};
use crate::design::picture_of;
use crate::form::Form;
use chrono::TimeDelta;
use domain::Payload;
use domain::event::{Choices, Relative};
use maud::{Markup, html};
use wire::ticket::{Kind, Ticket};

/// For how long a link can be opened.
pub(super) const OPENS: TimeDelta = TimeDelta::days(14);

/// Who may look, and a form for one more.
pub(super) fn section(own: &Own<'_>) -> Markup {
    let w = own.words();
    let family = own.snapshot.chosen().family;
    html! {
        @if !own.is_family() {
            section.card {
                h2 { (w.say("family")) }
                p { (w.say("family-text")) }
                @if !family.is_empty() {
                    form method="post" action=(own.path("/choices/family/remove")) {
                        (own.form_fields())
                        ul.list {
                            @for relative in &family {
                                li {
                                    p { b { (relative.called) } }
                                    button.quiet name="id" value=(relative.id) { (w.with("family-remove", [("name", relative.called.as_str().into())])) }
                                }
                            }
                        }
                    }
                }
                @if family.len() < Choices::FAMILY {
                    form method="post" action=(own.path("/choices/family")) {
                        (own.form_fields())
                        div.field {
                            label for="called" { (w.say("family-called")) }
                            p.hint { (w.say("family-called-hint")) }
                            input #called name="called" maxlength="20" autocomplete="off" required;
                        }
                        button.second { (w.say("family-make")) }
                    }
                } @else { p.soft { (w.say("family-full")) } }
            }
        }
    }
}

/// Makes a link and shows it, this once: what was not copied is made anew.
pub(super) async fn add(own: &Own<'_>, form: &Form) -> Shown {
    own.by_themselves()?;
    let called = form.get("called").to_owned();
    if !(1..=20).contains(&called.chars().count()) || called.chars().any(char::is_control) {
        return page(own, Some("wrong-family-called"));
    }
    // By the form's number: a second tap shows the same.
    let id: String = form_id(form)?.to_ascii_lowercase().chars().take(16).collect();
    let mut choices = own.snapshot.chosen();
    if !choices.family.iter().any(|known| known.id == id) {
        if choices.family.len() >= Choices::FAMILY {
            return page(own, Some("family-full"));
        }
        choices.family.push(Relative { id: id.clone(), called: called.clone() });
        own.say(form, Payload::Choices(choices)).await?;
    }
    let ticket = Ticket { resident: own.resident.clone(), family: Some(id), until: own.here.now + OPENS };
    let text = ticket.write(own.here.key()?, &own.here.city, Kind::Family);
    let address = own.here.address(&own.path(&format!("/open?t={text}")));
    let w = own.words();
    let body = html! {
        p.lead { (w.with("family-made", [("name", called.into())])) }
        section.card {
            p { (w.with("family-made-until", [("day", w.day(w.zone.day(ticket.until)).into())])) }
            .poster { (picture_of(&address)) }
            p { code { (address) } }
            p { (w.say("family-made-year")) }
            p.soft { (w.say("family-made-once")) }
        }
        p { a.big href=(own.path("/choices")) { (w.say("choices-back")) } }
    };
    own.page(&w.say("family"), &body)
}

/// Lets somebody look no more, from this moment on.
pub(super) async fn remove(own: &Own<'_>, form: &Form) -> Shown {
    own.by_themselves()?;
    let mut choices = own.snapshot.chosen();
    let before = choices.family.len();
    choices.family.retain(|relative| relative.id != form.get("id"));
    if choices.family.len() == before {
        return Err(Failure::NotFound);
    }
    save(own, form, choices, "family-removed").await
}
