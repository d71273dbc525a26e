//! A resident's records and consent: what was agreed to, taking all of it along, and having it deleted. Of the family,
//! who looks sees what holds and can do none of it.

pub(super) mod consent;
mod csv;
mod deletion;
mod download;

use super::Shown;
use super::enter::year_field;
use super::failure::Failure;
use super::own::Own;
use crate::form::Form;
use crate::words::Language;
use maud::{Markup, html};
use shell::doors::cache;

/// How many lines of what was said are shown; all of them are in what is taken along.
const MOST_LINES: usize = 100;

/// Which of these pages it is.
pub(super) async fn answer(own: &Own<'_>, (post, path): (bool, &[&str]), form: &Form) -> Shown {
    match (post, path) {
        (false, ["data"]) => page(own, None).await,
        (false, ["data", "consent", purpose, what]) => consent::ask(own, purpose, what),
        (true, ["data", "consent", purpose, what]) => consent::say(own, purpose, what, form).await,
        (false, ["data", "delete"]) => deletion::ask(own),
        (true, ["data", "delete"]) => deletion::enter(own, form).await,
        (false, ["data.json"]) => download::json(own, download::Extent::Plain).await,
        (false, ["data.csv"]) => download::csv(own, download::Extent::Plain).await,
        (true, ["data.json"]) => download::with_year(own, form, download::Kind::Json).await,
        (true, ["data.csv"]) => download::with_year(own, form, download::Kind::Csv).await,
        _ => Err(Failure::NotFound),
    }
}

/// The page, with what was entered and cannot be so, if anything.
async fn page(own: &Own<'_>, wrong: Option<&'static str>) -> Shown {
    let w = own.words();
    let language = match w.language {
        Language::Ja => domain::Language::Ja,
        Language::En => domain::Language::En,
    };
    let cache = cache();
    let ledger = shell::consents::consents(&own.here.sql, &cache, &own.here.city, &own.resident, language).await?;
    let asked = deletion::since(own).await?;
    let body = html! {
        section.card {
            h2 { (w.say("consent")) }
            p { (w.say("consent-text")) }
            @for purpose in consent::purposes(own) { (consent::card(own, purpose, &ledger)) }
        }
        details {
            summary { (w.say("consent-history")) }
            @if ledger.history.is_empty() { p { (w.say("consent-history-none")) } }
            ol.list { @for entry in ledger.history.iter().rev().take(MOST_LINES) { li { (entry.words) } } }
        }
        @if !own.is_family() {
            (downloads(own))
            (deletion::section(own, asked))
        }
    };
    own.page_again(&w.say("data"), wrong, &body)
}

fn downloads(own: &Own<'_>) -> Markup {
    let w = own.words();
    html! {
        section.card {
            h2 { (w.say("download")) }
            p { (w.say("download-text")) }
            p { a.big.second href=(own.path("/data.csv")) download { (w.say("download-csv")) } }
            p { a.big.second href=(own.path("/data.json")) download { (w.say("download-json")) } }
            p.soft { (w.with("download-most", [("events", download::MOST.into())])) }
            details {
                summary { (w.say("download-whole")) }
                p { (w.say("download-whole-text")) }
                form method="post" action=(own.path("/data.csv")) {
                    (own.form_fields())
                    (year_field(own.here))
                    button.second { (w.say("download-whole-csv")) }
                    button.second formaction=(own.path("/data.json")) { (w.say("download-whole-json")) }
                }
            }
        }
    }
}
