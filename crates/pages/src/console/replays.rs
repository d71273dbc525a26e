//! A draft, or what is asked for, tried on what really happened, beside what is in force.

mod found;
mod resident;

pub(super) use found::totals;
pub(super) use resident::resident;

use super::Shown;
use super::campaigns::{part_title, written_title};
use super::failure::Failure;
use super::visit::{Layout, Visit};
use crate::design::{Tone, empty, hidden, notice};
use crate::form::Form;
use chrono::TimeDelta;
use domain::MessageId;
use domain::pack::{Campaign, Part};
use domain::staff::Task;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use maud::{Markup, html};
use serde_json::json;
use shell::Turn;
use shell::doors::{Answer, Incoming, cache};
use shell::office::replays::{self, Tried};
use shell::office::{Refusal, drafts};
use shell::spin::{now, random};
use shell::store::{Progress, Replay, ReplayState, RequestState};
use std::collections::BTreeMap;

/// How far back one can choose to go.
const DAYS: [i64; 3] = [90, 28, 7];

/// For how long a step works.
const STEP: TimeDelta = TimeDelta::milliseconds(1_200);

/// How many spans a step takes at the most.
const SPANS: usize = 40;

/// The form that begins a replay, sent to `path`. `fields` go along; `id` tells it from others of its page.
pub(super) fn beginning(visit: &Visit<'_>, path: &str, fields: &Markup, id: &str) -> Markup {
    let w = visit.words();
    html! {
        form.row method="post" action=(visit.path(path)) {
            (visit.csrf_field())
            (fields)
            label for=(id) { (w.say("replay-days")) }
            select id=(id) name="days" { @for days in DAYS { option value=(days) { (w.with("days", [("days", days.into())])) } } }
            button.button.second { (w.say("replay-begin")) }
        }
    }
}

/// The form that begins a replay of a part's draft.
pub(super) fn of_draft(visit: &Visit<'_>, part: &Part) -> Markup {
    beginning(visit, &format!("/edit/{part}/replay"), &html! {}, "days")
}

/// The form that begins a replay of a part of what a request asks for.
pub(super) fn of_request(visit: &Visit<'_>, number: i64, part: &Part) -> Markup {
    let id = format!("days-{}", part.campaign().unwrap_or_default());
    beginning(visit, &format!("/requests/{number}/replay"), &hidden("part", &part.to_string()), &id)
}

/// Who writes tries what was written, and so does who is to approve it.
pub(super) fn may_try(visit: &Visit<'_>) -> bool {
    [Task::Write, Task::Approve].into_iter().any(|task| visit.person.roles.may(task))
}

fn only_who_may_try(visit: &Visit<'_>) -> Result<(), Failure> {
    if may_try(visit) { Ok(()) } else { Err(Failure::Forbidden) }
}

pub(super) async fn begin(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let part = campaign_of(part)?;
    let begun = begun(visit, Tried::Draft(&part), days_of(form)?).await?;
    // The page of the draft says what is wrong with it.
    Ok(begun.unwrap_or_else(|| visit.door.go(&format!("/edit/{part}"), None)))
}

/// Begins a replay of a draft over the most days there are to choose; nothing where the draft has problems.
pub(super) async fn begin_whole(visit: &Visit<'_>, part: &Part) -> Result<Option<Answer>, Failure> {
    visit.may(Task::Write)?;
    begun(visit, Tried::Draft(part), DAYS.into_iter().max().unwrap_or_default()).await
}

pub(super) async fn begin_of_request(visit: &Visit<'_>, number: &str, form: &Form) -> Shown {
    only_who_may_try(visit)?;
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    let part = campaign_of(form.get("part"))?;
    let begun = begun(visit, Tried::Request(number, &part), days_of(form)?).await?;
    Ok(begun.unwrap_or_else(|| visit.door.go(&format!("/requests/{number}"), None)))
}

fn campaign_of(part: &str) -> Result<Part, Failure> {
    part.parse().ok().filter(|part: &Part| part.campaign().is_some()).ok_or(Failure::NotFound)
}

fn days_of(form: &Form) -> Result<i64, Failure> {
    form.get("days").parse().ok().filter(|days| DAYS.contains(days)).ok_or(Failure::NotFound)
}

