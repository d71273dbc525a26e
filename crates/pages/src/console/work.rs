//! Whom rules flagged for staff, as a list that is done. Each look at it is in the log, with those who were seen.

use super::Shown;
use super::failure::Failure;
use super::visit::{Layout, Visit};
use crate::design::{Tone, empty, field, hidden, notice, tag};
use crate::form::Form;
use domain::pack::is_name;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use serde_json::json;
use shell::doors::Incoming;
use shell::office::{looked, work};
use shell::resident::DELETION;
use shell::store::{Deed, Flag, FlagState, Person, WantedFlags};

/// How many flags a page has.
const PAGE: usize = 50;

/// The longest note.
const MOST_WORDS: usize = 1_000;

/// Which part of the list is seen.
#[derive(Default)]
struct Part {
    state: FlagState,
    campaign: Option<String>,
}

impl Part {
    fn of(state: Option<&str>, campaign: Option<&str>) -> Self {
        let campaign = campaign.filter(|name| is_name(name)).map(str::to_owned);
        Self { state: state.and_then(FlagState::from_name).unwrap_or_default(), campaign }
    }

    fn path(&self) -> String {
        let campaign = self.campaign.as_ref().map(|name| format!("&campaign={name}")).unwrap_or_default();
        format!("/work?state={}{campaign}", self.state.as_str())
    }
}

pub(super) async fn show(visit: &Visit<'_>, request: &Incoming) -> Shown {
    visit.may(Task::Residents)?;
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let part = Part::of(request.asked("state").as_deref(), request.asked("campaign").as_deref());
    let after = request.asked("after").filter(|id| id.len() == 26 && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    let wanted = WantedFlags { state: part.state, campaign: part.campaign.as_deref(), after: after.as_deref() };
    // One more tells whether there are more.
    let mut flags = store.flags(&door.city, &wanted, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    let more = flags.len() > PAGE;
    flags.truncate(PAGE);
    let seen: Vec<&str> = flags.iter().map(|flag| flag.resident.as_str()).collect();
    let detail = json!({ "state": part.state.as_str(), "campaign": part.campaign, "residents": seen });
    looked(&door.sql, &door.city, &Deed::new(&visit.person.id, "work_seen", "").with(detail), door.now).await?;
    let staff = store.staff(&door.city).await?;
    let last = flags.last().filter(|_| more).map(|flag| flag.decision.clone());
    let body = html! {
        p { (w.say("work-text")) }
        (choice(visit, &part))
        @if flags.is_empty() { (nothing(visit, &part)) }
        @if !flags.is_empty() { h2.unseen { (w.say(&format!("work-{}", part.state.as_str()))) } }
        @for flag in &flags { (one(visit, flag, &staff, &part)) }
        @if let Some(last) = last {
            p { a.button.second href=(visit.path(&format!("{}&after={last}", part.path()))) { (w.say("work-more")) } }
        }
    };
    let said = door.told().unwrap_or_else(|| notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } }));
    let title = w.say("nav-work");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, said: Some(said), ..Layout::default() }, &body))
}

/// The flags of one resident, for the page on them.
pub(super) fn of_resident(visit: &Visit<'_>, flags: &[Flag], staff: &[Person]) -> Markup {
    html! {
        @if !flags.is_empty() {
            section {
                h2 { (visit.words().say("nav-work")) }
                @for flag in flags { (one(visit, flag, staff, &Part::default())) }
            }
        }
    }
}

/// What waits or what is done, and of which campaign.
fn choice(visit: &Visit<'_>, part: &Part) -> Markup {
    let w = visit.words();
    let campaigns = &visit.door.ruleset.campaigns;
    html! {
        form.card.row method="get" action=(visit.path("/work")) {
            label for="state" { (w.say("work-state")) }
            select #state name="state" {
                @for state in [FlagState::Open, FlagState::Done] {
                    option value=(state.as_str()) selected[state == part.state] { (w.say(&format!("work-{}", state.as_str()))) }
                }
            }
            label for="campaign" { (w.say("work-campaign")) }
            select #campaign name="campaign" {
                option value="" { (w.say("work-all-campaigns")) }
                @for (name, campaign) in campaigns {
                    option value=(name) selected[part.campaign.as_deref() == Some(name)] { (campaign.title) }
                }
                // One that is no longer in force may have left something to do.
                @if let Some(name) = part.campaign.as_ref().filter(|name| !campaigns.contains_key(*name)) {
                    option value=(name) selected { (name) }
                }
            }
            button.button.second { (w.say("work-choose")) }
        }
    }
}

