//! A draft tried on what really happened, beside what is in force.

mod found;
mod resident;

pub(super) use found::totals;
pub(super) use resident::resident;

use super::Shown;
use super::campaigns::{part_title, written_title};
use super::failure::Failure;
use super::form::Form;
use super::visit::{Layout, Visit};
use crate::design::{Tone, empty, notice};
use chrono::TimeDelta;
use domain::MessageId;
use domain::pack::{Campaign, Part};
use domain::staff::Task;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use maud::{Markup, html};
use serde_json::json;
use shell::Turn;
use shell::doors::{Incoming, cache};
use shell::office::{Refusal, drafts, replays};
use shell::spin::{now, random};
use shell::store::{Draft, Progress, Replay, ReplayState};
use std::collections::BTreeMap;

/// How far back one can choose to go.
const DAYS: [i64; 3] = [90, 28, 7];

/// For how long a step works.
const STEP: TimeDelta = TimeDelta::milliseconds(1_200);

/// How many spans a step takes at the most.
const SPANS: usize = 40;

/// The form that begins a replay of a part.
pub(super) fn beginning(visit: &Visit<'_>, part: &Part) -> Markup {
    let w = visit.words();
    html! {
        form.row method="post" action=(visit.path(&format!("/edit/{part}/replay"))) {
            (visit.csrf_field())
            label for="days" { (w.say("replay-days")) }
            select #days name="days" { @for days in DAYS { option value=(days) { (w.with("days", [("days", days.into())])) } } }
            button.button.second { (w.say("replay-begin")) }
        }
    }
}

pub(super) async fn begin(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let part: Part = part.parse().map_err(|_| Failure::NotFound)?;
    if part.campaign().is_none() {
        return Err(Failure::NotFound);
    }
    let days = form.get("days").parse().ok().filter(|days| DAYS.contains(days)).ok_or(Failure::NotFound)?;
    let millis = u64::try_from(door.now.timestamp_millis()).unwrap_or_default();
    let id = MessageId(ulid::Ulid::from_parts(millis, random())).to_string();
    let by = &visit.person.id;
    match replays::begin(&door.sql, &cache(), &door.city, by, (&part, &id), days, door.now).await {
        Ok(_) => Ok(door.go(&format!("/replays/{id}"), None)),
        // The page of the draft says what is wrong with it.
        Err(shell::Error::Pack(_)) => Ok(door.go(&format!("/edit/{part}"), None)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(visit: &Visit<'_>, id: &str) -> Shown {
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let replay = store.replay(&door.city, id).await?.ok_or(Failure::Refused(Refusal::UnknownReplay))?;
    let draft = store.draft(&door.city, &replay.part).await?;
    let is_stale = draft.as_ref().is_some_and(|draft| draft.rev != replay.rev) || door.ruleset.hash != replay.base;
    let named = messages(visit, &replay.part, draft.as_ref()).await?;
    let body = html! {
        @match (&replay.state, &replay.found) {
            (ReplayState::Running, _) => (running(visit, &replay, store.replay_progress(&door.city, id).await?)),
            (ReplayState::Done, Some(found)) => {
                @if is_stale && draft.is_some() { (notice(Tone::Warning, &html! { p { (w.say("replay-stale")) } })) }
                (found::told(visit, &replay, found, &named))
            },
            _ => (empty(&w.say("replay-cancelled"), None)),
        }
        @if draft.is_some() && visit.person.roles.may(Task::Write) {
            @if replay.state != ReplayState::Running {
                @if !is_stale { p { a.button href=(visit.path(&format!("/edit/{}/ask", replay.part))) { (w.say("replay-ask")) } } }
                section { h2 { (w.say("replay-again")) } (beginning(visit, &replay.part)) }
            }
            p { a href=(visit.path(&format!("/edit/{}", replay.part))) { (w.say("request-back-to-edit")) } }
        }
    };
    let name = match &draft {
        Some(draft) => written_title(visit, &replay.part, &draft.files),
        None => part_title(visit, &replay.part),
    };
    let title = w.with("replay-title", [("part", name.into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

fn running(visit: &Visit<'_>, replay: &Replay, progress: Progress) -> Markup {
    let w = visit.words();
    let path = visit.path(&format!("/replays/{}", replay.id));
    html! {
        p { (w.say("replay-text")) }
        form.card method="post" action={ (path) "/step" } data-steps={ (path) "/step" } data-parallel="2" data-begin="" data-failed=(w.say("replay-failed")) {
            (visit.csrf_field())
            label for="progress" { (w.say("replay-doing")) }
            progress #progress max=(progress.all.max(1)) value=(progress.done) {}
            p data-status="" aria-live="polite" { (said(visit, progress)) }
            .row {
                button.button { (w.say("replay-go-on")) }
            }
        }
        form method="post" action={ (path) "/cancel" } { (visit.csrf_field()) button.button.danger { (w.say("replay-cancel")) } }
    }
}

fn said(visit: &Visit<'_>, progress: Progress) -> String {
    visit.words().with("replay-progress", [("all", progress.all.into()), ("done", progress.done.into())])
}

/// Does a step, for a script or for the page's own button.
pub(super) async fn step(visit: &Visit<'_>, id: &str, request: &Incoming) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let turn = Turn::new(now, now() + STEP, SPANS);
    let (replay, progress) = replays::step(&door.sql, &cache(), &door.city, id, &turn).await?;
    let page = format!("/replays/{id}");
    if request.header(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/html")) {
        return Ok(door.go(&page, None));
    }
    let done = replay.state != ReplayState::Running;
    let (at, of) = if done { (1, 1) } else { (progress.done, progress.all.max(1)) };
    let text = if done { String::new() } else { said(visit, progress) };
    let answer = json!({ "done": done, "at": at, "of": of, "text": text, "next": visit.path(&page) });
    let mut answer = Response::new(answer.to_string());
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(answer)
}

pub(super) async fn cancel(visit: &Visit<'_>, id: &str) -> Shown {
    visit.may(Task::Write)?;
    replays::cancel(&visit.door.sql, &visit.door.city, id).await?;
    Ok(visit.door.go(&format!("/replays/{id}"), None))
}

/// The messages of a campaign by their names, as people know them: as the draft has them, where there is one that can
/// be read, and else as they are in force.
async fn messages(visit: &Visit<'_>, part: &Part, draft: Option<&Draft>) -> Result<Named, Failure> {
    let door = visit.door;
    let Some(name) = part.campaign() else { return Ok(Named::new()) };
    let mut named = door.ruleset.campaigns.get(name).map(Campaign::called).unwrap_or_default();
    if let Some(draft) = draft {
        let (_, pack) = drafts::in_force(&door.sql, &door.city).await?;
        let written = pack.with_part(part, &draft.files).compile();
        let campaign = written.as_ref().ok().and_then(|ruleset| ruleset.campaigns.get(name));
        named.extend(campaign.map(Campaign::called).unwrap_or_default());
    }
    Ok(named)
}

/// How messages are called, by name.
type Named = BTreeMap<String, String>;
