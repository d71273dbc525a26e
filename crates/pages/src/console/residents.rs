//! One resident: found by id or linked contact, and why they did or did not get something. Each look is in the log.

use super::Shown;
use super::cases;
use super::failure::Failure;
use super::visit::{Layout, Visit};
use super::work;
use crate::design::{Tone, empty, notice};
use domain::ResidentId;
use domain::staff::Task;
use http::StatusCode;
use maud::html;
use serde_json::json;
use shell::doors::Incoming;
use shell::store::Deed;
use shell::{office, why};

/// The longest text that is looked for.
const LONGEST: usize = 100;

pub(super) async fn search(visit: &Visit<'_>, request: &Incoming) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door) = (visit.words(), visit.door);
    let asked = request.asked("who").map(|who| who.trim().chars().take(LONGEST).collect::<String>());
    let mut found = Vec::new();
    if let Some(who) = asked.as_deref().filter(|who| !who.is_empty()) {
        let deed = Deed::new(&visit.person.id, "resident_searched", "").with(json!({ "for": who }));
        office::looked(&door.sql, &door.city, &deed, door.now).await?;
        found = visit.store().residents_like(&door.city, who).await?;
    }
    let body = html! {
        p { (w.say("residents-text")) }
        form.card method="get" action=(visit.path("/residents")) role="search" {
            div.field {
                label for="who" { (w.say("residents-who")) }
                p.hint #who-hint { (w.say("residents-who-hint")) }
                input #who type="search" name="who" value=(asked.as_deref().unwrap_or_default()) maxlength=(LONGEST)
                    aria-describedby="who-hint" required;
            }
            button.button { (w.say("residents-search")) }
        }
        @if asked.is_some() && found.is_empty() { (empty(&w.say("residents-none"), None)) }
        @if !found.is_empty() {
            ul.list { @for id in &found { li { a href=(visit.path(&format!("/residents/{id}"))) { (id) } } } }
        }
    };
    Ok(visit.page(&w.say("residents-title"), &body))
}

pub(super) async fn why(visit: &Visit<'_>, id: &str, request: &Incoming) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door) = (visit.words(), visit.door);
    let resident: ResidentId = id.parse().map_err(|_| Failure::NotFound)?;
    let message = request.asked("message");
    let deed = Deed::new(&visit.person.id, "resident_seen", resident.as_str());
    office::looked(&door.sql, &door.city, &deed.with(json!({ "page": "why", "message": message })), door.now).await?;
    let story = why::why(&door.sql, &door.city, &resident, door.now).await?;
    if !story.known {
        return Err(Failure::NotFound);
    }
    let told = story.tell(door.language(), w.zone, message.as_deref());
    let mut parts: Vec<&str> = told.trim_end().split("\n\n").collect();
    // The newest first: it is what people ask about.
    parts.reverse();
    let store = visit.store();
    let (flags, staff) = (store.flags_of_resident(&door.city, &resident).await?, store.staff(&door.city).await?);
    let said = notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } });
    let body = html! {
        (cases::beginning(visit, &resident, cases::campaigns(visit).await?))
        (work::of_resident(visit, &flags, &staff))
        @for part in parts {
            @let (head, rest) = part.split_once('\n').unwrap_or((part, ""));
            article.card { h2 { (head) } pre.story { (rest) } }
        }
    };
    let title = w.with("residents-why", [("id", resident.as_str().into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}
