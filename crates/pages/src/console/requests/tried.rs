//! What is asked for as it was tried on what really happened: by who wrote it, or by who reads it here. Of several
//! campaigns each is tried by itself.

use super::super::campaigns::part_title;
use super::super::failure::Failure;
use super::super::replays;
use super::super::visit::Visit;
use domain::pack::Part;
use maud::{Markup, html};
use shell::store::{Replay, ReplayState, Request, RequestState};

/// The replays of a request that changes these parts.
pub(super) async fn shown(visit: &Visit<'_>, request: &Request, parts: &[Part]) -> Result<Markup, Failure> {
    let mut tried = Vec::new();
    for part in parts.iter().filter(|part| part.campaign().is_some()) {
        tried.push((part, of(visit, request, part).await?));
    }
    let may_begin = request.state == RequestState::Open && replays::may_try(visit);
    let w = visit.words();
    Ok(html! {
        section {
            h2 { (w.say("request-replay")) }
            @if tried.is_empty() { p { (w.say("request-no-campaign")) } }
            @for (part, replay) in &tried {
                @if tried.len() > 1 { h3 { (part_title(visit, part)) } }
                (found(visit, replay.as_ref()))
                @if may_begin && replay.as_ref().is_none_or(|replay| replay.state != ReplayState::Running) {
                    (replays::of_request(visit, request.number, part))
                }
            }
        }
    })
}

/// What was found, as far as anything was tried.
pub(super) fn found(visit: &Visit<'_>, replay: Option<&Replay>) -> Markup {
    let w = visit.words();
    let Some(replay) = replay else { return html! { p { (w.say("request-no-replay")) } } };
    let key = match &replay.found {
        Some(_) => "request-see-replay",
        None => "request-replay-runs",
    };
    html! {
        @if let Some(found) = &replay.found { (replays::totals(visit, found)) }
        p { a href=(visit.path(&format!("/replays/{}", replay.id))) { (w.say(key)) } }
    }
}

/// The latest of the very pack that is asked for, or else the one that its author showed.
async fn of(visit: &Visit<'_>, request: &Request, part: &Part) -> Result<Option<Replay>, Failure> {
    let (store, city) = (visit.store(), &visit.door.city);
    if let Some(replay) = store.replay_of_pack(city, part, (&request.base, &request.hash)).await? {
        return Ok(Some(replay));
    }
    let Some(id) = &request.replay else { return Ok(None) };
    Ok(store.replay(city, id).await?.filter(|replay| replay.part == *part))
}
