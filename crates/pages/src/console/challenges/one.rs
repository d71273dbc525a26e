//! One challenge: its standings in full, on a page and as a file for spreadsheets.

use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::{Layout, Visit};
use super::{days, groups, race, state, taking_part};
use crate::design::{Tone, notice, tag};
use crate::spreadsheet::cell;
use crate::walking::{share, value, value_name};
use domain::challenge::{Between, Challenge, RanksBy, SMALLEST, Standing};
use domain::staff::Task;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use maud::{Markup, html};
use serde_json::json;
use shell::challenges::{named, standings};
use shell::doors::Incoming;
use shell::office::looked;
use shell::store::Deed;
use std::collections::BTreeSet;

/// How many rows of the standings a page has.
const ROWS: usize = 200;

pub(in super::super) async fn show(visit: &Visit<'_>, name: &str, request: &Incoming) -> Shown {
    let who = request.asked("who").is_some_and(|who| who == "ids");
    page(visit, name, if who { Who::Ids } else { Who::Nothing }, groups::Typed::default(), StatusCode::OK).await
}

/// What stands for people where everyone walks for themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Nothing: the key that makes their marks is not for the console.
    Nothing,
    /// Their ids, a look that is entered in the log.
    Ids,
}

pub(super) async fn page(
    visit: &Visit<'_>,
    name: &str,
    who: Who,
    typed: groups::Typed<'_>,
    status: StatusCode,
) -> Shown {
    visit.may(Task::Read)?;
    let (w, door, store) = (visit.words(), visit.door, visit.store());
    let challenge = named(&door.ruleset, name)?;
    let title = door.ruleset.campaigns.get(name).map(|campaign| campaign.title.as_str()).unwrap_or_default();
    let alone = challenge.between == Between::People;
    let today = w.zone.day(door.now);
    let board = standings(&store, &door.city, challenge, today).await?;
    if who == Who::Ids && alone {
        visit.may(Task::Residents)?;
        let seen: Vec<&str> = board.iter().take(ROWS).map(|one| one.group.team.as_str()).collect();
        let deed = Deed::new(&visit.person.id, "standings_seen", name).with(json!({ "residents": seen }));
        looked(&door.sql, &door.city, &deed, door.now).await?;
    }
    let aside = store.members_aside(&door.city, name).await?;
    let aside: BTreeSet<_> = aside.iter().map(|member| &member.member).collect();
    let result = store.result(&door.city, name).await?;
    let teams = if alone { Vec::new() } else { store.teams(&door.city, name).await? };
    let unnamed = store.unnamed(&door.city, name).await?;
    let (tone, key) = state(challenge, today, result.is_some());
    let members: i64 = board.iter().map(|one| one.group.members).sum();
    let path = visit.path(&format!("/challenges/{name}"));
    let named_by = |one: &Standing| match who {
        Who::Nothing if alone => "—".to_owned(),
        _ => one.group.team.clone(),
    };
    let said = typed.fault.as_ref().map(|fault| notice(Tone::Bad, &html! { p { (fault) } }));
    let logged = || notice(Tone::Plain, &html! { p { (w.say("residents-logged")) } });
    let said = said.or_else(|| (alone && who == Who::Ids).then(logged));
    let body = html! {
        p { (tag(tone, &w.say(key))) " " (days(visit, challenge)) }
        p {
            (taking_part(visit, challenge, members, board.len()))
            @if !aside.is_empty() {
                " " (w.with("challenges-aside", [("people", aside.len().into())]))
                @if visit.person.roles.may(Task::Residents) { " " a href=(visit.path("/challenges/doubts")) { (w.say("doubts-title")) } }
            }
        }
        ul {
            li { a href=(race(visit, challenge)) { (w.say("challenges-race")) } }
            li { a href={ (path) "/standings.csv" } { (w.say("challenges-csv")) } }
            @if !alone { li { a href={ (path) "/posters" } { (w.say("challenges-posters")) } } }
            li { a href={ (path) "/certificates" } { (w.say("certificates-title")) } }
            li { a href=(visit.path(&format!("/campaigns/{name}"))) { (w.say("challenges-campaign")) } }
        }
        details {
            summary { (w.say("challenges-rule")) }
            @for sentence in challenge.told() { p { (w.said(&sentence)) } }
        }
        h2 { (w.say("challenges-standings")) }
        @if result.is_none() { p.hint { (w.say("challenges-provisional")) } }
        @if board.is_empty() { p { (w.say("challenges-nobody")) } } @else {
            (table(visit, challenge, &board, named_by))
            @if board.len() > ROWS { p.hint { (w.with("challenges-more", [("rows", (board.len() - ROWS).into())])) } }
            @if alone && who == Who::Nothing && visit.person.roles.may(Task::Residents) {
                p { a href={ (path) "?who=ids" } { (w.say("challenges-ids")) } " " small { (w.say("challenges-ids-logged")) } }
            }
        }
        @if !alone { (groups::section(visit, challenge, &groups::Groups { teams: &teams, unnamed: &unnamed }, &typed)) }
    };
    Ok(visit.page_with(status, Layout { title, said, wide: true, ..Layout::default() }, &body))
}

