//! Messages that have left, on the page of those whom they reached.

use super::{HANAKO, browser, forecast, has, has_not, me, town};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_there_once_they_have_left_the_latest_first() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    has(&hanako.open(&town, &me("/messages")).await, &["まだお知らせはありません。"]);
    town.tick().await;
    town.at("2026-11-24 10:00");
    forecast(&town).await;
    town.tick().await;
    let page = hanako.open(&town, &me("/messages")).await;
    has(&page, &["2026年11月23日(月)", "2026年11月24日(火)", "ご参加ありがとうございます", "お茶のみ話"]);
    let place = |text: &str| page.text().find(text).unwrap();
    assert!(place("2026年11月24日") < place("2026年11月23日"));
    // It leads to the resident's own pages, without a ticket.
    has(&page, &[&format!("href=\"{}\"", me("/choices"))]);
    has_not(&page, &["open?t=", "{my_page}"]);
    town.stop().await;
}
