//! A group's page: what it walked, where it is, and joining in two taps. Whoever has the code sees it; members call
//! set phrases to each other.

use super::challenge::{numbers, tidy, told};
use super::failure::{Failure, way_in};
use super::here::Here;
use super::own::{Own, form_id};
use super::{Shown, boards, picture};
use crate::form::Form;
use crate::words::Words;
use domain::Day;
use domain::challenge::{Between, SMALLEST, team_of};
use domain::resident::WalkedDay;
use http::StatusCode;
use http::header::COOKIE;
use maud::{Markup, html};
use shell::challenges::{GroupPage, PHRASES};
use shell::doors::{Incoming, cache};
use shell::resident::Place;
use shell::store::Closed;

/// The cookie of a browser in which somebody wanted to join a group before they were let in.
const WANTED: &str = "group";

pub(super) async fn show(here: &Here, code: &str) -> Shown {
    let w = here.words;
    let page = found(here, code).await?;
    let reader = reader(here, &page).await?;
    let (challenge, today) = (&page.challenge, page.today);
    let path = here.group_path(&page.team.code);
    let can_join = !page.team.closed && today <= challenge.join_until && !reader.is_member;
    let body = html! {
        p.lead { (page.title) }
        div #live data-every="5000" { (living(w, &page)) }
        @if can_join { p.unprinted { a.big href={ (path) "/join" } { (w.say("group-join")) } } }
        @if reader.is_member { (cheering(here, &path)) }
        section.card.unprinted {
            ul.list {
                li { a href={ (path) "/poster" } { (w.say("group-poster")) } }
                li { a href={ "/race/" (here.city) "/" (challenge.name) } { (w.say("challenge-race")) } }
                @if reader.is_member { li { a href={ (here.root()) "/challenge" } { (w.say("group-rest-or-leave")) } } }
            }
        }
        @if reader.is_captain { (captains(here, &page, &path)) }
        details {
            summary { (w.say("challenge-rule")) }
            @for sentence in challenge.told() { p { (w.said(&sentence)) } }
        }
    };
    Ok(here.page(StatusCode::OK, &page.team.name, None, &body))
}

/// What changes while steps arrive.
fn living(w: Words, page: &GroupPage) -> Markup {
    let GroupPage { challenge, today, standing, of, days, way, cheers, counted, settled, .. } = page;
    let is_small = standing.as_ref().is_none_or(|standing| standing.group.members < SMALLEST);
    let state = if *settled {
        "state-final"
    } else if *today > challenge.until {
        "state-settling"
    } else if *today < challenge.from {
        "state-before"
    } else {
        "state-provisional"
    };
    let place_of = match challenge.between {
        Between::Districts => "place-of-districts",
        Between::Workplaces => "place-of-workplaces",
        Between::Teams | Between::People => "place-of",
    };
    let dates = [
        ("from", w.day(challenge.from).into()),
        ("end", w.day(challenge.until.plus(challenge.closes_after + 1)).into()),
    ];
    html! {
        section.card {
            @match standing {
                Some(standing) => {
                    (numbers(w, challenge, standing))
                    @if standing.place.is_some() && !is_small { p { (w.with(place_of, [("of", (*of).into())])) } }
                },
                None => p { (w.say("group-nobody")) },
            }
            @if is_small { p.soft { (w.say("group-small")) } }
            p.soft { (w.with(state, dates)) " " (w.with("counted-at", [("time", w.clock(*counted).into())])) }
        }
        @if !is_small && !days.is_empty() {
            section.card {
                h2 { (w.say("group-week")) }
                (picture::days(w, &w.say("group-week"), &mean_days(*today, challenge.until, days)))
                p.soft { (w.say("group-week-mean")) }
            }
        }
        @if let (Some(route), Some(way)) = (&challenge.route, way) {
            section.card {
                h2 { (w.say("group-route")) }
                p { (on_the_way(w, way)) }
                (picture::route(w, route, way))
            }
        }
        @if !cheers.is_empty() {
            section.card {
                h2 { (w.say("cheers")) }
                ul.badges {
                    @for (phrase, times) in cheers { li { (w.say(&format!("cheer-{}", phrase.replace('_', "-")))) " " b { (w.number(*times)) } } }
                }
            }
        }
    }
}