fn nothing(visit: &Visit<'_>, part: &Part) -> Markup {
    let w = visit.words();
    let key = match (part.state, &part.campaign) {
        (FlagState::Open, None) => "work-none",
        (FlagState::Open, Some(_)) => "work-none-of-campaign",
        (FlagState::Done, _) => "work-none-done",
    };
    match part.campaign {
        Some(_) => empty(&w.say(key), Some((&visit.path("/work"), &w.say("work-see-all")))),
        None => empty(&w.say(key), None),
    }
}

fn one(visit: &Visit<'_>, flag: &Flag, staff: &[Person], part: &Part) -> Markup {
    let w = visit.words();
    let Flag { decision, resident, campaign, .. } = flag;
    let known = visit.door.ruleset.campaigns.get(campaign).map(|campaign| campaign.title.clone());
    // What a resident asked for by themselves is no campaign's.
    let asked = (campaign == DELETION).then(|| w.say("work-deletion"));
    let is_asked = asked.is_some();
    let title = asked.or(known).unwrap_or_else(|| campaign.clone());
    let name =
        |id: &str| staff.iter().find(|person| person.id == id).map_or_else(|| id.to_owned(), |one| one.name.clone());
    let why = format!("/residents/{resident}");
    let why = if is_asked { why } else { format!("{why}?message={decision}") };
    let note = format!("note-{decision}");
    html! {
        article.card id={ "flag-" (decision) } {
            h3 { @if is_asked { (w.say("work-deletion-text")) } @else { (flag.reason) } }
            p {
                a href=(visit.path(&why)) { (w.with("work-why", [("id", resident.as_str().into())])) }
                " " small { (title) " · " (w.instant(flag.at)) }
                @if flag.sensitive { " " (tag(Tone::Warning, &w.say("work-sensitive"))) }
            }
            @match &flag.written {
                // Words that may tell of health are not in the list.
                Some(_) if flag.sensitive => p.hint { (w.say("work-hidden")) },
                Some(written) => blockquote { (written) },
                None => {}
            }
            form method="post" action=(visit.path(&format!("/work/{decision}"))) {
                (visit.csrf_field())
                (hidden("state", part.state.as_str()))
                @if let Some(campaign) = &part.campaign { (hidden("campaign", campaign)) }
                @match &flag.done {
                    None => {
                        (field(&note, &w.say("work-note"), Some(&w.say("work-note-hint")), &html! {
                            textarea id=(note) name="note" rows="2" maxlength=(MOST_WORDS) aria-describedby={ (note) "-hint" } { (flag.note) }
                        }))
                        button.button name="what" value="done" { (w.say("work-do")) }
                    }
                    Some((by, at)) => {
                        p { (tag(Tone::Good, &w.say("work-done"))) " " small { (name(by)) " · " (w.instant(*at)) } }
                        @if !flag.note.is_empty() { blockquote { (flag.note) } }
                        button.button.second name="what" value="reopen" { (w.say("work-reopen")) }
                    }
                }
            }
        }
    }
}

pub(super) async fn change(visit: &Visit<'_>, decision: &str, form: &Form) -> Shown {
    visit.may(Task::Residents)?;
    let (door, by) = (visit.door, &visit.person.id);
    let said = match form.get("what") {
        "done" => {
            let note = form.text("note").unwrap_or_default().trim().to_owned();
            if note.chars().count() > MOST_WORDS {
                return Err(Failure::Field("work-note-long"));
            }
            work::done(&door.sql, &door.city, by, decision, &note, door.now).await?;
            "work-done"
        }
        "reopen" => {
            work::reopen(&door.sql, &door.city, by, decision, door.now).await?;
            "work-reopened"
        }
        _ => return Err(Failure::NotFound),
    };
    let campaign = Some(form.get("campaign")).filter(|name| !name.is_empty());
    Ok(door.go(&Part::of(Some(form.get("state")), campaign).path(), Some(said)))
}
