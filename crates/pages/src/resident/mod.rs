//! What residents and their groups hold in their hands, and the race on the city hall's screen. A file for each page,
//! or for a few that belong together: what is read, what is shown, and what its forms do.

mod challenge;
mod choices;
mod data;
mod enter;
mod failure;
mod family;
mod goal;
mod group;
mod here;
mod home;
mod line;
mod lottery;
mod map;
mod messages;
mod notebook;
mod own;
mod picture;
mod points;
mod poster;
mod race;
mod rewards;
mod shop;
mod stamps;
mod stopping;

use crate::design;
use crate::form::{Form, MOST};
use failure::Failure;
use here::Here;
use http::Method;
use lottery::File;
use own::Own;
use shell::challenges::Boards;
use shell::doors::{Answer, Incoming};
use std::rc::Rc;

/// What a page comes to.
type Shown = Result<Answer, Failure>;

thread_local! {
    /// Rankings, kept as long as the host keeps the instance.
    static BOARDS: Rc<Boards> = Rc::default();
}

pub(crate) use stamps::days as rally_days;

/// The instance's rankings.
fn boards() -> Rc<Boards> {
    BOARDS.with(Rc::clone)
}

/// Of parts that are so many bytes long, how many fit into a page that a slow line brings soon.
fn fitting(sizes: impl Iterator<Item = usize>) -> usize {
    const MOST: usize = 60_000;
    let together = sizes.scan(0, |sum: &mut usize, size| {
        *sum = sum.saturating_add(size);
        Some(*sum)
    });
    together.take_while(|sum| *sum <= MOST).count()
}

/// Answers a request to `/me/…`, `/g/…` or `/race/…`.
pub(crate) async fn answer(mut request: Incoming) -> Answer {
    let segments = wire::path::segments(&request.path).unwrap_or_default();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    if let ["me", "assets", _, name] = path.as_slice() {
        return design::file(name).unwrap_or_else(failure::nothing_here);
    }
    let Some((city, place)) = place(&path) else { return failure::nothing_here() };
    let here = match Here::open(&request, city).await {
        Ok(here) => here,
        Err(refused) => return failure::closed(refused),
    };
    let form = match Form::read(&mut request, MOST).await {
        Ok(form) => form,
        Err(refused) => return failure::closed(refused),
    };
    let answer = match page(&here, &request, place, &form).await {
        Ok(answer) => answer,
        Err(failure) => failure.answer(&here),
    };
    // Whatever a page began is at its end.
    here.sql.keep();
    answer
}