/// The steps of those who walked, each day, divided by their number.
fn mean_days(today: Day, until: Day, days: &[domain::challenge::TeamDay]) -> Vec<WalkedDay> {
    let last = today.min(until);
    let of = |day: Day| days.iter().find(|one| one.day == day && one.walkers > 0).map(|one| one.steps / one.walkers);
    (last.0 - 6..=last.0).map(Day).map(|day| WalkedDay { day, steps: of(day), goal: None }).collect()
}

fn on_the_way(w: Words, way: &domain::challenge::Way) -> String {
    match (&way.reached, &way.next) {
        (_, Some(next)) => w.with("route-next", [("place", next.into()), ("km", picture::kilometres(way.left).into())]),
        (Some(reached), None) => w.with("route-end", [("place", reached.into())]),
        (None, None) => String::new(),
    }
}

fn cheering(here: &Here, path: &str) -> Markup {
    let w = here.words;
    html! {
        section.card.unprinted {
            h2 { (w.say("cheer")) }
            .cheers {
                @for phrase in PHRASES {
                    form method="post" action={ (path) "/cheer" } {
                        input type="hidden" name="csrf" value=(here.csrf());
                        button.second name="phrase" value=(phrase) { (w.say(&format!("cheer-{}", phrase.replace('_', "-")))) }
                    }
                }
            }
        }
    }
}

fn captains(here: &Here, page: &GroupPage, path: &str) -> Markup {
    let w = here.words;
    html! {
        details.unprinted {
            summary { (w.say("captain")) }
            p { (w.say(if page.team.closed { "captain-closed" } else { "captain-open" })) }
            form method="post" action={ (path) "/close" } {
                input type="hidden" name="csrf" value=(here.csrf());
                @if page.team.closed { button.second name="closed" value="no" { (w.say("captain-open-now")) } }
                @else { button.second name="closed" value="yes" { (w.say("captain-close-now")) } }
            }
        }
    }
}

/// What whoever looks may do.
struct Reader {
    is_member: bool,
    is_captain: bool,
}

async fn reader(here: &Here, page: &GroupPage) -> Result<Reader, Failure> {
    let own = match Own::begin(here).await {
        Ok(own) => own,
        Err(Failure::Outside | Failure::Closed) => return Ok(Reader { is_member: false, is_captain: false }),
        Err(other) => return Err(other),
    };
    let team = team_of(&page.challenge, &own.resident, &own.snapshot);
    Ok(Reader {
        is_member: team == Some(page.team.name.as_str()),
        is_captain: page.team.captain.as_ref() == Some(&own.resident),
    })
}

/// The page of a code. Nothing counts wrong ones: it would tell apart what is right, and of a million millions a year of
/// nothing else finds none.
pub(super) async fn found(here: &Here, code: &str) -> Result<GroupPage, Failure> {
    let cache = cache();
    let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
    let code = tidy(code);
    let found = match code.len() {
        8 => shell::challenges::group(&place, &boards(), &code, here.now).await?,
        _ => None,
    };
    found.ok_or(Failure::NotFound)
}

