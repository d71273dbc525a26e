//! Why one resident did or did not get something, on one page. The look itself is in the log.

use super::Shown;
use super::campaigns::{part_title, standing_of};
use super::cases;
use super::failure::Failure;
use super::visit::{Layout, Visit};
use super::work;
use crate::design::{Tone, empty, notice, tag};
use domain::city::Pause;
use domain::pack::Part;
use domain::staff::Task;
use domain::why::{Account, End, closed_to, not_for};
use domain::{ResidentId, Sentence, Snapshot};
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;
use shell::doors::Incoming;
use shell::store::Deed;
use shell::{office, stop, why};

/// How many decisions a page shows before one asks for the rest.
const FIRST: usize = 20;

pub(super) async fn show(visit: &Visit<'_>, id: &str, request: &Incoming) -> Shown {
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
    let campaign = request.asked("campaign").filter(|name| !name.is_empty());
    let mut accounts = story.accounts(door.language(), w.zone, message.as_deref());
    let names: std::collections::BTreeSet<String> = accounts.iter().map(|one| one.campaign.clone()).collect();
    accounts.retain(|one| campaign.as_ref().is_none_or(|name| one.campaign == *name));
    let all = accounts.len();
    let whole = request.asked("all").is_some() || message.is_some();
    if !whole {
        accounts.truncate(FIRST);
    }
    let store = visit.store();
    let known = store.residents(&door.city, [&resident]).await?.remove(&resident).unwrap_or_default();
    let (flags, staff) = (store.flags_of_resident(&door.city, &resident).await?, store.staff(&door.city).await?);
    let said = notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } });
    let here = visit.path(&format!("/residents/{resident}"));
    let pauses = stop::standing(&door.sql, &door.city).await?.pauses;
    let body = html! {
        (work::of_resident(visit, &flags, &staff))
        (cases::beginning(visit, &resident, cases::campaigns(visit).await?))
        (standing(visit, &known.snapshot, &pauses))
        section aria-labelledby="decided" {
            h2 #decided { (w.say("why-decided")) }
            p { (w.say("why-decided-text")) }
            @if names.len() > 1 { (choice(visit, &here, &names, campaign.as_deref())) }
            @if accounts.is_empty() { (empty(&w.say("why-nothing"), None)) }
            @for account in &accounts { (card(visit, account)) }
            @if all > accounts.len() {
                @let more = campaign.as_ref().map_or(String::new(), |name| format!("campaign={name}&"));
                p { a.button.second href={ (here) "?" (more) "all=1" } { (w.with("why-more", [("count", (all - accounts.len()).into())])) } }
            }
        }
    };
    let title = w.with("residents-why", [("id", resident.as_str().into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}

/// What reaches this resident now, and what does not: of what never came to a decision nothing else tells.
fn standing(visit: &Visit<'_>, snapshot: &Snapshot, pauses: &[Pause]) -> Markup {
    let w = visit.words();
    let today = w.zone.day(visit.door.now);
    let closed = closed_to(snapshot, today);
    let say = |said: &Sentence| said.say(visit.door.language()).to_owned();
    let each = visit.door.ruleset.campaigns.iter().map(|(name, campaign)| {
        let (_, key) = standing_of(name, campaign, pauses, today);
        (campaign, not_for(name, campaign, snapshot, today), key == "state-stopped")
    });
    html! {
        section aria-labelledby="standing" {
            h2 #standing { (w.say("why-standing")) }
            @if !closed.is_empty() {
                p { (tag(Tone::Warning, &w.say("why-closed"))) }
                ul { @for said in &closed { li { (say(said)) } } }
            }
            ul.list {
                @for (campaign, hindrances, is_stopped) in each {
                    li {
                        @if is_stopped { (tag(Tone::Bad, &w.say("state-stopped"))) " " }
                        (tag(if hindrances.is_empty() { Tone::Good } else { Tone::Plain }, &w.say(if hindrances.is_empty() { "why-for" } else { "why-not-for" })))
                        " " strong { (campaign.title) }
                        @for said in &hindrances { " " span { (say(said)) } }
                    }
                }
            }
        }
    }
}

fn choice(visit: &Visit<'_>, here: &str, names: &std::collections::BTreeSet<String>, chosen: Option<&str>) -> Markup {
    let w = visit.words();
    html! {
        form.row method="get" action=(here) {
            label for="campaign" { (w.say("why-only")) }
            select #campaign name="campaign" {
                option value="" { (w.say("why-every")) }
                @for name in names { option value=(name) selected[chosen == Some(name)] { (part_title(visit, &Part::Campaign(name.clone()))) } }
            }
            button.button.second { (w.say("why-choose")) }
        }
    }
}

fn card(visit: &Visit<'_>, account: &Account) -> Markup {
    let w = visit.words();
    let (tone, key) = match account.end {
        End::Done => (Tone::Good, "why-end-done"),
        End::Withheld => (Tone::Warning, "why-end-withheld"),
        End::Failed => (Tone::Bad, "why-end-failed"),
        End::Nothing => (Tone::Plain, "why-end-nothing"),
    };
    html! {
        article.card id=(account.id) {
            h3 { (account.done) }
            p.hint { (w.instant(account.at)) " · " (part_title(visit, &Part::Campaign(account.campaign.clone()))) " · " code { (account.name) } " " (tag(tone, &w.say(key))) }
            @if let Some(why_not) = &account.why_not { p { strong { (w.say("why-reason")) } (why_not) } }
            p { (account.because) }
            @if let Some(text) = &account.text { .phone { .bubble { p { (text) } } } }
            @if !account.way.is_empty() {
                ol.way { @for (at, said) in &account.way { li { time { (w.instant(*at)) } " " (said) } } }
            }
            details {
                summary { (w.say("why-record")) }
                @if !account.asked.is_empty() {
                    p { (w.say("why-asked")) }
                    ul { @for asked in &account.asked { li { (asked) } } }
                }
                pre.story tabindex="0" { (account.record) }
            }
        }
    }
}
