//! Every state of a draft that was ever saved, what was put aside among it, and one taken up again.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::{Layout, Visit};
use super::editing::{part_of, part_title, texts_changed};
use domain::pack::Part;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::office::Refusal;
use shell::office::drafts::{self, in_force};
use shell::store::{DraftLine, Person};

pub(in super::super) async fn list(visit: &Visit<'_>, part: &str) -> Shown {
    visit.may(Task::Read)?;
    let (w, part) = (visit.words(), part_of(part)?);
    let lines = visit.store().draft_lines(&visit.door.city, &part).await?;
    let staff = visit.store().staff(&visit.door.city).await?;
    let body = html! {
        p { (w.say("history-text")) }
        ul.list {
            @for line in &lines {
                li {
                    a href=(visit.path(&format!("/edit/{part}/history/{}", line.rev))) { (w.with("history-rev", [("rev", line.rev.into())])) }
                    " " (said_of(visit, line, &staff))
                }
            }
        }
        p { a href=(visit.path(&format!("/edit/{part}"))) { (w.say("request-back-to-edit")) } }
    };
    let title = w.with("history-of", [("part", part_title(visit, &part).into())]);
    Ok(visit.page(&title, &body))
}

fn said_of(visit: &Visit<'_>, line: &DraftLine, staff: &[Person]) -> Markup {
    let w = visit.words();
    let by = staff.iter().find(|person| person.id == line.by).map_or(&line.by, |person| &person.name);
    let what = w.say(&format!("history-{}", line.what));
    html! { (w.instant(line.at)) " · " (by) " · " (what) }
}

pub(in super::super) async fn show(visit: &Visit<'_>, part: &str, rev: &str) -> Shown {
    visit.may(Task::Read)?;
    let rev = rev.parse().map_err(|_| Failure::NotFound)?;
    one(visit, &part_of(part)?, rev, None, StatusCode::OK).await
}

/// One of them, beside what stands now.
pub(super) async fn one(visit: &Visit<'_>, part: &Part, rev: i64, said: Option<Markup>, status: StatusCode) -> Shown {
    let (w, store, city) = (visit.words(), visit.store(), &visit.door.city);
    let earlier = store.draft_at(city, part, rev).await?.ok_or(Failure::NotFound)?;
    let (_, pack) = in_force(&visit.door.sql, city).await?;
    let now = store.draft(city, part).await?;
    let beside = now.as_ref().map_or_else(|| pack.clone(), |draft| pack.with_part(part, &draft.files));
    let key = if now.is_some() { "history-beside-draft" } else { "history-beside-force" };
    let staff = store.staff(city).await?;
    let body = html! {
        p.hint { (said_of(visit, &earlier.line, &staff)) }
        @if visit.person.roles.may(Task::Write) {
            form method="post" action=(visit.path(&format!("/edit/{part}/history/{rev}"))) {
                (visit.csrf_field())
                button.button { (w.say("history-restore")) }
            }
        }
        section {
            h2 { (w.say(key)) }
            (texts_changed(visit, part, &beside, &pack.with_part(part, &earlier.files)))
        }
        section {
            h2 { (w.say("history-whole")) }
            @for (name, text) in &earlier.files { h3 { (name) } pre.source tabindex="0" { (text) } }
        }
        p { a href=(visit.path(&format!("/edit/{part}/history"))) { (w.say("history-title")) } }
    };
    let title = w.with("history-one", [("part", part_title(visit, part).into()), ("rev", rev.into())]);
    Ok(visit.page_with(status, Layout { title: &title, said, wide: true, ..Layout::default() }, &body))
}

pub(in super::super) async fn restore(visit: &Visit<'_>, part: &str, rev: &str) -> Shown {
    visit.may(Task::Write)?;
    let (door, part) = (visit.door, part_of(part)?);
    let rev = rev.parse().map_err(|_| Failure::Refused(Refusal::NoDraft))?;
    drafts::restore(&door.sql, &door.city, &visit.person.id, &part, rev, door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("restored")))
}
