//! Stamp rallies as staff see them: those in force, and the posters of their places, each on its own sheet.

use super::super::Shown;
use super::super::visit::Visit;
use super::printed::print_button;
use crate::design::picture_of;
use crate::resident::rally_days;
use crate::walking::for_residents;
use domain::pack::StampRally;
use domain::staff::Task;
use maud::{Markup, html};
use shell::spin::setting;

/// The rallies in force; nothing where there is none.
pub(super) fn section(visit: &Visit<'_>) -> Markup {
    let w = visit.words();
    let all = visit.door.ruleset.campaigns.values();
    let rallies: Vec<_> = all.filter_map(|campaign| Some((&campaign.title, campaign.stamps.as_ref()?))).collect();
    html! {
        @if !rallies.is_empty() {
            h2 { (w.say("stamps-title")) }
            @for (title, rally) in rallies {
                article.card {
                    h3 { (title) }
                    p {
                        (rally_days(for_residents(w), rally)) br;
                        (w.with("stamps-of", [("places", rally.places.len().into()), ("complete", rally.complete.into())]))
                    }
                    ul { li { a href=(visit.path(&format!("/challenges/{}/stamps", rally.campaign))) { (w.say("stamps-posters")) } } }
                }
            }
        }
    }
}

/// The posters of all places.
pub(in super::super) async fn stamp_posters(visit: &Visit<'_>, name: &str) -> Shown {
    visit.may(Task::Read)?;
    let (w, door) = (visit.words(), visit.door);
    let campaign = door.ruleset.campaigns.get(name);
    let found = campaign.and_then(|campaign| Some((campaign.title.as_str(), campaign.stamps.as_ref()?)));
    let (title, rally) = found.ok_or(super::super::failure::Failure::NotFound)?;
    let public = setting("public_url").await?.value().trim_end_matches('/').to_owned();
    let key = setting("link_key").await?;
    let body = html! {
        .unprinted { p { (w.say("stamps-text")) } (print_button(w)) }
        @for place in &rally.places {
            @let code = wire::stamp::code(key.value(), &door.city, name, place);
            (poster(visit, title, rally, (place, &format!("{public}/me/{}/stamp/{name}/{code}", door.city))))
        }
    };
    Ok(visit.page(&w.say("stamps-posters"), &body))
}

fn poster(visit: &Visit<'_>, title: &str, rally: &StampRally, (place, address): (&str, &str)) -> Markup {
    let w = for_residents(visit.words());
    html! {
        section.sheet {
            p.sheet-title { (title) }
            h2 { (place) }
            p { (rally_days(w, rally)) }
            p { (w.say("stamp-poster-scan")) }
            (picture_of(address))
            p { (w.say("stamp-poster-once")) }
            p { (visit.door.ruleset.city.sender) }
        }
    }
}
