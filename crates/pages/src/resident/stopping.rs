//! Stopping every message, and beginning again. Two taps each; to begin again is to agree again, by the words that are
//! shown.

use super::Shown;
use super::data::consent::{Wording, agreed};
use super::failure::Failure;
use super::own::Own;
use crate::form::Form;
use domain::event::Purpose;
use maud::html;
use shell::resident::stop;

pub(super) fn ask(own: &Own<'_>) -> Shown {
    own.by_themselves()?;
    let w = own.words();
    let body = html! {
        p.lead { (w.say("stop-ask")) }
        p { (w.say("stop-back")) }
        form method="post" action=(own.path("/choices/stop")) { (own.form_fields()) button { (w.say("stop-yes")) } }
        p { a.big.second href=(own.path("/choices")) { (w.say("stop-no")) } }
    };
    own.page(&w.say("stop-all"), &body)
}

pub(super) async fn stop_all(own: &Own<'_>, form: &Form) -> Shown {
    own.by_themselves()?;
    own.say(form, stop()).await?;
    Ok(own.here.go(&own.path("/choices"), Some("stopped")))
}

pub(super) fn ask_to_start(own: &Own<'_>) -> Shown {
    own.by_themselves()?;
    let w = own.words();
    let wording = Wording::latest(&own.here.ruleset.city, Purpose::Engagement).ok_or(Failure::Slip("start-how"))?;
    let body = html! {
        p.lead { (w.say("start-ask")) }
        section.card { h2 { (wording.title) } p { (wording.text) } }
        form method="post" action=(own.path("/choices/start")) {
            (own.form_fields())
            input type="hidden" name="version" value=(wording.version);
            button { (w.say("start-yes")) }
        }
        p { a.big.second href=(own.path("/choices")) { (w.say("choices-back")) } }
    };
    own.page(&w.say("start-again"), &body)
}

pub(super) async fn start_again(own: &Own<'_>, form: &Form) -> Shown {
    own.by_themselves()?;
    own.say(form, agreed(own, Purpose::Engagement, form.get("version")).await?).await?;
    Ok(own.here.go(&own.path("/choices"), Some("started")))
}
