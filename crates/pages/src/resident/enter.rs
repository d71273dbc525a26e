//! How a browser is let in: by the link of a message, and the year in which its owner was born. A link that was sent
//! on opens nothing by itself.

use super::Shown;
use super::failure::{Failure, way_in};
use super::family::OPENS as FAMILY_LIVES;
use super::here::{Here, SESSION_LIVES};
use super::own::Own;
use crate::design::{Tone, notice};
use crate::form::Form;
use chrono::Datelike;
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::{Answer, Incoming, cache};
use shell::resident::{Opened, Place, open};
use wire::ticket::{Kind, Ticket, Void};

/// The pages that a link may lead on to.
const PAGES: [&str; 8] = ["notebook", "goal", "challenge", "points", "rewards", "messages", "choices", "data"];

/// How long the link of a message opens: as it is written when the message leaves.
const LINK_LIVES: chrono::TimeDelta = shell::drain::OPEN;

/// Shows the way in. A link is opened by machines too, before its reader does: looking at it lets nobody in.
pub(super) async fn show(here: &Here, request: &Incoming) -> Shown {
    let text = request.asked("t").unwrap_or_default();
    let to = request.asked("to").unwrap_or_default();
    let ticket = match read(here, &text).await? {
        Ok(ticket) => ticket,
        Err(why) => return Ok(void(here, why)),
    };
    // Whoever is in already is not asked again.
    let is_theirs = |own: &Own<'_>| own.resident == ticket.resident && own.is_family() == ticket.family.is_some();
    if Own::begin(here).await.is_ok_and(|own| is_theirs(&own)) {
        return Ok(here.go(&target(here, &to), None));
    }
    Ok(ask(here, StatusCode::OK, None, (&text, &to), lead(&ticket)))
}

/// Lets in who knows the year.
pub(super) async fn enter(here: &Here, request: &Incoming, form: &Form) -> Shown {
    if !here.is_from_here(request) {
        return Err(Failure::Stale);
    }
    let (text, to) = (form.get("t"), form.get("to"));
    let ticket = match read(here, text).await? {
        Ok(ticket) => ticket,
        Err(why) => return Ok(void(here, why)),
    };
    let cache = cache();
    let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
    let year = form.get("year").parse().unwrap_or_default();
    match open(&place, &ticket.resident, year, Some((text, ticket.until)), here.now).await? {
        Opened::Yes => {
            let until = here.now + SESSION_LIVES;
            here.let_in(here.go(&target(here, to), None), &Ticket { until, ..ticket })
        }
        Opened::No => {
            let said = notice(Tone::Bad, &html! { p { (here.words.say("enter-wrong")) } });
            Ok(ask(here, StatusCode::UNPROCESSABLE_ENTITY, Some(said), (text, to), lead(&ticket)))
        }
        Opened::Void => Ok(void(here, Void::Over)),
        Opened::Locked(seconds) => Err(Failure::Locked(seconds)),
    }
}

/// Lets a browser out again.
pub(super) fn leave(here: &Here, request: &Incoming, form: &Form) -> Shown {
    here.sent_by_our_page(request, form)?;
    let w = here.words;
    let page = here.page(StatusCode::OK, &w.say("left"), None, &html! { p.lead { (w.say("left-text")) } });
    Ok(here.let_out(page))
}

async fn read(here: &Here, text: &str) -> Result<Result<Ticket, Void>, Failure> {
    let key = here.key()?;
    let link = Ticket::read(key, &here.city, Kind::Link, text, here.now);
    let link = link.or_else(|why| match Ticket::read(key, &here.city, Kind::Family, text, here.now) {
        Err(Void::Altered) => Err(why),
        other => other,
    });
    if let Ok(Ticket { resident, family, until }) = &link {
        let known = here.store().residents(&here.city, [resident]).await?.remove(resident).unwrap_or_default();
        // A link for the family is good as long as the resident lets them look, and none from before the page was closed
        // on all telephones.
        let lives = if family.is_some() { FAMILY_LIVES } else { LINK_LIVES };
        let is_out = family.as_deref().is_some_and(|id| !known.snapshot.is_family(id));
        if is_out || known.snapshot.is_closed_since(*until - lives) {
            return Ok(Err(Void::Over));
        }
    }
    Ok(link)
}

/// What is asked of whom.
fn lead(ticket: &Ticket) -> &'static str {
    if ticket.family.is_some() { "enter-family" } else { "enter-lead" }
}

fn target(here: &Here, to: &str) -> String {
    match PAGES.iter().find(|page| **page == to) {
        Some(page) => format!("{}/{page}", here.root()),
        None => here.root(),
    }
}

fn void(here: &Here, why: Void) -> Answer {
    let w = here.words;
    let key = match why {
        Void::Over => "link-over",
        Void::Altered => "link-altered",
    };
    let body = html! { p.lead { (w.say(&format!("{key}-text"))) } (way_in(here, &here.root())) };
    here.page(StatusCode::GONE, &w.say(key), None, &body)
}

fn ask(here: &Here, status: StatusCode, said: Option<Markup>, (text, to): (&str, &str), lead: &str) -> Answer {
    let w = here.words;
    let body = html! {
        p.lead { (w.say(lead)) }
        form.card method="post" action={ (here.root()) "/open" } {
            input type="hidden" name="t" value=(text);
            input type="hidden" name="to" value=(to);
            (year_field(here))
            button.big { (w.say("enter-open")) }
        }
        p.soft { (w.say("enter-why")) }
    };
    here.page(status, &w.say("enter"), said, &body)
}

/// The year of birth, to be chosen from all that can be.
pub(super) fn year_field(here: &Here) -> Markup {
    let w = here.words;
    let this_year = here.today().date().year();
    html! {
        div.field {
            label for="year" { (w.say("enter-year")) }
            select id="year" name="year" required {
                option value="" { (w.say("enter-choose")) }
                @for year in (this_year - 110..=this_year - 10).rev() { option value=(year) { (w.year(year)) } }
            }
        }
    }
}