fn table(visit: &Visit<'_>, challenge: &Challenge, board: &[Standing], name: impl Fn(&Standing) -> String) -> Markup {
    let w = visit.words();
    let leagues = !challenge.leagues.is_empty();
    // Then what decides the order has a column of its own anyway.
    let is_share = challenge.ranks_by == RanksBy::Participation;
    html! {
        .scroll tabindex="0" {
            table {
                thead { tr {
                    @if leagues { th.number scope="col" { (w.say("standings-league")) } }
                    th.number scope="col" { (w.say("standings-place")) }
                    th scope="col" { (w.say("standings-name")) }
                    th.number scope="col" { (w.say("standings-members")) }
                    @if !is_share { th.number scope="col" { (value_name(w, challenge)) } }
                    th.number scope="col" { (w.say("standings-participation")) }
                    th.number scope="col" { (w.say("standings-steps")) }
                    th.number scope="col" { (w.say("standings-days")) }
                } }
                tbody {
                    @for one in board.iter().take(ROWS) {
                        @let group = &one.group;
                        @let is_told = is_told(visit, challenge, one);
                        tr {
                            @if leagues { td.number { (one.league) } }
                            td.number { @match one.place { Some(place) => (place), None => "—" } }
                            th scope="row" { (name(one)) }
                            td.number { (w.number(group.members)) }
                            @if !is_share { td.number { @if is_told { (value(w, challenge, group.value)) } @else { "—" } } }
                            td.number { @if is_told { (share(group.participation)) } @else { "—" } }
                            td.number { (w.number(group.steps)) }
                            td.number { (w.number(group.member_days)) }
                        }
                    }
                }
            }
        }
    }
}

/// Of a group under five, who sees numbers about many only is told the total.
fn is_told(visit: &Visit<'_>, challenge: &Challenge, one: &Standing) -> bool {
    let is_small = challenge.between != Between::People && one.group.members < SMALLEST;
    !is_small || visit.person.roles.may(Task::Residents)
}

/// The standings in full, for spreadsheets. People have no name in them.
pub(in super::super) async fn csv(visit: &Visit<'_>, name: &str) -> Shown {
    visit.may(Task::Read)?;
    let (w, door) = (visit.words(), visit.door);
    let challenge = named(&door.ruleset, name)?;
    let today = w.zone.day(door.now);
    let board = standings(&visit.store(), &door.city, challenge, today).await?;
    let before = ["standings-league", "standings-place", "standings-name", "standings-members"];
    let after = ["standings-per-thousand", "standings-steps", "standings-days"];
    let heads = before.map(|key| w.say(key)).into_iter().chain([value_name(w, challenge)]);
    let mut rows = vec![heads.chain(after.map(|key| w.say(key))).collect::<Vec<_>>()];
    for one in &board {
        let group = &one.group;
        let name = match challenge.between {
            Between::People => String::new(),
            _ => group.team.clone(),
        };
        let told = |number: i64| if is_told(visit, challenge, one) { number.to_string() } else { String::new() };
        rows.push(vec![
            one.league.to_string(),
            one.place.map(|place| place.to_string()).unwrap_or_default(),
            name,
            group.members.to_string(),
            told(group.value),
            told(group.participation),
            group.steps.to_string(),
            group.member_days.to_string(),
        ]);
    }
    // Spreadsheets know by the mark at the beginning which letters these are.
    let mut text = "\u{feff}".to_owned();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|one| cell(one)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    let mut answer = door.html(StatusCode::OK, text);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let file = format!("attachment; filename=\"{name}.csv\"");
    // A campaign's name is of letters that any header may have.
    let file = HeaderValue::from_str(&file).map_err(|_| Failure::NotFound)?;
    answer.headers_mut().insert(CONTENT_DISPOSITION, file);
    Ok(answer)
}
