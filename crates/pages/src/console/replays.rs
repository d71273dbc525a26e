//! A draft, or what is asked for, tried on what really happened, beside what is in force.

use super::Shown;
use super::campaigns::{part_title, written_title};
use super::cases;
use super::failure::Failure;
use super::form::Form;
use super::visit::{Layout, Visit};
use crate::design::{Tone, empty, hidden, notice};
use crate::words::Language;
use chrono::TimeDelta;
use domain::pack::Part;
use domain::replay::{Found, Group, One, Pair, Tally};
use domain::staff::Task;
use domain::{MessageId, ResidentId};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use maud::{Markup, html};
use serde_json::json;
use shell::Turn;
use shell::doors::{Answer, Incoming, cache};
use shell::office::replays::{self, Tried};
use shell::office::{self, Refusal};
use shell::spin::{now, random};
use shell::store::{Deed, Progress, Replay, ReplayState, RequestState};

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
    let body = html! {
        @match (&replay.state, &replay.found) {
            (ReplayState::Running, _) => (running(visit, &replay, store.replay_progress(&door.city, id).await?)),
            (ReplayState::Done, Some(found)) => {
                @if origin.is_stale { (notice(Tone::Warning, &html! { p { (w.say("replay-stale")) } })) }
                (told(visit, &replay, found))
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

/// What was found, in words and tables.
pub(super) fn told(visit: &Visit<'_>, replay: &Replay, found: &Found) -> Markup {
    let w = visit.words();
    let report = &found.report;
    let language = visit.door.language();
    html! {
        p { (w.say("replay-text")) }
        p { (w.with("campaign-period", [("from", w.day(replay.window.first).into()), ("until", w.day(replay.window.last).into())])) }
        (totals(visit, found))
        @if !found.notes.is_empty() { section {
            h2 { (w.say("replay-notes")) }
            ul { @for note in &found.notes { li { (if w.language == Language::Ja { &note.ja } else { &note.en }) } } }
        } }
        section {
            h2 { (w.say("replay-withheld")) }
            @let waited = unsigned(report.waited);
            @let reasons = report.withheld.iter().map(|(reason, times)| (domain::why::reason_told(language, *reason).to_owned(), unsigned(*times)));
            @let caps = report.caps.iter().map(|(cap, times)| (w.say(&format!("replay-cap-{}", cap.replace('_', "-"))), unsigned(*times)));
            @let rows: Vec<_> = reasons.chain(caps).chain([(w.say("replay-waited"), waited)]).collect();
            (pairs(visit, &rows))
        }
        section {
            h2 { (w.say("replay-by-message")) }
            (tallies(visit, report.messages.iter().map(|(name, tally)| (name.clone(), *tally)).collect()))
        }
        section {
            h2 { (w.say("replay-by-group")) }
            (tallies(visit, report.groups.iter().map(|(group, tally)| (group_name(visit, group), *tally)).collect()))
        }
        details {
            summary { (w.say("replay-by-day")) }
            (tallies(visit, report.days.iter().map(|(day, tally)| (w.day(*day), *tally)).collect()))
        }
        section {
            h2 { (w.say("replay-points")) }
            (pairs(visit, &report.points.iter().map(|(award, points)| (award.clone(), *points)).collect::<Vec<_>>()))
        }
        section {
            h2 { (w.say("replay-costs")) }
            @let volume = |key: &str, of: fn(&domain::replay::Volume) -> u64| (w.say(key), unsigned(report.volume.map(of)));
            (pairs(visit, &[
                volume("replay-line-messages", |volume| volume.line_messages),
                volume("replay-sms-messages", |volume| volume.sms_messages),
                volume("replay-sms-parts", |volume| volume.sms_parts),
            ]))
            @if let Some(yen) = &found.yen {
                p { (w.say("replay-yen")) ": " (w.number(yen.live.round() as i64)) " → " strong { (w.number(yen.new.round() as i64)) } }
            }
        }
        @if visit.person.roles.may(Task::Residents) && !report.most.is_empty() {
            section {
                h2 { (w.say("replay-people")) }
                p.hint { (w.say("replay-people-text")) }
                ul.list { @for (resident, messages) in &report.most {
                    li { a href=(visit.path(&format!("/replays/{}/residents/{resident}", replay.id))) { (resident) } " " (w.number(i64::try_from(*messages).unwrap_or(i64::MAX))) }
                } }
            }
        }
    }
}

/// The first numbers: in force, draft, and how they differ.
pub(super) fn totals(visit: &Visit<'_>, found: &Found) -> Markup {
    tallies(visit, vec![(visit.words().say("replay-messages"), found.report.total)])
}

fn tallies(visit: &Visit<'_>, rows: Vec<(String, Tally)>) -> Markup {
    let w = visit.words();
    let number = |number: u64| w.number(i64::try_from(number).unwrap_or(i64::MAX));
    html! {
        .scroll tabindex="0" {
            table {
                thead { tr { th scope="col" { span.unseen { (w.say("replay-difference")) } }
                    @for key in ["replay-live", "replay-new", "replay-added", "replay-removed", "replay-changed"] { th.number scope="col" { (w.say(key)) } } } }
                tbody { @for (name, tally) in rows {
                    tr { th scope="row" { (name) }
                        @for value in [tally.live, tally.new, tally.added, tally.removed, tally.changed] { td.number { (number(value)) } } }
                } }
            }
        }
    }
}

fn pairs(visit: &Visit<'_>, rows: &[(String, Pair<i64>)]) -> Markup {
    let w = visit.words();
    html! {
        .scroll tabindex="0" {
            table {
                thead { tr { th scope="col" { span.unseen { (w.say("replay-difference")) } }
                    @for key in ["replay-live", "replay-new", "replay-difference"] { th.number scope="col" { (w.say(key)) } } } }
                tbody { @for (name, pair) in rows {
                    tr { th scope="row" { (name) } td.number { (w.number(pair.live)) } td.number { (w.number(pair.new)) } td.number { (w.number(pair.new - pair.live)) } }
                } }
            }
        }
    }
}

fn unsigned(pair: Pair<u64>) -> Pair<i64> {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Pair { live: signed(pair.live), new: signed(pair.new) }
}

fn group_name(visit: &Visit<'_>, group: &Group) -> String {
    let w = visit.words();
    let unknown = || w.say("replay-unknown");
    let district = group.district.clone().unwrap_or_else(unknown);
    let age = group.age.map_or_else(unknown, |age| w.with("replay-age", [("age", i64::from(age).into())]));
    format!("{district} · {age}")
}

/// What changes for one resident. The look is in the log.
pub(super) async fn resident(visit: &Visit<'_>, id: &str, resident: &str) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door) = (visit.words(), visit.door);
    let resident: ResidentId = resident.parse().map_err(|_| Failure::NotFound)?;
    let deed = Deed::new(&visit.person.id, "resident_seen", resident.as_str());
    office::looked(&door.sql, &door.city, &deed.with(json!({ "page": "replay", "replay": id })), door.now).await?;
    let (plan, lived) = replays::resident(&door.sql, &cache(), &door.city, id, &resident).await?;
    let lived = lived.ok_or(Failure::NotFound)?;
    let told = One::new(&plan, &lived).tell(door.language());
    let said = notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } });
    let part = Part::Campaign(plan.campaign().to_owned());
    let campaign = vec![(plan.campaign().to_owned(), part_title(visit, &part))];
    let body = html! { pre.story.card { (told) } (cases::beginning(visit, &resident, campaign)) p { a href=(visit.path(&format!("/replays/{id}"))) { (w.say("request-see-replay")) } } };
    let title = w.with("replay-title", [("part", resident.as_str().into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}
