//! A case from what is on record of one resident: begun where the resident is looked at, found in the draft.

use super::Shown;
use super::campaigns::written_title;
use super::failure::Failure;
use super::visit::Visit;
use crate::form::Form;
use domain::ResidentId;
use domain::pack::{HealthRecords, Part, is_name};
use domain::staff::Task;
use maud::{Markup, html};
use shell::doors::cache;
use shell::office::cases::{self, Made};

/// How far back one can choose to go.
const DAYS: [i64; 3] = [28, 7, 90];

/// The form that begins a case for one of these campaigns, by name and title; nothing for who does not write.
pub(super) fn beginning(visit: &Visit<'_>, resident: &ResidentId, campaigns: Vec<(String, String)>) -> Markup {
    let w = visit.words();
    if !visit.person.roles.may(Task::Write) || campaigns.is_empty() {
        return html! {};
    }
    html! {
        details.card {
            summary { (w.say("cases-make")) }
            p { (w.say("cases-make-text")) }
            form method="post" action=(visit.path(&format!("/residents/{resident}/case"))) {
                (visit.csrf_field())
                .field {
                    label for="case-campaign" { (w.say("cases-make-campaign")) }
                    select #case-campaign name="campaign" { @for (name, title) in &campaigns { option value=(name) { (title) } } }
                }
                .field {
                    label for="case-days" { (w.say("cases-make-days")) }
                    select #case-days name="days" { @for days in DAYS { option value=(days) { (w.with("days", [("days", days.into())])) } } }
                }
                button.button { (w.say("cases-make")) }
            }
        }
    }
}

/// Every campaign for which a case can be made: those in force, and those that are drafts only.
pub(super) async fn campaigns(visit: &Visit<'_>) -> Result<Vec<(String, String)>, Failure> {
    let known = &visit.door.ruleset.campaigns;
    let mut campaigns: Vec<(String, String)> =
        known.iter().map(|(name, campaign)| (name.clone(), campaign.title.clone())).collect();
    let drafts = visit.store().drafts(&visit.door.city).await?;
    let new = drafts.iter().filter_map(|draft| Some((draft.part.campaign()?, draft)));
    let new = new.filter(|(name, _)| !known.contains_key(*name));
    campaigns.extend(new.map(|(name, draft)| (name.to_owned(), written_title(visit, &draft.part, &draft.files))));
    Ok(campaigns)
}

pub(super) async fn make(visit: &Visit<'_>, id: &str, form: &Form) -> Shown {
    visit.may(Task::Residents)?;
    visit.may(Task::Write)?;
    let door = visit.door;
    let resident: ResidentId = id.parse().map_err(|_| Failure::NotFound)?;
    let name = form.get("campaign");
    if !is_name(name) {
        return Err(Failure::NotFound);
    }
    let part = Part::Campaign(name.to_owned());
    let days = form.get("days").parse().ok().filter(|days| DAYS.contains(days)).ok_or(Failure::NotFound)?;
    let health = if visit.person.clinician { HealthRecords::Seen } else { HealthRecords::Unseen };
    let made = Made { resident: &resident, part: &part, days, language: door.language(), health };
    cases::make(&door.sql, &cache(), &door.city, &visit.person.id, made, door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("case-made")))
}
