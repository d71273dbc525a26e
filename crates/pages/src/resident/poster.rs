//! A group's poster: its name, and a picture that telephones read. Browsers print it, or make a PDF of it.

use super::Shown;
use super::group::found;
use super::here::Here;
use crate::walking::{Poster, poster};
use http::StatusCode;
use maud::html;

pub(super) async fn show(here: &Here, code: &str) -> Shown {
    let w = here.words;
    let page = found(here, code).await?;
    let address = here.address(&here.group_path(&page.team.code));
    let sender = &here.ruleset.city.sender;
    let of = Poster { challenge: &page.challenge, code: &page.team.code, address: &address, sender };
    let body = html! {
        .poster {
            p.lead { (page.title) }
            (poster(w, &of))
        }
        p.unprinted { button type="button" data-print="" hidden { (w.say("print")) } }
        p.unprinted { a.big.second href=(here.group_path(&page.team.code)) { (w.say("group-back")) } }
    };
    Ok(here.page(StatusCode::OK, &page.team.name, None, &body))
}
