//! A draft before it is asked for, and the asking.

use super::super::Shown;
use super::super::campaigns::{look, problems, texts_changed, written_title};
use super::super::failure::Failure;
use super::super::replays;
use super::super::visit::{Layout, Visit};
use super::tried::found;
use super::{MOST_WORDS, words_of};
use crate::design::{Tone, field, hidden, tag};
use crate::form::Form;
use domain::pack::Part;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::office::requests::{self as office, Asked, Enrolled};
use shell::office::{Refusal, drafts};

/// What is asked for, before it is.
pub(in super::super) async fn before(visit: &Visit<'_>, part: &str) -> Shown {
    visit.may(Task::Write)?;
    let (w, door) = (visit.words(), visit.door);
    let part: Part = part.parse().map_err(|_| Failure::NotFound)?;
    let draft = visit.store().draft(&door.city, &part).await?.ok_or(Failure::Refused(Refusal::NoDraft))?;
    let (_, pack) = drafts::in_force(&door.sql, &door.city).await?;
    let after = pack.with_part(&part, &draft.files);
    let checked = look(&after, &part);
    let clean = checked.problems.is_empty();
    let replay = visit.store().replay_of_draft(&door.city, &part, draft.rev).await?;
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
                (found(visit, replay.as_ref()))
                (replays::of_draft(visit, &part))
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

pub(in super::super) async fn ask(visit: &Visit<'_>, part: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let part: Part = part.parse().map_err(|_| Failure::NotFound)?;
    let read = form.get("rev").parse().map_err(|_| Failure::Stale)?;
    let note = words_of(form)?;
    // The one that was made of this very draft.
    let replay = visit.store().replay_of_draft(&door.city, &part, read).await?;
    let replay = replay.as_ref().map(|replay| replay.id.as_str());
    let asked = Asked { note: &note, enrolled: Enrolled::from_name(form.get("enrolled")), replay };
    let number = office::ask(&door.sql, &door.city, &visit.person.id, &part, read, &asked, door.now).await?;
    Ok(door.go(&format!("/requests/{number}"), Some("asked")))
}
