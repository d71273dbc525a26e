//! Groups that staff make for workplaces, teams and districts, and whether one may join them.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::Visit;
use super::one;
use crate::design::{Tone, empty, field, tag};
use crate::form::Form;
use domain::challenge::{Between, Challenge};
use domain::staff::Task;
use http::StatusCode;
use maud::{Markup, html};
use shell::challenges::code_of;
use shell::office::challenges::{MOST_GROUPS, NoGroups, close_group, make_groups, name_group};
use shell::spin::random;
use shell::store::{Closed, Named, Team};
use std::collections::BTreeSet;

/// What was typed and is shown again, with what is wrong with it.
#[derive(Default)]
pub(super) struct Typed<'a> {
    pub(super) names: &'a str,
    pub(super) fault: Option<String>,
}

/// The groups of a challenge, and of which of them staff took the name out.
pub(super) struct Groups<'a> {
    pub(super) teams: &'a [Team],
    pub(super) unnamed: &'a BTreeSet<String>,
}

pub(super) fn section(visit: &Visit<'_>, challenge: &Challenge, groups: &Groups<'_>, typed: &Typed<'_>) -> Markup {
    let Groups { teams, unnamed } = groups;
    let w = visit.words();
    let path = visit.path(&format!("/challenges/{}/groups", challenge.name));
    let may = visit.person.roles.may(Task::Write);
    let hint = match challenge.between {
        Between::Districts => "groups-hint-districts",
        _ => "groups-hint",
    };
    html! {
        h2 { (w.say("groups-title")) }
        @if teams.is_empty() { (empty(&w.say("groups-none"), None)) } @else {
            .scroll tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { (w.say("standings-name")) }
                        th scope="col" { (w.say("groups-code")) }
                        th scope="col" { (w.say("groups-pages")) }
                        th scope="col" { (w.say("groups-joining")) }
                    } }
                    tbody { @for team in *teams { (row(visit, team, if unnamed.contains(&team.name) { Named::No } else { Named::Yes }, (&path, may))) } }
                }
            }
        }
        @if may {
            form.card method="post" action=(path) {
                (visit.csrf_field())
                (field("names", &w.say("groups-names"), Some(&w.with(hint, [("most", MOST_GROUPS.into())])), &html! {
                    textarea #names name="names" rows="8" required maxlength="2000" aria-describedby="names-hint" { "\n" (typed.names) }
                }))
                button.button { (w.say("groups-make")) }
            }
        }
    }
}

fn row(visit: &Visit<'_>, team: &Team, named: Named, (path, may): (&str, bool)) -> Markup {
    let w = visit.words();
    let page = format!("/g/{}-{}", visit.door.city, team.code);
    let (tone, key, what, doing) = match team.closed {
        true => (Tone::Plain, "groups-closed", "open", "groups-open-it"),
        false => (Tone::Good, "groups-open", "close", "groups-close-it"),
    };
    let (name_what, naming) = match named {
        Named::Yes => ("unname", "groups-unname-it"),
        Named::No => ("name", "groups-name-it"),
    };
    html! {
        tr {
            th scope="row" { (team.name) @if named == Named::No { br; (tag(Tone::Plain, &w.say("groups-unnamed"))) } @if team.captain.is_some() { br; small { (w.say("groups-by-resident")) } } }
            td { code { (team.code) } }
            td { a href=(page) { (w.say("groups-page")) } " " a href={ (page) "/poster" } { (w.say("groups-poster")) } }
            td {
                (tag(tone, &w.say(key)))
                @if may {
                    form method="post" action={ (path) "/" (team.code) } {
                        (visit.csrf_field())
                        button.plain name="what" value=(what) { (w.say(doing)) span.unseen { " " (team.name) } }
                        button.plain name="what" value=(name_what) { (w.say(naming)) span.unseen { " " (team.name) } }
                    }
                }
            }
        }
    }
}

pub(in super::super) async fn make(visit: &Visit<'_>, name: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let (w, door, by) = (visit.words(), visit.door, &visit.person.id);
    let names = form.text("names").unwrap_or_default();
    let wish = (name, names.as_str());
    let made = make_groups(&door.sql, (&door.city, &door.ruleset), by, wish, || code_of(random()), door.now).await?;
    let fault = match made {
        Ok(0) => return Ok(door.go(&format!("/challenges/{name}"), Some("groups-there"))),
        Ok(_) => return Ok(door.go(&format!("/challenges/{name}"), Some("groups-made"))),
        Err(NoGroups::People) => return Err(Failure::NotFound),
        Err(NoGroups::Nothing) => w.say("groups-nothing"),
        Err(NoGroups::Many) => w.with("groups-many", [("most", MOST_GROUPS.into())]),
        Err(NoGroups::Name(wrong)) => w.with("groups-wrong", [("name", wrong.into())]),
    };
    let typed = Typed { names: &names, fault: Some(fault) };
    one::page(visit, name, one::Who::Nothing, typed, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(in super::super) async fn close(visit: &Visit<'_>, name: &str, code: &str, form: &Form) -> Shown {
    visit.may(Task::Write)?;
    let (door, by) = (visit.door, &visit.person.id);
    let wish = (name, code);
    let close = async |closed| close_group(&door.sql, &door.city, by, wish, closed, door.now).await;
    let show = async |named| name_group(&door.sql, &door.city, by, wish, named, door.now).await;
    let (done, said) = match form.get("what") {
        "close" => (close(Closed::Yes).await?, "groups-closed"),
        "open" => (close(Closed::No).await?, "groups-open"),
        "unname" => (show(Named::No).await?, "groups-unnamed"),
        "name" => (show(Named::Yes).await?, "groups-named"),
        _ => return Err(Failure::NotFound),
    };
    match done {
        true => Ok(door.go(&format!("/challenges/{name}"), Some(said))),
        false => Err(Failure::NotFound),
    }
}
