//! What was in force, with differences; back to an earlier version at once, or as a draft.

use super::Shown;
use super::campaigns::{part_title, texts_changed};
use super::failure::Failure;
use super::requests::name_of;
use super::visit::{Layout, Visit};
use crate::design::{Tone, hidden, tag};
use crate::form::Form;
use domain::Pack;
use domain::pack::Part;
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::{Incoming, cache};
use shell::office::drafts::{self, Beginning};
use shell::publish;
use shell::store::{Hands, Person, Release};

/// How many versions a page looks at: each is a whole pack.
const PAGE: usize = 30;

/// A version, and the parts in which it differs from the one before it.
struct Step {
    release: Release,
    parts: Vec<Part>,
}

async fn steps(visit: &Visit<'_>) -> Result<Vec<Step>, Failure> {
    let releases = visit.store().releases(&visit.door.city).await?;
    let mut steps = Vec::new();
    let mut later: Option<(Release, Pack)> = None;
    for release in releases.into_iter().take(PAGE + 1) {
        let pack = pack_of(visit, &release).await?;
        if let Some((above, after)) = later.take() {
            steps.push(Step { release: above, parts: after.parts_changed(&pack) });
        }
        later = Some((release, pack));
    }
    if let Some((first, pack)) = later.filter(|_| steps.len() < PAGE) {
        // The first of all: everything in it is new.
        let nothing = Pack { city: pack.city.clone(), files: Default::default() };
        steps.push(Step { release: first, parts: pack.parts_changed(&nothing) });
    }
    Ok(steps)
}

async fn pack_of(visit: &Visit<'_>, release: &Release) -> Result<Pack, Failure> {
    let pack = visit.store().pack(&visit.door.city, &release.hash).await?;
    Ok(pack.ok_or_else(|| shell::Error::UnknownVersion(release.hash.clone()))?)
}

