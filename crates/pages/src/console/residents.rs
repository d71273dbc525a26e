//! Residents, found by id or linked contact. Each look is in the log.

use super::Shown;
use super::visit::Visit;
use crate::design::empty;
use domain::staff::Task;
use maud::html;
use serde_json::json;
use shell::doors::Incoming;
use shell::office;
use shell::store::Deed;

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
