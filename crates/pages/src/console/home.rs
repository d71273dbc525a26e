//! The first page: what waits, what runs, and what staff have to know.

use super::Shown;
use super::campaigns::standing_of;
use super::visit::Visit;
use crate::design::{empty, tag};
use crate::words::Language;
use domain::staff::Task;
use maud::html;
use shell::stop;
use shell::store::RequestState;

/// How many notices the first page has.
const NOTICES: usize = 8;

pub(super) async fn show(visit: &Visit<'_>) -> Shown {
    let (w, city) = (visit.words(), &visit.door.city);
    let requests = visit.store().requests(city, Some(RequestState::Open)).await?;
    let flags = visit.store().open_flags(city).await?;
    let standing = stop::standing(&visit.door.sql, city).await?;
    let notices = visit.store().notices(city).await?;
    let today = w.zone.day(visit.door.now);
    let campaigns = &visit.door.ruleset.campaigns;
    let body = html! {
        section {
            h2 { (w.say("home-waiting")) }
            @if requests.is_empty() && flags == 0 { p { (w.say("home-nothing-waits")) } }
            @else {
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
