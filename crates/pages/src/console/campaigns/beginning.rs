//! How a new campaign begins: from a template or a copy, under a title of its own.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::Visit;
use super::templates::{TEMPLATES, Template};
use crate::design::field;
use crate::form::Form;
use domain::pack::PLAN;
use domain::pack::contract::CONTRACT;
use domain::pack::{Campaign, Part, PartFiles, Title, free_name, is_name, retitled, title_of};
use domain::staff::Task;
use maud::{Markup, html};
use shell::office::drafts::{self, Beginning};

/// The page on which one chooses with what to begin.
pub(in super::super) async fn new(visit: &Visit<'_>) -> Shown {
    visit.may(Task::Write)?;
    let w = visit.words();
    let body = html! {
        p { (w.say("new-text")) }
        form method="post" action=(visit.path("/campaigns/new")) {
            (visit.csrf_field())
            fieldset {
                legend { (w.say("new-from")) }
                .cards { @for (place, template) in TEMPLATES.iter().enumerate() { (card(visit, template, place == 0)) } }
            }
            @if !visit.door.ruleset.campaigns.is_empty() {
                fieldset {
                    legend { (w.say("new-copy")) }
                    @for (name, campaign) in &visit.door.ruleset.campaigns { (copy(name, campaign)) }
                }
            }
            (field("title", &w.say("new-name-title"), Some(&w.say("new-name-title-hint")), &html! {
                input #title type="text" name="title" maxlength=(Title::MOST) aria-describedby="title-hint";
            }))
            (field("name", &w.say("new-name"), Some(&w.say("new-name-hint")), &html! {
                input #name type="text" name="name" maxlength="40" pattern="[a-z][a-z0-9_]*" autocapitalize="none"
                    spellcheck="false" aria-describedby="name-hint";
            }))
            button.button { (w.say("new-make")) }
        }
    };
    Ok(visit.page(&w.say("new-title"), &body))
}

/// A template: what it does, and what one learns by it.
fn card(visit: &Visit<'_>, template: &Template, is_chosen: bool) -> Markup {
    let (w, name) = (visit.words(), template.name);
    html! {
        label.card.choice for={ "template-" (name) } {
            input id={ "template-" (name) } type="radio" name="from" value={ "template:" (name) } checked[is_chosen];
            span {
                strong { (w.say(&format!("template-{name}"))) }
                small { (w.say(&format!("template-{name}-text"))) }
                small.hint { (w.say(&format!("template-{name}-teaches"))) }
            }
        }
    }
}

fn copy(name: &str, campaign: &Campaign) -> Markup {
    html! {
        label.choice for={ "copy-" (name) } {
            input id={ "copy-" (name) } type="radio" name="from" value={ "copy:" (name) };
            span { (campaign.title) small { code { (name) } } }
        }
    }
}

/// Begins the draft that was asked for.
pub(in super::super) async fn make(visit: &Visit<'_>, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let (like, files) = beginning(visit, form.get("from")).await?;
    let files = match form.get("title") {
        "" => files,
        title => retitled(&files, &title.parse().map_err(|_| Failure::Field("new-name-title-fault"))?),
    };
    let name = match form.get("name") {
        "" => name_like(visit, like).await?,
        name if is_name(name) => name.to_owned(),
        _ => return Err(Failure::Field("new-name-fault")),
    };
    let part = Part::Campaign(name);
    drafts::begin(&door.sql, &door.city, &visit.person.id, &part, Beginning::New(files), door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("begun")))
}

/// The texts to begin with, and the name that one for them would be like.
async fn beginning<'f>(visit: &Visit<'_>, from: &'f str) -> Result<(&'f str, PartFiles), Failure> {
    let door = visit.door;
    match from.split_once(':') {
        Some(("template", from)) => {
            let template = TEMPLATES.iter().find(|template| template.name == from).ok_or(Failure::NotFound)?;
            let today = visit.words().zone.day(door.now);
            Ok((from, template.files_about(today, &door.ruleset.city.topics)))
        }
        Some(("copy", from)) => {
            let (_, pack) = drafts::in_force(&door.sql, &door.city).await?;
            let mut files = pack.part(&Part::Campaign(from.to_owned()));
            // What is paid for the results of one campaign is not agreed on for another.
            files.remove(CONTRACT);
            // Nor is what was asked of it.
            files.remove(PLAN);
            if files.is_empty() {
                return Err(Failure::NotFound);
            }
            Ok((from, copied(visit, &files)))
        }
        _ => Err(Failure::Field("new-from-fault")),
    }
}

/// A copy says that it is one, until somebody gives it a title: nobody could tell two of the same apart.
fn copied(visit: &Visit<'_>, files: &PartFiles) -> PartFiles {
    let title = title_of(files).unwrap_or_default();
    match visit.words().with("new-copy-title", [("title", title.into())]).parse() {
        Ok(title) => retitled(files, &title),
        // With the word it would be too long, and stays as it is.
        Err(_) => files.clone(),
    }
}

/// A name that no campaign and no draft has.
pub(super) async fn name_like(visit: &Visit<'_>, like: &str) -> Result<String, Failure> {
    let drafts = visit.store().drafts(&visit.door.city).await?;
    let is_taken = |name: &str| {
        visit.door.ruleset.campaigns.contains_key(name)
            || drafts.iter().any(|draft| draft.part.campaign() == Some(name))
    };
    Ok(free_name(like, is_taken))
}
