//! What of steps is worth a look. It accuses nobody, and is decided by steps alone: which arm somebody is in, or what
//! else is known of them, is not on the page, nor is a way to it.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::{Layout, Visit};
use super::final_day;
use crate::design::{Tone, empty, field, hidden, notice, tag};
use crate::form::Form;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;
use shell::doors::Incoming;
use shell::office::challenges::decide_doubt;
use shell::office::looked;
use shell::store::{Deed, DoubtState, Noticed, Person};

/// How many a page has.
const PAGE: i64 = 100;

/// The longest note.
const MOST_WORDS: usize = 1_000;

const STATES: [DoubtState; 3] = [DoubtState::Open, DoubtState::SetAside, DoubtState::Fair];

pub(in super::super) async fn list(visit: &Visit<'_>, request: &Incoming) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let state = request.asked("state").and_then(|name| DoubtState::from_name(&name)).unwrap_or_default();
    let doubts = store.doubts(&door.city, state, PAGE).await?;
    let seen: Vec<&str> = doubts.iter().map(|doubt| doubt.what.resident.as_str()).collect();
    let detail = json!({ "state": state.as_str(), "residents": seen });
    looked(&door.sql, &door.city, &Deed::new(&visit.person.id, "doubts_seen", "").with(detail), door.now).await?;
    let staff = store.staff(&door.city).await?;
    let body = html! {
        p { (w.say("doubts-text")) }
        ul.periods {
            @for other in STATES {
                li { a href=(visit.path(&path(other))) aria-current=[(other == state).then_some("true")] { (w.say(state_key(other))) } }
            }
        }
        @if doubts.is_empty() { (empty(&w.say("doubts-none"), None)) }
        @for doubt in &doubts { (one(visit, doubt, &staff)) }
    };
    let said = door.told().unwrap_or_else(|| notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } }));
    let title = w.say("doubts-title");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}

fn path(state: DoubtState) -> String {
    format!("/challenges/doubts?state={}", state.as_str())
}

fn state_key(state: DoubtState) -> &'static str {
    match state {
        DoubtState::Open => "doubts-open",
        DoubtState::Fair => "doubts-fair",
        DoubtState::SetAside => "doubts-set-aside",
    }
}

fn one(visit: &Visit<'_>, doubt: &Noticed, staff: &[Person]) -> Markup {
    let w = visit.words();
    let what = &doubt.what;
    let campaign = visit.door.ruleset.campaigns.get(&what.challenge);
    let title = campaign.map_or(what.challenge.as_str(), |campaign| &campaign.title);
    let challenge = campaign.and_then(|campaign| campaign.challenge.as_ref());
    let name =
        |id: &str| staff.iter().find(|person| person.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone());
    let note = format!("note-{}", doubt.id);
    html! {
        article.card {
            h2 { code { (what.resident) } }
            p { (w.said(&what.doubt.said())) }
            p {
                small {
                    (title) " · " (w.instant(doubt.at))
                    @if let Some(challenge) = challenge { " · " (w.with("doubts-until", [("day", w.day(final_day(challenge)).into())])) }
                }
            }
            @if let Some((by, at)) = &doubt.decided {
                p { (tag(Tone::Plain, &w.say(state_key(doubt.state)))) " " small { (name(by)) " · " (w.instant(*at)) } }
            }
            form method="post" action=(visit.path(&format!("/challenges/doubts/{}", doubt.id))) {
                (visit.csrf_field())
                (hidden("seen", doubt.state.as_str()))
                (field(&note, &w.say("doubts-note"), Some(&w.say("doubts-note-hint")), &html! {
                    textarea id=(note) name="note" rows="2" maxlength=(MOST_WORDS) aria-describedby={ (note) "-hint" } { "\n" (doubt.note) }
                }))
                p.row {
                    @if doubt.state != DoubtState::Fair { button.button.second name="to" value="fair" { (w.say("doubts-clear")) } }
                    @if doubt.state != DoubtState::SetAside { button.button.second name="to" value="set_aside" { (w.say("doubts-leave-out")) } }
                }
            }
        }
    }
}

pub(in super::super) async fn decide(visit: &Visit<'_>, id: &str, form: &Form) -> Shown {
    visit.may(Task::Residents)?;
    let seen = DoubtState::from_name(form.get("seen")).ok_or(Failure::NotFound)?;
    let (to, said) = match DoubtState::from_name(form.get("to")) {
        Some(DoubtState::Fair) => (DoubtState::Fair, "doubt-cleared"),
        Some(DoubtState::SetAside) => (DoubtState::SetAside, "doubt-set-aside"),
        Some(DoubtState::Open) | None => return Err(Failure::NotFound),
    };
    let note = form.text("note").unwrap_or_default().trim().to_owned();
    if note.chars().count() > MOST_WORDS {
        return Err(Failure::Field("work-note-long"));
    }
    if to == DoubtState::SetAside && note.is_empty() {
        return Err(Failure::Field("doubts-note-needed"));
    }
    let (door, by) = (visit.door, &visit.person.id);
    decide_doubt(&door.sql, &door.city, by, id, (seen, to, &note), door.now).await?;
    Ok(door.go(&path(seen), Some(said)))
}
