//! Residents' pages in the hand: each at the width of a phone, in light and in dark, in all three languages, and without
//! scripts; and the race on the city hall's screen.

use chrono::TimeDelta;
use serde_json::json;
use wire::ticket::{Kind, Ticket};

use super::page::Devtools;
use super::{Browser, Screen, ready};
use crate::own::season::{days, hanako_joins, neighbours, town_with_challenge};
use crate::support::service::{ARAO, Town, event, local};

const HANAKO: &str = "p-1";

/// A week of a challenge: two teams of five, entries in the notebook, messages, and points.
async fn lived() -> (Town, tempfile::TempDir) {
    let (town, below) = town_with_challenge().await;
    town.post(&hanako_joins()).await;
    town.post(&neighbours()).await;
    let who = (5..9).map(|number| format!("n-{number}")).chain([HANAKO.to_owned()]);
    let joined = |(challenge, team): (&str, &str), who: &str| {
        let data = json!({ "challenge": challenge, "team": team });
        event(&format!("{who}-{challenge}"), "challenge.joined.v1", who, local("2026-11-23 07:00"), data)
    };
    let mut said: Vec<_> = who.map(|who| joined(("autumn_walk", "四ツ山"), &who)).collect();
    for number in 0..9 {
        let district = ["荒尾", "万田"][usize::from(number >= 5)];
        said.push(joined(("district_walk", district), &format!("n-{number}")));
    }
    said.push(joined(("district_walk", "万田"), HANAKO));
    town.at("2026-11-23 07:01");
    town.post(&said).await;
    for (place, (date, said)) in days().into_iter().enumerate() {
        town.at(&format!("{date} 20:05"));
        for some in said.chunks(200) {
            town.post(some).await;
        }
        let at = local(&format!("{date} 20:02"));
        let weight = json!({ "kind": "weight", "weight_kg": 56.0 - 0.2 * place as f64, "at": at.to_rfc3339() });
        let pressure = json!({ "kind": "blood_pressure", "systolic_mmhg": 132 - place, "diastolic_mmhg": 80 + place % 3, "at": at.to_rfc3339() });
        let entries = [("w", weight), ("p", pressure)];
        let entries =
            entries.map(|(mark, data)| event(&format!("{date}-{mark}"), "notebook.entry.v1", HANAKO, at, data));
        town.post(&entries).await;
        town.tick().await;
    }
    town.at("2026-11-29 20:10");
    (town, below)
}

/// The ticket of a message's link.
fn link(town: &Town) -> String {
    let until = town.clock.now() + TimeDelta::days(7);
    let ticket = Ticket { resident: HANAKO.parse().unwrap(), family: None, until };
    ticket.write(town.service.token("link_key"), &ARAO.parse().unwrap(), Kind::Link)
}

/// Opens the page by the link of a message, as Hanako.
async fn comes_in(browser: &Browser, town: &Town) {
    browser.go(&format!("/me/{ARAO}/open?t={}", link(town))).await;
    browser.sees("生まれた年を選んでください").await;
    browser.press_at("option[value='1952']").await;
    browser.press("開く").await;
    browser.sees("わたしのページ").await;
    browser.sees("今日").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn residents_hold_their_pages_in_the_hand() {
    let Some(tools) = ready() else { return };
    let (town, _below) = lived().await;
    let browser = Browser::open(&tools, Screen::Phone, &town).await;
    browser.go(&format!("/me/{ARAO}/open?t={}", link(&town))).await;
    browser.station("own-open").await;
    comes_in(&browser, &town).await;
    browser.station("own-home").await;
    browser.picture("own-first").await;
    for (page, words) in [
        ("notebook", "体重"),
        ("goal", "目標"),
        ("challenge", "四ツ山"),
        ("points", "今のポイント"),
        ("rewards", "道の駅"),
        ("choices", "お知らせ"),
        ("data", "同意"),
        ("messages", "お知らせ"),
    ] {
        browser.go(&format!("/me/{ARAO}/{page}")).await;
        browser.sees(words).await;
        browser.station(&format!("own-{page}")).await;
    }
    // A weight as people write it, and the goal that is suggested.
    browser.go(&format!("/me/{ARAO}/notebook")).await;
    browser.fill("input[name='weight']", "５５．３").await;
    browser.press_at("form[action$='/weight'] button").await;
    browser.sees("55.3").await;
    for (language, words, name) in [("en", "My page", "own-home-en"), ("easy_ja", "わたしの ページ", "own-home-easy")]
    {
        browser.go(&format!("/me/{ARAO}?lang={language}")).await;
        browser.sees(words).await;
        browser.station(name).await;
    }
    browser.go(&format!("/me/{ARAO}?lang=ja")).await;
    browser.sees("わたしのページ").await;
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.driver.cmd(Devtools("Emulation.setEmulatedMedia", dark)).await.unwrap();
    browser.station("own-home-dark").await;
    browser.close().await;
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_and_the_race_are_watched() {
    let Some(tools) = ready() else { return };
    let (town, _below) = lived().await;
    let browser = Browser::open(&tools, Screen::Phone, &town).await;
    comes_in(&browser, &town).await;
    browser.go(&format!("/me/{ARAO}/challenge")).await;
    browser.press("みんなのページへ").await;
    browser.sees("万田").await;
    browser.station("own-group").await;
    browser.picture("own-group-first").await;
    // Steps that arrive meanwhile show by themselves.
    let before = browser.text("#live dl").await;
    town.at("2026-11-29 20:20");
    let more = crate::support::service::steps("n-7", "2026-11-29", 14_000, 7, local("2026-11-29 20:19"));
    town.post(&[more]).await;
    browser.until(&format!("document.querySelector('#live dl').innerText != {}", json!(before))).await;
    browser.press("ありがとう").await;
    browser.sees("声をかけました").await;
    browser.press("ポスターを印刷する").await;
    browser.sees("参加の番号").await;
    browser.station("own-poster").await;
    browser.close().await;
    let screen = Browser::open(&tools, Screen::Desk, &town).await;
    for name in ["district_walk", "autumn_walk"] {
        screen.go(&format!("/race/{ARAO}/{name}")).await;
        screen.sees("途中の順位です").await;
        screen.station(&format!("own-race-{}", name.replace('_', "-"))).await;
    }
    screen.close().await;
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn residents_pages_work_without_scripts() {
    let Some(tools) = ready() else { return };
    let (town, _below) = lived().await;
    let browser = Browser::without_scripts(&tools, Screen::Phone, &town).await;
    comes_in(&browser, &town).await;
    browser.go(&format!("/me/{ARAO}/challenge")).await;
    browser.press("体調がすぐれないとき").await;
    browser.press("休む").await;
    browser.sees("どうぞお大事に").await;
    browser.close().await;
    town.stop().await;
}
