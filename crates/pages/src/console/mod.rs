//! What staff see and do. A file for each page, or for a few that belong together: who may see it, what is
//! read, what is shown, and what its forms do.

mod account;
mod campaigns;
mod cases;
mod challenges;
mod failure;
mod home;
mod invitations;
mod log;
mod openid;
mod password;
mod people;
mod reference;
mod replays;
mod report;
mod requests;
mod residents;
mod rewards;
mod shops;
mod sign_in;
mod size;
mod versions;
mod visit;
mod why;
mod work;

use crate::design;
use crate::form::{Form, MOST, MOST_TEXTS};
use domain::staff::Task;
use failure::Failure;
use http::Method;
use shell::doors::{Answer, Incoming};
use visit::{Door, Visit};

pub(crate) use report::report_file;

/// What a page comes to.
type Shown = Result<Answer, Failure>;

/// Answers a request to `/console/…`.
pub(crate) async fn answer(mut request: Incoming) -> Answer {
    let segments = wire::path::segments(&request.path).unwrap_or_default();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    if let ["console", "assets", _, name] = path.as_slice() {
        return design::file(name).unwrap_or_else(failure::nothing_here);
    }
    let ["console", city, rest @ ..] = path.as_slice() else {
        return failure::nothing_here();
    };
    let door = match Door::open(&request, city).await {
        Ok(door) => door,
        Err(refused) => return refused.answer(),
    };
    // Signing in carries on what a session's end interrupted.
    let most = if matches!(rest, ["edit" | "sign-in", ..] | ["campaigns", "import"]) { MOST_TEXTS } else { MOST };
    let form = match Form::read(&mut request, most).await {
        Ok(form) => form,
        Err(refused) => return refused.answer(),
    };
    let answer = match page(&door, &request, rest, &form).await {
        Ok(answer) => answer,
        Err(failure) => failure.answer(&door, &form),
    };
    // Whatever a page began is at its end.
    door.sql.keep();
    answer
}

/// Which page it is. Pages of those who are not signed in come first.
async fn page(door: &Door, request: &Incoming, path: &[&str], form: &Form) -> Shown {
    let post = request.method == Method::POST;
    if !post && ![Method::GET, Method::HEAD].contains(&request.method) {
        return Err(Failure::NotFound);
    }
    match (post, path) {
        (false, ["sign-in"]) => return sign_in::show(door),
        (true, ["sign-in"]) => return sign_in::enter(door, form).await,
        (true, ["sign-in", "carry-on"]) => return sign_in::go_on(door, request, form).await,
        (false, ["invitation", token]) => return invitations::show(door, token).await,
        (true, ["invitation", token]) => return invitations::accept(door, token, form).await,
        (false, ["openid", "begin"]) => return openid::begin(door, request).await,
        (false, ["openid", "invitation", token]) => return openid::invitation(door, token, request).await,
        (false, ["openid", "answer"]) => return openid::answer(door, request).await,
        (false, ["openid", "trouble", back, why]) => return openid::trouble(door, back, why),
        _ => {}
    }
    let visit = Visit::begin(door, request).await?;
    if post {
        visit.sent_by_our_page(request, form)?;
    }
    let shown = signed_in(&visit, request, (post, path), form).await;
    shown.or_else(|failure| failure.within(&visit))
}

/// What is there for everyone who is signed in: an evaluator from outside sees nothing else.
fn is_for_everyone(path: &[&str]) -> bool {
    let is_report =
        |page: &str| ["report", "report.json", "report.csv", "report.html", "record", "record.csv"].contains(&page);
    match path {
        [] | ["reports" | "sign-out"] | ["account" | "openid", ..] => true,
        ["campaigns", _, page] => is_report(page),
        _ => false,
    }
}

