//! Requests to publish: asked by one, read and approved by another.

use super::Shown;
use super::campaigns::{look, part_title, problems, texts_changed, timeline, written_title};
use super::failure::Failure;
use super::form::Form;
use super::replays;
use super::visit::{Layout, Visit};
use crate::design::{Tone, empty, field, hidden, tag};
use domain::pack::Part;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::cache;
use shell::office::Refusal;
use shell::office::drafts;
use shell::office::requests::{self as office, Asked, Enrolled};
use shell::store::{Entry, MACHINE, Person, Request, RequestState, Saying};

/// The longest note.
const MOST_WORDS: usize = 2_000;

fn words_of(form: &Form) -> Result<String, Failure> {
    let text = form.text("text").unwrap_or_default().trim().to_owned();
    if text.chars().count() > MOST_WORDS { Err(Failure::Field("request-text-long")) } else { Ok(text) }
}

/// What is asked for, before it is.
pub(super) async fn before(visit: &Visit<'_>, part: &str) -> Shown {
    visit.may(Task::Write)?;
    let (w, door) = (visit.words(), visit.door);
    let part: Part = part.parse().map_err(|_| Failure::NotFound)?;
    let draft = visit.store().draft(&door.city, &part).await?.ok_or(Failure::Refused(Refusal::NoDraft))?;
    let (_, pack) = drafts::in_force(&door.sql, &door.city).await?;
    let after = pack.with_part(&part, &draft.files);
    let checked = look(&after, &part);
    let clean = checked.problems.is_empty();
    let replay = visit.store().latest_replay(&door.city, &part).await?.filter(|replay| replay.rev == draft.rev);
    let enrolled = match part.campaign() {
        Some(name) => visit.store().enrolled(&door.city, name).await?,
        None => Vec::new(),
    };
    let count: i64 = enrolled.iter().map(|by| by.residents).sum();
    let speaks = |ruleset: &domain::Ruleset| part.campaign().is_some_and(|name| ruleset.speaks_after_health(name));
    let clinician = checked.ruleset.as_deref().is_some_and(speaks) || speaks(&door.ruleset);
    let body = html! {
        section { h2 { (w.say("edit-check")) } (problems(visit, &part, &checked)) }
        section { h2 { (w.say("request-changes")) } (texts_changed(visit, &part, &pack, &after)) }
        @if clean && part.campaign().is_some() {
            section {
                h2 { (w.say("request-replay")) }
                @if let Some(found) = replay.as_ref().and_then(|replay| replay.found.as_ref()) { (replays::totals(visit, found)) }
                @else { p { (w.say("request-no-replay")) } }
                @if let Some(replay) = &replay { p { a href=(visit.path(&format!("/replays/{}", replay.id))) { (w.say("request-see-replay")) } } }
                (replays::beginning(visit, &part))
            }
        }
        @if clean {
            form.card method="post" action=(visit.path(&format!("/edit/{part}/ask"))) {
                (visit.csrf_field())
                (hidden("rev", &draft.rev.to_string()))
                (field("text", &w.say("request-note"), Some(&w.say("request-note-hint")), &html! {
                    textarea #text name="text" rows="4" maxlength=(MOST_WORDS) aria-describedby="text-hint" {}
                }))
                @if count > 0 { (choice_for_enrolled(visit, count)) }
                @if clinician { p { (tag(Tone::Warning, &w.say("role-clinician"))) " " (w.say("request-clinician")) } }
                button.button { (w.say("request-ask")) }
            }
        } @else { p { (w.say("request-not-yet")) } }
        p { a href=(visit.path(&format!("/edit/{part}"))) { (w.say("request-back-to-edit")) } }
    };
    let title = w.with("request-before-title", [("part", written_title(visit, &part, &draft.files).into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

fn choice_for_enrolled(visit: &Visit<'_>, count: i64) -> Markup {
    let w = visit.words();
    html! {
        fieldset {
            legend { (w.with("request-enrolled", [("count", count.into())])) }
            @for choice in Enrolled::ALL {
                @let name = choice.as_str();
                label.choice for={ "enrolled-" (name) } {
                    input id={ "enrolled-" (name) } type="radio" name="enrolled" value=(name) checked[choice == Enrolled::Keep];
                    span { (w.say(&format!("enrolled-{name}"))) small { (w.say(&format!("enrolled-{name}-text"))) } }
                }
            }
        }
    }
}

pub(super) async fn ask(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let part: Part = part.parse().map_err(|_| Failure::NotFound)?;
    let read = form.get("rev").parse().map_err(|_| Failure::Stale)?;
    let note = words_of(form)?;
    // The one that was made of this very draft.
    let replay = visit.store().latest_replay(&door.city, &part).await?.filter(|replay| replay.rev == read);
    let replay = replay.as_ref().map(|replay| replay.id.as_str());
    let asked = Asked { note: &note, enrolled: Enrolled::from_name(form.get("enrolled")), replay };
    let number = office::ask(&door.sql, &door.city, &visit.person.id, &part, read, &asked, door.now).await?;
    Ok(door.go(&format!("/requests/{number}"), Some("asked")))
}

pub(super) async fn list(visit: &Visit<'_>) -> Shown {
    let w = visit.words();
    let city = &visit.door.city;
    let requests = visit.store().requests(city, None).await?;
    let staff = visit.store().staff(city).await?;
    let (open, ended): (Vec<_>, Vec<_>) = requests.iter().partition(|request| request.state == RequestState::Open);
    let body = html! {
        section {
            h2 { (w.say("requests-open")) }
            @if open.is_empty() { (empty(&w.say("requests-none"), Some((&visit.path("/campaigns"), &w.say("nav-campaigns"))))) }
            ul.list { @for request in &open { (line(visit, request, &staff)) } }
        }
        @if !ended.is_empty() {
            section { h2 { (w.say("requests-ended")) } ul.list { @for request in &ended { (line(visit, request, &staff)) } } }
        }
    };
    Ok(visit.page(&w.say("requests-title"), &body))
}

fn line(visit: &Visit<'_>, request: &Request, staff: &[Person]) -> Markup {
    let w = visit.words();
    html! {
        li {
            a href=(visit.path(&format!("/requests/{}", request.number))) {
                (w.with("request-name", [("number", request.number.into()), ("part", part_title(visit, &request.part).into())]))
            }
            " " (state(visit, request.state)) " "
            small { (name_of(visit, staff, &request.by)) " · " (w.instant(request.at)) }
        }
    }
}

fn state(visit: &Visit<'_>, state: RequestState) -> Markup {
    let tone = match state {
        RequestState::Open => Tone::Warning,
        RequestState::Published => Tone::Good,
        RequestState::Returned | RequestState::Withdrawn => Tone::Plain,
    };
    tag(tone, &visit.words().say(&format!("request-{}", state.as_str())))
}

fn name_of(visit: &Visit<'_>, staff: &[Person], id: &str) -> String {
    if id == MACHINE {
        return visit.words().say("log-machine");
    }
    staff.iter().find(|person| person.id == id).map_or_else(|| id.to_owned(), |person| person.name.clone())
}

fn number_of(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

pub(super) async fn show(visit: &Visit<'_>, number: &str) -> Shown {
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let city = &door.city;
    let request = store.request(city, number_of(number)?).await?.ok_or(Failure::NotFound)?;
    let staff = store.staff(city).await?;
    let said = store.said_of_request(city, request.number).await?;
    let corrupt = || shell::Error::UnknownVersion(request.hash.clone());
    let before = store.pack(city, &request.base).await?.ok_or_else(corrupt)?;
    let after = store.pack(city, &request.hash).await?.ok_or_else(corrupt)?;
    let parts = after.parts_changed(&before);
    let checked = look(&after, &request.part);
    let is_open = request.state == RequestState::Open;
    let replay = match &request.replay {
        Some(id) => store.replay(city, id).await?,
        None => None,
    };
    let enrolled = match request.part.campaign() {
        Some(name) => store.enrolled(city, name).await?,
        None => Vec::new(),
    };
    let touched: i64 = enrolled.iter().map(|by| by.residents).sum();
    let body = html! {
        p { (state(visit, request.state)) " " (name_of(visit, &staff, &request.by)) " · " (w.instant(request.at)) }
        @if !request.note.is_empty() { blockquote { (request.note) } }
        dl.facts {
            div { dt { (w.say("request-hash")) } dd { code { (request.hash.get(..12).unwrap_or_default()) } } }
            div { dt { (w.say("request-enrolled-choice")) } dd { (w.say(&format!("enrolled-{}", request.enrolled))) @if touched > 0 { " " (w.with("request-enrolled-count", [("count", touched.into())])) } } }
            @if request.clinician { div { dt { (w.say("role-clinician")) } dd { (w.say("request-clinician")) } } }
        }
        section { h2 { (w.say("edit-check")) } (problems(visit, &request.part, &checked)) }
        @if request.part.campaign().is_some() { section { h2 { (w.say("cases-title")) } (timeline(w, &checked.played)) } }
        section {
            h2 { (w.say("request-changes")) }
            @for part in &parts {
                @if parts.len() > 1 { h3 { (part_title(visit, part)) } }
                (texts_changed(visit, part, &before, &after))
            }
        }
        section {
            h2 { (w.say("request-replay")) }
            @match &replay {
                Some(replay) => {
                    @if let Some(found) = &replay.found { (replays::totals(visit, found)) }
                    p { a href=(visit.path(&format!("/replays/{}", replay.id))) { (w.say("request-see-replay")) } }
                },
                None => p { (w.say("request-no-replay")) },
            }
        }
        section {
            h2 { (w.say("request-said")) }
            @if said.is_empty() { p { (w.say("request-nothing-said")) } }
            @for entry in &said { (one(visit, entry, &staff)) }
        }
        @if is_open { (answers(visit, &request)) }
    };
    let name = written_title(visit, &request.part, &after.part(&request.part));
    let title = w.with("request-name", [("number", request.number.into()), ("part", name.into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

fn one(visit: &Visit<'_>, entry: &Entry, staff: &[Person]) -> Markup {
    let w = visit.words();
    html! {
        article.said {
            p { strong { (name_of(visit, staff, &entry.by)) } " " (w.say(&format!("said-of-{}", entry.what.as_str()))) " " small { (w.instant(entry.at)) } }
            @if !entry.text.is_empty() { blockquote { (entry.text) } }
        }
    }
}

fn answers(visit: &Visit<'_>, request: &Request) -> Markup {
    let w = visit.words();
    let may_approve = visit.person.roles.may(Task::Approve);
    html! {
        form.card method="post" action=(visit.path(&format!("/requests/{}", request.number))) {
            h2 { (w.say("request-answer")) }
            (visit.csrf_field())
            (field("text", &w.say("request-words"), None, &html! {
                textarea #text name="text" rows="3" maxlength=(MOST_WORDS) {}
            }))
            .row {
                @if may_approve && request.by != visit.person.id {
                    button.button name="what" value="approved" { (w.say("request-approve")) }
                    button.button.second name="what" value="returned" { (w.say("request-return")) }
                }
                @if request.clinician && visit.person.clinician && request.by != visit.person.id {
                    button.button.second name="what" value="neutral" { (w.say("request-neutral")) }
                }
                button.button.second name="what" value="comment" { (w.say("request-comment")) }
                @if request.by == visit.person.id { button.button.danger name="what" value="withdrawn" { (w.say("request-withdraw")) } }
            }
            @if request.by == visit.person.id { p.hint { (w.say("request-own")) } }
        }
    }
}

pub(super) async fn say(visit: &Visit<'_>, number: &str, form: &Form) -> Shown {
    let (door, number) = (visit.door, number_of(number)?);
    let text = words_of(form)?;
    let page = format!("/requests/{number}");
    let what = match form.get("what") {
        "approved" => {
            visit.may(Task::Approve)?;
            office::approve(&door.sql, &cache(), &door.city, &visit.person, number, &text, door.now).await?;
            return Ok(door.go(&page, Some("published")));
        }
        "returned" => {
            visit.may(Task::Approve)?;
            Saying::Returned
        }
        "neutral" => Saying::Neutral,
        "withdrawn" => Saying::Withdrawn,
        "comment" if text.is_empty() => return Err(Failure::Field("request-text-empty")),
        "comment" => Saying::Comment,
        _ => return Err(Failure::NotFound),
    };
    // A request that comes back without a reason helps nobody.
    if what == Saying::Returned && text.is_empty() {
        return Err(Failure::Field("request-text-empty"));
    }
    office::say(&door.sql, &door.city, &visit.person, number, what, &text, door.now).await?;
    Ok(door.go(&page, Some("noted")))
}