/// Whether a code is of a group of a challenge.
pub(super) async fn is_of(here: &Here, code: &str, challenge: &str) -> Result<bool, Failure> {
    match found(here, code).await {
        Ok(page) => Ok(page.team.challenge == challenge),
        Err(Failure::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The first tap: what one joins, and as whom.
pub(super) async fn ask(here: &Here, code: &str) -> Shown {
    let w = here.words;
    let page = found(here, code).await?;
    let path = here.group_path(&page.team.code);
    let Ok(own) = Own::begin(here).await else {
        let body = html! {
            p.lead { (w.with("join-as-whom", [("team", (&page.team.name).into())])) }
            (way_in(here, &format!("{path}/join")))
            p { (w.with("join-goes-on", [("team", (&page.team.name).into())])) }
            p { a.big.second href=(path) { (w.say("group-back")) } }
        };
        // Whoever comes in by a message comes to their first page, which goes on from here.
        let answer = here.page(StatusCode::UNAUTHORIZED, &w.say("group-join"), None, &body);
        return Ok(here.with_cookie(answer, WANTED, &page.team.code));
    };
    let from = team_of(&page.challenge, &own.resident, &own.snapshot).filter(|team| *team != page.team.name);
    let body = html! {
        p.lead { (w.with("join-this", [("team", (&page.team.name).into()), ("title", (&page.title).into())])) }
        @if let (Some(from), true) = (from, page.challenge.between != Between::People) { p { (w.with("join-change", [("team", from.into())])) } }
        form method="post" action={ (path) "/join" } {
            (own.form_fields())
            button { (w.say("join-yes")) }
        }
        p { a.big.second href=(path) { (w.say("group-back")) } }
    };
    own.page(&w.say("group-join"), &body)
}

/// The group that somebody wanted to join in this browser before they were let in, for their first page.
pub(super) async fn wanted(own: &Own<'_>, request: &Incoming) -> Result<Option<Markup>, Failure> {
    let (here, w) = (own.here, own.words());
    let code = request.header(COOKIE.as_str()).and_then(|header| wire::form::cookie(header, WANTED));
    let Some(code) = code.filter(|code| !code.is_empty()) else { return Ok(None) };
    let page = match found(here, code).await {
        Ok(page) => page,
        Err(Failure::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let is_member = team_of(&page.challenge, &own.resident, &own.snapshot) == Some(page.team.name.as_str());
    let can_join = !is_member && !page.team.closed && own.today() <= page.challenge.join_until;
    Ok(can_join.then(|| {
        html! {
            section.card {
                h2 { (page.team.name) }
                p { (page.title) }
                p { a.big href={ (here.group_path(&page.team.code)) "/join" } { (w.say("group-join")) } }
            }
        }
    }))
}

/// The second tap.
pub(super) async fn join(here: &Here, request: &Incoming, code: &str, form: &Form) -> Shown {
    let own = Own::begin(here).await?;
    own.sent_by_our_page(request, form)?;
    let page = found(here, code).await?;
    let cache = cache();
    let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
    let wish = (page.team.challenge.as_str(), Some(page.team.code.as_str()));
    let joined = shell::challenges::join(&place, &own.resident, wish, form_id(form)?, here.now).await?;
    Ok(here.go(&here.group_path(&page.team.code), Some(told(&joined)?)))
}

pub(super) async fn cheer(here: &Here, request: &Incoming, code: &str, form: &Form) -> Shown {
    let own = Own::begin(here).await?;
    own.sent_by_our_page(request, form)?;
    let page = found(here, code).await?;
    let cache = cache();
    let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
    let called = shell::challenges::cheer(&place, &own.resident, &page.team, form.get("phrase"), here.now).await?;
    let said = if called { "cheered" } else { "cheered-already" };
    Ok(here.go(&here.group_path(&page.team.code), Some(said)))
}

pub(super) async fn close(here: &Here, request: &Incoming, code: &str, form: &Form) -> Shown {
    let own = Own::begin(here).await?;
    own.sent_by_our_page(request, form)?;
    let cache = cache();
    let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
    let closed = if form.get("closed") == "yes" { Closed::Yes } else { Closed::No };
    match shell::challenges::close(&place, &own.resident, code, closed).await? {
        true => Ok(here.go(&here.group_path(code), Some("team-changed"))),
        false => Err(Failure::NotFound),
    }
}