/// Which page of those who are signed in.
async fn signed_in(visit: &Visit<'_>, request: &Incoming, (post, path): (bool, &[&str]), form: &Form) -> Shown {
    if !is_for_everyone(path) {
        visit.may(Task::Read)?;
    }
    match (post, path) {
        (false, []) => home::show(visit).await,
        (true, ["sign-out"]) => sign_in::leave(visit).await,
        (false, ["account"]) => account::show(visit).await,
        (true, ["account", "password"]) => account::set_password(visit, form).await,
        (true, ["account", "sign-out-everywhere"]) => account::leave_everywhere(visit).await,
        (true, ["account", "openid", "untie"]) => openid::untie(visit).await,
        (false, ["openid", "tie"]) => openid::tie(visit, request).await,
        (false, ["people"]) => people::list(visit).await,
        (true, ["people", "invite"]) => people::invite(visit, form).await,
        (true, ["people", id]) => people::change(visit, id, form).await,
        (true, ["people", id, "password-link"]) => people::password_link(visit, id).await,
        (true, ["people", id, "sign-out"]) => people::sign_out(visit, id).await,
        (false, ["log"]) => log::show(visit, request).await,
        (false, ["campaigns"]) => campaigns::list(visit).await,
        (false, ["campaigns", "new"]) => campaigns::new(visit).await,
        (true, ["campaigns", "new"]) => campaigns::make(visit, form).await,
        (false, ["campaigns", "import"]) => campaigns::choose(visit),
        (true, ["campaigns", "import"]) => campaigns::import(visit, form).await,
        (false, ["campaigns", name]) => campaigns::show(visit, name, request).await,
        (false, ["campaigns", name, "numbers"]) => campaigns::numbers(visit, name, request).await,
        (false, ["campaigns", name, "report"]) => report::show(visit, name).await,
        (false, ["campaigns", name, "report.json"]) => report::json(visit, name).await,
        (false, ["campaigns", name, "report.csv"]) => report::csv(visit, name).await,
        (false, ["campaigns", name, "report.html"]) => report::file(visit, name).await,
        (false, ["campaigns", name, "report-plan.json"]) => report::plan(visit, name).await,
        (false, ["campaigns", name, "record"]) => report::record::show(visit, name).await,
        (false, ["campaigns", name, "record.csv"]) => report::record::csv(visit, name, request).await,
        (false, ["reports"]) => report::list(visit).await,
        (false, ["campaigns", name, "export"]) => campaigns::export(visit, name).await,
        (true, ["campaigns", name, "stop"]) => campaigns::stop(visit, name, form).await,
        (true, ["campaigns", name, "resume"]) => campaigns::resume(visit, name).await,
        (false, ["edit", part]) => campaigns::edit(visit, part).await,
        (true, ["edit", part]) => campaigns::save(visit, part, form).await,
        (false, ["edit", part, "history"]) => campaigns::history(visit, part).await,
        (false, ["edit", part, "history", rev]) => campaigns::earlier(visit, part, rev).await,
        (true, ["edit", part, "history", rev]) => campaigns::restore(visit, part, rev).await,
        (true, ["edit", part, "begin"]) => campaigns::begin(visit, part).await,
        (true, ["edit", part, "discard"]) => campaigns::discard(visit, part).await,
        (true, ["edit", part, "check"]) => campaigns::check(visit, part, form).await,
        (true, ["edit", part, "preview"]) => campaigns::preview(visit, part, form).await,
        (false, ["edit", part, "ask"]) => requests::before(visit, part).await,
        (true, ["edit", part, "ask"]) => requests::ask(visit, part, form).await,
        (true, ["edit", part, "replay"]) => replays::begin(visit, part, form).await,
        (false, ["replays", id]) => replays::show(visit, id).await,
        (true, ["replays", id, "step"]) => replays::step(visit, id, request).await,
        (true, ["replays", id, "cancel"]) => replays::cancel(visit, id).await,
        (false, ["replays", id, "residents", resident]) => replays::resident(visit, id, resident).await,
        (false, ["requests"]) => requests::list(visit).await,
        (false, ["requests", number]) => requests::show(visit, number).await,
        (true, ["requests", number]) => requests::say(visit, number, form).await,
        (true, ["requests", number, "replay"]) => replays::begin_of_request(visit, number, form).await,
        (false, ["versions"]) => versions::list(visit, request).await,
        (false, ["versions", number]) => versions::show(visit, number).await,
        (true, ["versions", number, "draft"]) => versions::draft(visit, number, form).await,
        (true, ["versions", number, "back"]) => versions::back(visit, number).await,
        (false, ["size"]) => size::show(visit, request),
        (false, ["reference"]) => reference::show(visit, request),
        (false, ["reference.json"]) => reference::json(),
        (false, ["work"]) => work::show(visit, request).await,
        (true, ["work", decision]) => work::change(visit, decision, form).await,
        (false, ["rewards"]) => rewards::list(visit).await,
        (true, ["rewards", "shops"]) => shops::make(visit, form).await,
        (true, ["rewards", "shops", id, "renew"]) => shops::renew(visit, id).await,
        (true, ["rewards", "shops", id, "close"]) => shops::close(visit, id).await,
        (false, ["rewards", name]) => rewards::show(visit, name, request).await,
        (true, ["rewards", name, "lists"]) => rewards::make_list(visit, name).await,
        (true, ["rewards", name, "lists", number, "paid"]) => rewards::paid(visit, name, number).await,
        (true, ["rewards", name, "prizes", id]) => rewards::handed(visit, name, id).await,
        (false, ["challenges"]) => challenges::list(visit).await,
        (false, ["challenges", "doubts"]) => challenges::list_doubts(visit, request).await,
        (true, ["challenges", "doubts", id]) => challenges::decide(visit, id, form).await,
        (false, ["challenges", "paper"]) => challenges::show_paper(visit).await,
        (true, ["challenges", "paper"]) => challenges::enter(visit, form).await,
        (false, ["challenges", name]) => challenges::show(visit, name, request).await,
        (false, ["challenges", name, "standings.csv"]) => challenges::csv(visit, name).await,
        (false, ["challenges", name, "posters"]) => challenges::posters(visit, name, request).await,
        (false, ["challenges", name, "stamps"]) => challenges::stamp_posters(visit, name).await,
        (false, ["challenges", name, "certificates"]) => challenges::certificates(visit, name, request).await,
        (true, ["challenges", name, "groups"]) => challenges::make(visit, name, form).await,
        (true, ["challenges", name, "groups", code]) => challenges::close(visit, name, code, form).await,
        (false, ["residents"]) => residents::search(visit, request).await,
        (true, ["residents", id, "case"]) => cases::make(visit, id, form).await,
        (false, ["residents", id]) => why::show(visit, id, request).await,
        _ => Err(Failure::NotFound),
    }
}