/// Begins it and goes on to its page; nothing where the pack has problems.
async fn begun(visit: &Visit<'_>, tried: Tried<'_>, days: i64) -> Result<Option<Answer>, Failure> {
    let door = visit.door;
    let millis = u64::try_from(door.now.timestamp_millis()).unwrap_or_default();
    let id = MessageId(ulid::Ulid::from_parts(millis, random())).to_string();
    match replays::begin(&door.sql, &cache(), &door.city, &visit.person.id, (tried, &id), days, door.now).await {
        Ok(_) => Ok(Some(door.go(&format!("/replays/{id}"), None))),
        Err(shell::Error::Pack(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn show(visit: &Visit<'_>, id: &str) -> Shown {
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let replay = store.replay(&door.city, id).await?.ok_or(Failure::Refused(Refusal::UnknownReplay))?;
    let origin = origin(visit, &replay).await?;
    let named = messages(visit, &replay).await?;
    let body = html! {
        @match (&replay.state, &replay.found) {
            (ReplayState::Running, _) => (running(visit, &replay, store.replay_progress(&door.city, id).await?)),
            (ReplayState::Done, Some(found)) => {
                @if origin.is_stale { (notice(Tone::Warning, &html! { p { (w.say("replay-stale")) } })) }
                (found::told(visit, &replay, found, &named))
            },
            _ => (empty(&w.say("replay-cancelled"), None)),
        }
        @if replay.state != ReplayState::Running {
            @if let Some(again) = &origin.again {
                @if !origin.is_stale && replay.rev.is_some() { p { a.button href=(visit.path(&format!("/edit/{}/ask", replay.part))) { (w.say("replay-ask")) } } }
                section { h2 { (w.say("replay-again")) } (again) }
            }
        }
        (origin.back)
    };
    let title = w.with("replay-title", [("part", origin.title.into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

/// Where a replay comes from.
struct Origin {
    title: String,
    /// Whether what was tried, or what it was held against, went on since.
    is_stale: bool,
    /// What begins another, where one may be begun.
    again: Option<Markup>,
    /// Ways back.
    back: Markup,
}

async fn origin(visit: &Visit<'_>, replay: &Replay) -> Result<Origin, Failure> {
    let (w, door, store, part) = (visit.words(), visit.door, visit.store(), &replay.part);
    let has_moved = door.ruleset.hash != replay.base;
    let Some(rev) = replay.rev else {
        let request = store.request_for(&door.city, (&replay.base, &replay.hash)).await?;
        let open = request.as_ref().filter(|request| request.state == RequestState::Open);
        let files = store.pack(&door.city, &replay.hash).await?.map(|pack| pack.part(part)).unwrap_or_default();
        return Ok(Origin {
            title: written_title(visit, part, &files),
            is_stale: open.is_some() && has_moved,
            again: open.filter(|_| may_try(visit)).map(|request| of_request(visit, request.number, part)),
            back: html! { @if let Some(request) = &request {
                p { a href=(visit.path(&format!("/requests/{}", request.number))) { (w.with("replay-back-to-request", [("number", request.number.into())])) } }
            } },
        });
    };
    let draft = store.draft(&door.city, part).await?;
    let may_write = draft.is_some() && visit.person.roles.may(Task::Write);
    Ok(Origin {
        title: match &draft {
            Some(draft) => written_title(visit, part, &draft.files),
            None => part_title(visit, part),
        },
        is_stale: draft.as_ref().is_some_and(|draft| draft.rev != rev || has_moved),
        again: may_write.then(|| of_draft(visit, part)),
        back: html! { @if may_write { p { a href=(visit.path(&format!("/edit/{part}"))) { (w.say("request-back-to-edit")) } } } },
    })
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
    only_who_may_try(visit)?;
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
    only_who_may_try(visit)?;
    replays::cancel(&visit.door.sql, &visit.door.city, id).await?;
    Ok(visit.door.go(&format!("/replays/{id}"), None))
}

/// The messages of a campaign by their names, as people know them: as they were tried, where that can still be read,
/// and else as they are in force.
async fn messages(visit: &Visit<'_>, replay: &Replay) -> Result<Named, Failure> {
    let (door, store, part) = (visit.door, visit.store(), &replay.part);
    let Some(name) = part.campaign() else { return Ok(Named::new()) };
    let mut named = door.ruleset.campaigns.get(name).map(Campaign::called).unwrap_or_default();
    let tried = match replay.rev {
        None => store.pack(&door.city, &replay.hash).await?,
        Some(_) => match store.draft(&door.city, part).await? {
            Some(draft) => Some(drafts::in_force(&door.sql, &door.city).await?.1.with_part(part, &draft.files)),
            None => None,
        },
    };
    if let Some(written) = tried.and_then(|pack| pack.compile().ok()) {
        named.extend(written.campaigns.get(name).map(Campaign::called).unwrap_or_default());
    }
    Ok(named)
}

/// How messages are called, by name.
type Named = BTreeMap<String, String>;
