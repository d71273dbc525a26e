//! A group's poster: its name, and a picture that telephones read. Browsers print it, or make a PDF of it.

use super::Shown;
use super::group::found;
use super::here::Here;
use crate::design::picture_of;
use http::StatusCode;
use maud::html;

pub(super) async fn show(here: &Here, code: &str) -> Shown {
    let w = here.words;
    let page = found(here, code).await?;
    let address = here.address(&here.group_path(&page.team.code));
    let days = [("from", w.day(page.challenge.from).into()), ("until", w.day(page.challenge.until).into())];
    let body = html! {
        .poster {
            p.lead { (page.title) }
            p { (w.with("challenge-days", days)) }
            p { (w.say("poster-scan")) }
            (picture_of(&address))
            p { (w.say("poster-code")) }
            p.code { (page.team.code) }
            p { (w.with("poster-join-until", [("day", w.day(page.challenge.join_until).into())])) }
            p { (here.ruleset.city.sender) }
            p.soft { (address) }
        }
        p.unprinted { button type="button" data-print="" hidden { (w.say("print")) } }
        p.unprinted { a.big.second href=(here.group_path(&page.team.code)) { (w.say("group-back")) } }
    };
    Ok(here.page(StatusCode::OK, &page.team.name, None, &body))
}
