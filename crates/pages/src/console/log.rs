//! The log of what staff did and looked at.

use super::Shown;
use super::visit::{Layout, Visit};
use domain::staff::Task;
use http::StatusCode;
use maud::html;
use shell::doors::Incoming;
use shell::store::{MACHINE, NOBODY};

/// How many entries a page has.
const PAGE: i64 = 100;

pub(super) async fn show(visit: &Visit<'_>, request: &Incoming) -> Shown {
    visit.may(Task::Audit)?;
    let w = visit.words();
    let before = request.asked("before").and_then(|number| number.parse().ok()).unwrap_or(i64::MAX);
    let city = &visit.door.city;
    let entries = visit.store().deeds_before(city, before, PAGE).await?;
    let staff = visit.store().staff(city).await?;
    let name = |id: &str| match id {
        MACHINE => w.say("log-machine"),
        NOBODY => w.say("log-nobody"),
        _ => staff.iter().find(|person| person.id == id).map_or_else(|| id.to_owned(), |person| person.name.clone()),
    };
    let body = html! {
        p { (w.say("log-text")) }
        .scroll tabindex="0" {
            table {
                thead { tr {
                    th.number scope="col" { (w.say("log-number")) } th scope="col" { (w.say("log-at")) }
                    th scope="col" { (w.say("log-who")) } th scope="col" { (w.say("log-what")) }
                    th scope="col" { (w.say("log-about")) } th scope="col" { (w.say("log-hash")) }
                } }
                tbody {
                    @for entry in &entries {
                        tr {
                            td.number { (w.number(entry.number)) }
                            td { (w.instant(entry.at)) }
                            td { (name(&entry.who)) }
                            td { (w.say(&format!("deed-{}", entry.what.replace('_', "-")))) }
                            td { (name(&entry.about)) }
                            td { code { (entry.hash.get(..12).unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
        @if let Some(last) = entries.last().filter(|last| last.number > 1) {
            p { a href=(visit.path(&format!("/log?before={}", last.number))) { (w.say("log-earlier")) } }
        }
    };
    let title = w.say("log-title");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}
