//! LINE Login: the stand-in phone in the place of LINE, which checks its own ID tokens.

use std::collections::BTreeMap;

use http::StatusCode;

use super::{HANAKO, has, me};
use crate::console::Clerk;
use crate::support::service::{Answer, PUBLIC_URL, Setup, Town, event, joins, line_user, local};
use serde_json::json;

async fn town() -> Town {
    let mut setup = Setup::new();
    setup.variables = BTreeMap::from([
        ("line_login_channel_id".to_owned(), "1234567890".to_owned()),
        ("line_login_channel_secret".to_owned(), "a secret".to_owned()),
    ]);
    let town = setup.start().await.unwrap();
    town.post(&joins(HANAKO, local("2026-11-23 11:00"))).await;
    town
}

/// Goes to LINE and comes back, as a browser does. Gives the answer to its coming back.
async fn by_line(town: &Town, browser: &mut Clerk, to: &str) -> Answer {
    let away = browser.open(town, &me(&format!("/line?to={to}"))).await;
    assert_eq!(away.status, StatusCode::SEE_OTHER, "{}", away.text());
    let address = away.headers["location"].to_str().unwrap().to_owned();
    browser.open(town, &back(&address).await).await
}

/// Where LINE sends a browser back to.
async fn back(address: &str) -> String {
    let client: hyper_util::client::legacy::Client<_, http_body_util::Full<bytes::Bytes>> =
        hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
    let answer = client.get(address.parse().unwrap()).await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    location.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{location}")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_account_is_linked_comes_in_by_line() {
    let town = town().await;
    let mut phone = Clerk::default();
    has(&phone.open(&town, &me("")).await, &["LINEで開く"]);
    town.phone.sign_in(&line_user(HANAKO));
    let come = by_line(&town, &mut phone, &me("/points")).await;
    has(&phone.follow(&town, &come).await, &["今のポイント"]);
    assert_eq!(come.headers["location"].to_str().unwrap(), me("/points"));
    // Elsewhere than to our own pages nobody is led.
    let mut other = Clerk::default();
    let come = by_line(&town, &mut other, "https://evil.example/").await;
    assert_eq!(come.headers["location"].to_str().unwrap(), me(""));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_another_browser_and_a_no_stay_outside() {
    let town = town().await;
    town.phone.sign_in(&line_user("somebody else"));
    let mut stranger = Clerk::default();
    let come = by_line(&town, &mut stranger, &me("")).await;
    assert_eq!(come.status, StatusCode::FORBIDDEN);
    has(&come, &["このLINEは、まだつながっていません"]);
    assert_eq!(stranger.cookie("walk"), None);
    // What Hanako's browser brought back is worth nothing in another, and nothing twice.
    town.phone.sign_in(&line_user(HANAKO));
    let mut hanako = Clerk::default();
    let away = hanako.open(&town, &me("/line")).await;
    let home = back(away.headers["location"].to_str().unwrap()).await;
    let stolen = stranger.open(&town, &home).await;
    assert_eq!((stolen.status, stranger.cookie("walk")), (StatusCode::FORBIDDEN, None));
    assert_eq!(hanako.open(&town, &home).await.status, StatusCode::SEE_OTHER);
    let mut again = Clerk::default();
    assert_eq!(again.open(&town, &home).await.status, StatusCode::FORBIDDEN);
    let denied = hanako.open(&town, &me("/line/back?error=access_denied&state=x")).await;
    has(&denied, &["LINEで開けませんでした"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_couple_with_one_account_is_asked_for_the_year() {
    let town = town().await;
    let at = local("2026-11-23 11:30");
    let mut husband = joins("p-2", at);
    husband[1]["data"]["address"] = line_user(HANAKO).into();
    husband[2] = event("p-2-e", "resident.enrolled.v1", "p-2", at, json!({ "birth_year": 1949, "reach": ["line"] }));
    town.post(&husband).await;
    town.phone.sign_in(&line_user(HANAKO));
    let mut phone = Clerk::default();
    let come = by_line(&town, &mut phone, &me("")).await;
    has(&come, &["どちらの方のページですか", "1人目の方", "2人目の方"]);
    assert_eq!(phone.cookie("walk"), None);
    let links: Vec<&str> = come.text().split("href=\"").filter(|rest| rest.contains("/open?t=")).collect();
    let mut opened = 0;
    for link in links {
        let path = link.split('"').next().unwrap().replace("&amp;", "&");
        let asked = phone.open(&town, &path).await;
        opened += usize::from(
            phone.fill_at(&town, &asked, "/open", &[("year", "1949")]).await.status == StatusCode::SEE_OTHER,
        );
    }
    assert_eq!(opened, 1);
    town.stop().await;
}