pub(super) async fn list(visit: &Visit<'_>, request: &Incoming) -> Shown {
    let w = visit.words();
    let of = request.asked("part").and_then(|part| part.parse::<Part>().ok());
    let steps = steps(visit).await?;
    let present = steps.first().map(|step| step.release.number);
    let numbers = steps.last().map_or(0, |step| step.release.number)..=present.unwrap_or_default();
    let hands = visit.store().hands(&visit.door.city, numbers).await?;
    let staff = visit.store().staff(&visit.door.city).await?;
    let shown = steps.iter().filter(|step| of.as_ref().is_none_or(|part| step.parts.contains(part)));
    let body = html! {
        p { (w.say("versions-text")) }
        @if let Some(part) = &of { p { (w.with("versions-of", [("part", part_title(visit, part).into())])) " " a href=(visit.path("/versions")) { (w.say("versions-all")) } } }
        .scroll tabindex="0" {
            table {
                thead { tr { th.number scope="col" { (w.say("log-number")) } th scope="col" { (w.say("log-at")) } th scope="col" { (w.say("versions-how")) } th scope="col" { (w.say("log-who")) } th scope="col" { (w.say("request-changes")) } th scope="col" { (w.say("log-hash")) } } }
                tbody {
                    @for step in shown {
                        @let release = &step.release;
                        tr {
                            td.number { a href=(visit.path(&format!("/versions/{}", release.number))) { (w.number(release.number)) } }
                            td { (w.instant(release.at)) }
                            td { (w.say(&format!("deed-{}", release.how.replace('_', "-")))) @if Some(release.number) == present { " " (tag(Tone::Good, &w.say("versions-present"))) } }
                            td { @if let Some(hands) = hands.get(&release.number) { (through(visit, hands, &staff)) } }
                            td { @for part in &step.parts { (part_title(visit, part)) br; } }
                            td { code { (release.hash.get(..12).unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
    };
    let title = w.say("versions-title");
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

/// Who put a version in force, and who had asked for it.
fn through(visit: &Visit<'_>, hands: &Hands, staff: &[Person]) -> Markup {
    let w = visit.words();
    let by = hands.by.as_deref().map(|by| name_of(visit, staff, by));
    html! {
        @match (&hands.asked, by) {
            (Some((number, asker)), by) => {
                @if let Some(by) = by { (w.with("versions-approved-by", [("name", by.into())])) br; }
                @let asker = name_of(visit, staff, asker);
                a href=(visit.path(&format!("/requests/{number}"))) { (w.with("versions-asked-by", [("number", (*number).into()), ("name", asker.into())])) }
            },
            (None, Some(by)) => (by),
            (None, None) => (w.say("versions-by-nobody")),
        }
    }
}

pub(super) async fn show(visit: &Visit<'_>, number: &str) -> Shown {
    let w = visit.words();
    let number: i64 = number.parse().map_err(|_| Failure::NotFound)?;
    let releases = visit.store().releases(&visit.door.city).await?;
    let place = releases.iter().position(|release| release.number == number).ok_or(Failure::NotFound)?;
    let release = releases.get(place).ok_or(Failure::NotFound)?;
    let after = pack_of(visit, release).await?;
    let before = match releases.get(place + 1) {
        Some(earlier) => pack_of(visit, earlier).await?,
        None => Pack { city: after.city.clone(), files: Default::default() },
    };
    let parts = after.parts_changed(&before);
    let is_present = place == 0;
    let hands = visit.store().hands(&visit.door.city, number..=number).await?;
    let staff = visit.store().staff(&visit.door.city).await?;
    let body = html! {
        p { (w.say(&format!("deed-{}", release.how.replace('_', "-")))) " · " (w.instant(release.at)) " · " code { (release.hash.get(..12).unwrap_or_default()) }
            @if is_present { " " (tag(Tone::Good, &w.say("versions-present"))) } }
        @if let Some(hands) = hands.get(&number) { p { (through(visit, hands, &staff)) } }
        @for part in &parts {
            section {
                h2 { (part_title(visit, part)) }
                (texts_changed(visit, part, &before, &after))
                @if !is_present && visit.person.roles.may(Task::Write) && !after.part(part).is_empty() { (as_draft(visit, number, part)) }
            }
        }
        @if !is_present && visit.person.roles.may(Task::Approve) {
            section {
                h2 { (w.say("versions-back")) }
                p { (w.say("versions-back-text")) }
                form method="post" action=(visit.path(&format!("/versions/{number}/back"))) {
                    (visit.csrf_field())
                    button.button.danger { (w.say("versions-back-do")) }
                }
            }
        }
    };
    let title = w.with("versions-one", [("number", number.into())]);
    Ok(visit.page_with(StatusCode::OK, Layout { title: &title, wide: true, ..Layout::default() }, &body))
}

fn as_draft(visit: &Visit<'_>, number: i64, part: &Part) -> Markup {
    html! {
        form method="post" action=(visit.path(&format!("/versions/{number}/draft"))) {
            (visit.csrf_field())
            (hidden("part", &part.to_string()))
            button.button.second { (visit.words().say("versions-draft")) }
        }
    }
}

async fn release_of(visit: &Visit<'_>, number: &str) -> Result<Release, Failure> {
    let number: i64 = number.parse().map_err(|_| Failure::NotFound)?;
    let releases = visit.store().releases(&visit.door.city).await?;
    releases.into_iter().find(|release| release.number == number).ok_or(Failure::NotFound)
}

/// Begins a draft with the texts of an earlier version.
pub(super) async fn draft(visit: &Visit<'_>, number: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let door = visit.door;
    let part: Part = form.get("part").parse().map_err(|_| Failure::NotFound)?;
    let files = pack_of(visit, &release_of(visit, number).await?).await?.part(&part);
    if files.is_empty() {
        return Err(Failure::NotFound);
    }
    drafts::begin(&door.sql, &door.city, &visit.person.id, &part, Beginning::Earlier(files), door.now).await?;
    Ok(door.go(&format!("/edit/{part}"), Some("begun")))
}

/// Puts an earlier version back in force, at once: it was approved before.
pub(super) async fn back(visit: &Visit<'_>, number: &str) -> Shown {
    visit.may(Task::Approve)?;
    let door = visit.door;
    let release = release_of(visit, number).await?;
    publish::rollback(&door.sql, &cache(), &door.city, Some(&release.hash), &visit.person.id, door.now).await?;
    Ok(door.go("/versions", Some("back")))
}
