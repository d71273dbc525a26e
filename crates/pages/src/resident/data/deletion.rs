//! Asking for one's records to be deleted. Staff do it, since some have to be kept by law; messages stop at once.

use crate::form::Form;
use crate::resident::Shown;
use crate::resident::failure::Failure;
use crate::resident::own::{Own, form_id};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use shell::doors::cache;
use shell::resident::{DELETION, Place, ask_for_deletion};

/// Since when it has been asked for.
pub(super) async fn since(own: &Own<'_>) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(own.here.store().asked_staff(&own.here.city, &own.resident, DELETION).await?)
}

pub(super) fn section(own: &Own<'_>, asked: Option<DateTime<Utc>>) -> Markup {
    let w = own.words();
    html! {
        section.card {
            h2 { (w.say("delete")) }
            @match asked {
                Some(at) => p { (w.with("delete-asked", [("day", w.day(w.zone.day(at)).into())])) },
                None => {
                    p { (w.say("delete-text")) }
                    p { a.big.quiet href=(own.path("/data/delete")) { (w.say("delete-go")) } }
                }
            }
        }
    }
}

/// The first tap.
pub(super) fn ask(own: &Own<'_>) -> Shown {
    own.by_themselves()?;
    let w = own.words();
    let body = html! {
        p.lead { (w.say("delete-ask")) }
        section.card { p { (w.say("delete-then")) } p { (w.say("delete-kept")) } p { (w.say("delete-download")) } }
        form method="post" action=(own.path("/data/delete")) { (own.form_fields()) button { (w.say("delete-yes")) } }
        p { a.big.second href=(own.path("/data")) { (w.say("choices-back")) } }
    };
    own.page(&w.say("delete"), &body)
}

/// The second.
pub(super) async fn enter(own: &Own<'_>, form: &Form) -> Shown {
    own.by_themselves()?;
    let cache = cache();
    let place = Place { sql: &own.here.sql, cache: &cache, city: &own.here.city };
    ask_for_deletion(&place, &own.resident, form_id(form)?, own.here.now).await?;
    Ok(own.here.go(&own.path("/data"), Some("deletion-asked")))
}