/// Which pages a path leads to.
#[derive(Debug, Clone, Copy)]
enum Place<'p> {
    /// A resident's own.
    Own(&'p [&'p str]),
    /// A group's, by its code.
    Group(&'p str, &'p [&'p str]),
    /// A challenge's, for everyone.
    Race(&'p str, &'p [&'p str]),
}

/// The city of a path, and what it leads to there.
fn place<'p>(path: &'p [&'p str]) -> Option<(&'p str, Place<'p>)> {
    match path {
        ["me", city, rest @ ..] => Some((city, Place::Own(rest))),
        // The code has the city's before it, so that a poster needs one of them only.
        ["g", code, rest @ ..] => code.split_once('-').map(|(city, code)| (city, Place::Group(code, rest))),
        ["race", city, challenge, rest @ ..] => Some((city, Place::Race(challenge, rest))),
        _ => None,
    }
}

async fn page(here: &Here, request: &Incoming, place: Place<'_>, form: &Form) -> Shown {
    let post = request.method == Method::POST;
    if !post && ![Method::GET, Method::HEAD].contains(&request.method) {
        return Err(Failure::NotFound);
    }
    match (post, place) {
        (false, Place::Own(["open"])) => enter::show(here, request).await,
        (true, Place::Own(["open"])) => enter::enter(here, request, form).await,
        (false, Place::Own(["line"])) => line::go(here, request).await,
        (false, Place::Own(["line", "back"])) => line::back(here, request).await,
        (true, Place::Own(["leave"])) => enter::leave(here, request, form),
        (false, Place::Own(["shop"])) => shop::show(here, request).await,
        (true, Place::Own(["shop"])) => shop::confirm(here, request, form).await,
        (false, Place::Own(["shop", "open"])) => shop::ask(here, request).await,
        (true, Place::Own(["shop", "open"])) => shop::open(here, request, form).await,
        (true, Place::Own(["shop", "leave"])) => shop::leave(here, request, form).await,
        (false, Place::Own(["lottery", name])) => lottery::show(here, name).await,
        (false, Place::Own(["lottery", name, "tickets.txt"])) => lottery::file(here, name, File::Tickets).await,
        (false, Place::Own(["lottery", name, "winners.txt"])) => lottery::file(here, name, File::Winners).await,
        (false, Place::Own(["stamp", campaign, code])) => stamps::ask(here, campaign, code).await,
        (true, Place::Own(["stamp", campaign, code])) => stamps::press(here, request, (campaign, code), form).await,
        (_, Place::Own(path)) => own(here, request, (post, path), form).await,
        (false, Place::Group(code, [])) => group::show(here, code).await,
        (false, Place::Group(code, ["poster"])) => poster::show(here, code).await,
        (false, Place::Group(code, ["join"])) => group::ask(here, code).await,
        (true, Place::Group(code, ["join"])) => group::join(here, request, code, form).await,
        (true, Place::Group(code, ["cheer"])) => group::cheer(here, request, code, form).await,
        (true, Place::Group(code, ["close"])) => group::close(here, request, code, form).await,
        (false, Place::Race(challenge, [])) => race::show(here, challenge).await,
        (false, Place::Race(challenge, ["result.json"])) => race::result(here, challenge).await,
        _ => Err(Failure::NotFound),
    }
}

/// Which of a resident's own pages it is.
async fn own(here: &Here, request: &Incoming, (post, path): (bool, &[&str]), form: &Form) -> Shown {
    let own = Own::begin(here).await?;
    if post {
        own.sent_by_our_page(request, form)?;
    }
    match (post, path) {
        (false, []) => home::show(&own, request).await,
        (false, ["points"]) => points::show(&own).await,
        (false, ["rewards"]) => rewards::list(&own).await,
        (false, ["rewards", id]) => rewards::one(&own, id).await,
        (false, ["rewards", name, "take"]) => rewards::ask(&own, name).await,
        (true, ["rewards", name, "take"]) => rewards::take(&own, name, form).await,
        (true, ["rewards", id, "cancel"]) => rewards::cancel(&own, id).await,
        (false, ["challenge"]) => challenge::list(&own).await,
        (true, ["challenge", name, "join"]) => challenge::join(&own, name, form).await,
        (true, ["challenge", name, "leave"]) => challenge::leave(&own, name, form).await,
        (true, ["challenge", name, "rest"]) => challenge::rest(&own, name, form).await,
        (false, ["challenge", name, "team"]) => challenge::naming(&own, name),
        (true, ["challenge", name, "team"]) => challenge::make_team(&own, name, form).await,
        (false, ["stamps", campaign]) => stamps::show(&own, campaign),
        (false, ["notebook"]) => notebook::show(&own).await,
        (true, ["notebook", "back"]) => notebook::take_back(&own, form).await,
        (true, ["notebook", kind]) => notebook::enter(&own, kind, form).await,
        (false, ["goal"]) => goal::show(&own),
        (true, ["goal"]) => goal::agree(&own, form).await,
        (false, ["messages"]) => messages::show(&own).await,
        (_, ["choices", rest @ ..]) => choices::answer(&own, (post, rest), form).await,
        (_, ["data" | "data.json" | "data.csv", ..]) => data::answer(&own, (post, path), form).await,
        _ => Err(Failure::NotFound),
    }
}
