//! Residents' own pages over HTTP, as browsers without scripts use them: real components, real database.

mod choices;
mod data;
mod entering;
mod family;
mod goal;
mod group;
mod line;
mod messages;
mod notebook;
pub(crate) mod season;
mod stamps;

use chrono::TimeDelta;
use domain::CityCode;
use http::StatusCode;
use serde_json::json;
use shell::Value;
use wire::ticket::{Kind, Ticket};

use crate::console::Clerk;
use crate::support::service::{ARAO, Answer, MONDAY_NOON, Town, event, joins, local};

/// Hanako, born in 1952, who takes part and is reached by LINE.
const HANAKO: &str = "p-1";

fn arao() -> CityCode {
    ARAO.parse().unwrap()
}

/// A town where Hanako takes part.
async fn town() -> Town {
    let town = Town::new().await;
    town.post(&joins(HANAKO, local(MONDAY_NOON))).await;
    town
}

/// A browser that was let in.
fn browser(town: &Town, resident: &str) -> Clerk {
    let until = town.clock.now() + TimeDelta::days(92);
    let ticket = Ticket { resident: resident.parse().unwrap(), family: None, until };
    let mut browser = Clerk::default();
    browser.set_cookie("walk", &ticket.write(town.service.token("link_key"), &arao(), Kind::Session));
    browser
}

/// The ticket of a link that leaves now, as messages have it.
fn link(town: &Town, resident: &str) -> String {
    let until = town.clock.now() + TimeDelta::days(7);
    let ticket = Ticket { resident: resident.parse().unwrap(), family: None, until };
    ticket.write(town.service.token("link_key"), &arao(), Kind::Link)
}

fn me(rest: &str) -> String {
    format!("/me/{ARAO}{rest}")
}

/// A page is there, has these words, and is no longer than a slow line can bear.
fn has(page: &Answer, words: &[&str]) {
    for word in words {
        assert!(page.text().contains(word), "no {word}: {}", page.text());
    }
    assert!(page.body.len() < 100_000, "{} bytes", page.body.len());
}

fn has_not(page: &Answer, words: &[&str]) {
    for word in words {
        assert!(!page.text().contains(word), "{word}: {}", page.text());
    }
}

/// A form that is not taken, and why.
fn refused(page: &Answer, words: &str) {
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    has(page, &[words]);
}

/// Opens a page and, a minute later than all before, sends one of its forms, filled in; gives what comes of it.
async fn send(town: &Town, browser: &mut Clerk, page: &str, end: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.open(town, &me(page)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    // Of two choices at one instant, the content decides.
    town.later(TimeDelta::minutes(1));
    browser.fill_at(town, &page, end, fields).await
}

/// The same, and the page that it leads to.
async fn does(town: &Town, browser: &mut Clerk, page: &str, end: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = send(town, browser, page, end, fields).await;
    browser.follow(town, &answer).await
}

/// A forecast that is worth a talk.
async fn forecast(town: &Town) {
    let data = json!({ "test_date": "2026-11-01", "provider": "test", "predictions": [
        { "condition": "dementia", "horizon_years": 20, "probability_percent": 11.0,
          "comparison": { "basis": "average", "ratio_low": 2.0, "ratio_high": 3.0 } }] });
    let now = town.clock.now();
    let id = format!("forecast-{}", now.timestamp());
    town.post(&[event(&id, "forecast.issued.v1", HANAKO, now, data)]).await;
}

/// The first column of the rows of a query, which are texts.
async fn column(town: &Town, sql: &str) -> Vec<String> {
    let text = |row: &Vec<Value>| match row.first() {
        Some(Value::Text(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    town.rows(sql).await.iter().map(text).collect()
}
