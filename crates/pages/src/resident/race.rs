//! The race of a challenge, for everyone: on the city hall's screen, and on every telephone. It shows what anyone may
//! see, and takes itself anew.

use super::failure::Failure;
use super::here::Here;
use super::{Shown, boards};
use crate::design::own_head;
use crate::outgoing::plain;
use crate::walking::{value, value_name};
use crate::words::Words;
use domain::challenge::{Between, Challenge, Final, Row, Standing, mark, shown};
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};
use shell::challenges::named;

/// How many rows of a league a screen has room for.
const ROWS: usize = 30;

pub(super) async fn show(here: &Here, name: &str) -> Shown {
    let w = here.words;
    let challenge = named(&here.ruleset, name)?;
    let title = here.ruleset.campaigns.get(name).map(|campaign| campaign.title.as_str()).unwrap_or_default();
    let today = here.today();
    let result = here.store().result(&here.city, name).await?;
    // Once it is published, it is what is shown, and nothing else.
    let (rows, state) = match &result {
        Some(published) => {
            let result: Final =
                serde_json::from_str(&published.text).map_err(|_| shell::Error::Corrupt("results.text".to_owned()))?;
            (result.rows, w.say("race-final"))
        }
        None => {
            let board = boards().of(&here.sql, &here.city, challenge, today, here.now).await?;
            let end = w.day(challenge.until.plus(challenge.closes_after + 1));
            let dates = [("end", end.into()), ("time", w.clock(board.at).into())];
            (seen(here, challenge, &board.standings).await?, w.with("race-provisional", dates))
        }
    };
    let page = html! {
        (DOCTYPE)
        html lang=(w.language.code()) {
            (own_head(title, &here.ruleset.city.name))
            body.screen {
                header.top { p.brand { span { "歩み" } " " small { (here.ruleset.city.name) } } }
                main #main tabindex="-1" {
                    h1 { (title) }
                    div #live data-every="10000" {
                        p { (state) }
                        @if rows.is_empty() { p.lead { (w.say("race-nobody")) } }
                        @for league in leagues(&rows) { (ranking(w, challenge, league)) }
                    }
                    @if result.is_some() { p { a href={ "/race/" (here.city) "/" (name) "/result.json" } { (w.say("race-result")) } } }
                    details {
                        summary { (w.say("challenge-rule")) }
                        @for sentence in challenge.told() { p { (w.said(&sentence)) } }
                    }
                }
            }
        }
    };
    Ok(here.html(StatusCode::OK, page.into_string()))
}

/// The ranking as anyone may see it. People have marks that only they themselves are told.
async fn seen(here: &Here, challenge: &Challenge, standings: &[Standing]) -> Result<Vec<Row>, Failure> {
    let unnamed = here.store().unnamed(&here.city, &challenge.name).await?;
    let mut rows = shown(challenge, standings, None, &unnamed);
    if challenge.between == Between::People {
        let key = here.key()?;
        for name in rows.iter_mut().filter_map(|row| row.name.as_mut()) {
            *name = mark(key, challenge, name);
        }
    }
    Ok(rows)
}

fn leagues(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    rows.chunk_by(|one, other| one.league == other.league)
}

fn ranking(w: Words, challenge: &Challenge, rows: &[Row]) -> Markup {
    let top = rows.iter().filter_map(|row| row.value).max().unwrap_or_default().max(1);
    let league = rows.first().map_or(1, |row| row.league);
    html! {
        section.card {
            @if !challenge.leagues.is_empty() { h2 { (w.with("league", [("league", league.into())])) } }
            p.soft { (value_name(w, challenge)) }
            ol.race {
                @for row in rows.iter().take(ROWS) {
                    li {
                        span.place { @match row.place { Some(place) => (w.with("place-is", [("place", place.into())])), None => "—" } }
                        span.name { (row.name.clone().unwrap_or_else(|| w.say("race-unnamed"))) }
                        @match row.value {
                            Some(reached) => span {
                                svg viewBox="0 0 100 6" height="14" preserveAspectRatio="none" aria-hidden="true" { rect.bar x="0" y="0" height="6" width=(reached.max(0) * 100 / top) {} }
                                b { (value(w, challenge, reached)) } " " small { (w.with("people", [("people", row.members.into())])) }
                            },
                            None => span { small {
                                @match row.steps {
                                    Some(steps) => (w.with("race-small", [("steps", steps.into()), ("people", row.members.into())])),
                                    None => (w.with("people", [("people", row.members.into())])),
                                }
                            } },
                        }
                    }
                }
            }
            @if rows.len() > ROWS { p.soft { (w.with("race-more", [("rows", (rows.len() - ROWS).into())])) } }
        }
    }
}

/// The published result, byte for byte, with its signature.
pub(super) async fn result(here: &Here, name: &str) -> Shown {
    let result = here.store().result(&here.city, name).await?.ok_or(Failure::NotFound)?;
    let mut answer = plain(StatusCode::OK, "application/json", result.text);
    let headers = [("x-ayumi-signature", result.signature), ("x-ayumi-public-key", result.public_key)];
    for (name, value) in headers {
        if let Ok(value) = http::HeaderValue::from_str(&value) {
            answer.headers_mut().insert(name, value);
        }
    }
    Ok(answer)
}
