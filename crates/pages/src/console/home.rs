//! The first page: what waits, what runs, and what staff have to know.

use super::Shown;
use super::campaigns::standing_of;
use super::failure::Failure;
use super::report;
use super::requests;
use super::visit::Visit;
use crate::design::{Tone, empty, tag};
use crate::words::Language;
use domain::staff::Task;
use maud::{Markup, html};
use shell::stop;
use shell::store::{RequestState, Saying};

/// How many notices the first page has.
const NOTICES: usize = 8;

pub(super) async fn show(visit: &Visit<'_>) -> Shown {
    // Whom only reports concern has nothing else to do here.
    if !visit.person.roles.may(Task::Read) {
        return report::home(visit).await;
    }
    let (w, city) = (visit.words(), &visit.door.city);
    let requests = visit.store().requests(city, Some(RequestState::Open)).await?;
    let flags = visit.store().open_flags(city).await?;
    let standing = stop::standing(&visit.door.sql, city).await?;
    let notices = visit.store().notices(city).await?;
    let today = w.zone.day(visit.door.now);
    let campaigns = &visit.door.ruleset.campaigns;
    let returned = returned(visit).await?;
    let body = html! {
        section {
            h2 { (w.say("home-waiting")) }
            @for request in &returned { (request) }
            @if requests.is_empty() && flags == 0 && returned.is_empty() { p { (w.say("home-nothing-waits")) } }
            @else if !requests.is_empty() || flags > 0 {
                ul.tiles {
                    @if !requests.is_empty() { li { a href=(visit.path("/requests")) { strong { (w.number(i64::try_from(requests.len()).unwrap_or_default())) } (w.say("home-requests")) } } }
                    @if flags > 0 && visit.person.roles.may(Task::Residents) { li { a href=(visit.path("/work")) { strong { (w.number(flags)) } (w.say("home-flags")) } } }
                }
            }
        }
        section {
            h2 { (w.say("home-campaigns")) }
            @if campaigns.is_empty() { (empty(&w.say("campaigns-none"), Some((&visit.path("/campaigns/new"), &w.say("campaigns-new"))))) }
            ul.list {
                @for (name, campaign) in campaigns {
                    @let (tone, key) = standing_of(name, campaign, &standing.pauses, today);
                    li { a href=(visit.path(&format!("/campaigns/{name}"))) { (campaign.title) } " " (tag(tone, &w.say(key))) }
                }
            }
        }
        section {
            h2 { (w.say("home-notices")) }
            @if notices.is_empty() { p { (w.say("home-no-notices")) } }
            ul.list {
                @for told in notices.iter().take(NOTICES) {
                    li { (if w.language == Language::Ja { &told.ja } else { &told.en }) " " small { (w.instant(told.at)) } }
                }
            }
        }
    };
    Ok(visit.page(&w.with("home-title", [("name", (&visit.person.name).into())]), &body))
}

/// What the reader asked for and was given back, with why, and what to do next. Whose draft ended has nothing to do.
async fn returned(visit: &Visit<'_>) -> Result<Vec<Markup>, Failure> {
    let (w, store, city) = (visit.words(), visit.store(), &visit.door.city);
    let mut shown = Vec::new();
    if !visit.person.roles.may(Task::Write) {
        return Ok(shown);
    }
    for request in store.returned_to(city, &visit.person.id).await? {
        let Some(draft) = store.draft(city, &request.part).await? else { continue };
        let said = store.said_of_request(city, request.number).await?;
        let Some(entry) = said.iter().rev().find(|entry| entry.what == Saying::Returned) else { continue };
        let by = store.person(city, &entry.by).await?.map_or_else(|| entry.by.clone(), |person| person.name);
        shown.push(html! {
            article.card {
                h3 {
                    a href=(visit.path(&format!("/requests/{}", request.number))) { (requests::name(visit, &request, &draft.files)) }
                    " " (tag(Tone::Warning, &w.say("request-returned")))
                }
                p { (w.with("home-returned", [("name", by.into()), ("at", w.instant(entry.at).into())])) }
                blockquote { (entry.text) }
                (requests::next_step(visit, &request))
            }
        });
    }
    Ok(shown)
}
