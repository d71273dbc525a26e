//! Requests to publish: asked by one, read and approved by another.

mod asking;
mod tried;

pub(super) use asking::{ask, before};

use super::Shown;
use super::campaigns::{Checked, look, messages_changed, part_title, problems, texts_changed, timeline, written_title};
use super::failure::{Failure, refusal_text};
use super::visit::{Layout, Visit};
use crate::design::{Tone, empty, field, notice, tag};
use crate::form::Form;
use domain::Pack;
use domain::pack::{Part, PartFiles};
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::cache;
use shell::office::Refusal;
use shell::office::requests as office;
use shell::store::{Entry, MACHINE, Person, Request, RequestState, Saying};

/// The longest note.
const MOST_WORDS: usize = 2_000;

/// What is said of words that are too long.
const TOO_LONG: &str = "request-text-long";

/// What is said where words are missing: a request that comes back without a reason helps nobody.
const NO_WORDS: &str = "request-text-empty";

fn words_of(form: &Form) -> Result<String, Failure> {
    let text = form.text("text").unwrap_or_default().trim().to_owned();
    if text.chars().count() > MOST_WORDS { Err(Failure::Field(TOO_LONG)) } else { Ok(text) }
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
            small { @if let Some(folder) = request.part.campaign() { code { (folder) } " · " } (name_of(visit, staff, &request.by)) " · " (w.instant(request.at)) }
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

pub(super) fn name_of(visit: &Visit<'_>, staff: &[Person], id: &str) -> String {
    if id == MACHINE {
        return visit.words().say("log-machine");
    }
    staff.iter().find(|person| person.id == id).map_or_else(|| id.to_owned(), |person| person.name.clone())
}

fn number_of(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

pub(super) async fn show(visit: &Visit<'_>, number: &str) -> Shown {
    page(visit, number_of(number)?, &Typed::default()).await
}

/// What somebody typed into the answer that was not taken.
#[derive(Default)]
struct Typed {
    text: String,
    /// What is wrong with it: a key of the catalogue.
    fault: Option<&'static str>,
    /// Why what was asked is not done.
    refusal: Option<Refusal>,
}

async fn page(visit: &Visit<'_>, number: i64, typed: &Typed) -> Shown {
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let city = &door.city;
    let request = store.request(city, number).await?.ok_or(Failure::NotFound)?;
    let staff = store.staff(city).await?;
    let said = store.said_of_request(city, request.number).await?;
    let corrupt = || shell::Error::UnknownVersion(request.hash.clone());
    let before = store.pack(city, &request.base).await?.ok_or_else(corrupt)?;
    let after = store.pack(city, &request.hash).await?.ok_or_else(corrupt)?;
    let parts = after.parts_changed(&before);
    let checked = look(&after, &request.part);
    let is_open = request.state == RequestState::Open;
    let is_mine_to_mend = store.returned_to(city, &visit.person.id).await?.contains(&request)
        && visit.person.roles.may(Task::Write)
        && store.draft(city, &request.part).await?.is_some();
    let bubbles = bubbles(visit, &parts, &before, &checked);
    let tried = tried::shown(visit, &request, &parts).await?;
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
        (bubbles)
        (tried)
        section {
            h2 { (w.say("request-said")) }
            @if said.is_empty() { p { (w.say("request-nothing-said")) } }
            @for entry in &said { (one(visit, entry, &staff)) }
        }
        @if is_open { (answers(visit, &request, typed)) }
        @else if !typed.text.trim().is_empty() { section { h2 { (w.say("request-not-said")) } blockquote { (typed.text) } } }
        @if is_mine_to_mend { (next_step(visit, &request)) }
    };
    let title = name(visit, &request, &after.part(&request.part));
    let (status, said) = match (&typed.refusal, typed.fault) {
        (Some(refusal), _) => (StatusCode::CONFLICT, Some(refusal_text(door, refusal))),
        (None, Some(key)) => (StatusCode::UNPROCESSABLE_ENTITY, Some(w.say(key))),
        (None, None) => (StatusCode::OK, None),
    };
    let said = said.map(|text| notice(Tone::Bad, &html! { p { (text) } }));
    Ok(visit.page_with(status, Layout { title: &title, wide: true, said, ..Layout::default() }, &body))
}

/// How the messages look that are new or changed, campaign by campaign.
fn bubbles(visit: &Visit<'_>, parts: &[Part], before: &Pack, checked: &Checked) -> Markup {
    let campaigns: Vec<(&Part, &str)> = parts.iter().filter_map(|part| Some((part, part.campaign()?))).collect();
    let before = before.load().ok().map(|(before, _)| before);
    html! {
        @if !campaigns.is_empty() {
            section {
                h2 { (visit.words().say("request-bubbles")) }
                @for (part, name) in &campaigns {
                    @if campaigns.len() > 1 { h3 { (part_title(visit, part)) } }
                    (messages_changed(visit, name, before.as_deref(), checked))
                }
            }
        }
    }
}

/// What a request is called, by its number and what its files say.
pub(super) fn name(visit: &Visit<'_>, request: &Request, files: &PartFiles) -> String {
    let part = written_title(visit, &request.part, files);
    visit.words().with("request-name", [("number", request.number.into()), ("part", part.into())])
}

/// What is to be done with a request that came back, for whoever asked.
pub(super) fn next_step(visit: &Visit<'_>, request: &Request) -> Markup {
    let w = visit.words();
    html! {
        p { (w.say("request-mend-text")) }
        p { a.button href=(visit.path(&format!("/edit/{}", request.part))) { (w.say("request-mend")) } }
    }
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

fn answers(visit: &Visit<'_>, request: &Request, typed: &Typed) -> Markup {
    let w = visit.words();
    let fault = typed.fault.map(|key| w.say(key));
    let may_approve = visit.person.roles.may(Task::Approve);
    html! {
        form.card method="post" action=(visit.path(&format!("/requests/{}", request.number))) {
            h2 { (w.say("request-answer")) }
            (visit.csrf_field())
            (field("text", &w.say("request-words"), None, &html! {
                @if let Some(fault) = &fault { p.fault #text-fault { (fault) } }
                textarea #text name="text" rows="3" maxlength=(MOST_WORDS) aria-invalid=[fault.as_ref().map(|_| "true")]
                    aria-describedby=[fault.as_ref().map(|_| "text-fault")] autofocus[fault.is_some()] {
                    // A line end right behind the tag is not part of the text.
                    "\n" (typed.text)
                }
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
    let number = number_of(number)?;
    let again = |fault, refusal| Typed { text: form.text("text").unwrap_or_default(), fault, refusal };
    match said(visit, number, form).await {
        // Whoever typed something has it still, beside what is wrong.
        Err(Failure::Field(key)) => page(visit, number, &again(Some(key), None)).await,
        Err(Failure::Refused(refusal)) if refusal != Refusal::UnknownRequest => {
            page(visit, number, &again(None, Some(refusal))).await
        }
        other => other,
    }
}

async fn said(visit: &Visit<'_>, number: i64, form: &Form) -> Shown {
    let door = visit.door;
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
        "comment" => Saying::Comment,
        _ => return Err(Failure::NotFound),
    };
    if matches!(what, Saying::Returned | Saying::Comment) && text.is_empty() {
        return Err(Failure::Field(NO_WORDS));
    }
    office::say(&door.sql, &door.city, &visit.person, number, what, &text, door.now).await?;
    Ok(door.go(&page, Some("noted")))
}
