//! In the evening: messages leave and numbers come in, somebody is called, and the campaign is stopped.

use super::super::town::{they_walk, written_to};
use super::{Browser, TITLE};
use crate::support::service::{Town, line_user};

/// The number under a tile's name, as the page shows it.
fn tile(name: &str) -> String {
    format!(
        "Number([...document.querySelectorAll('.numbers dt')].find(tile => tile.innerText == '{name}')?.nextSibling.querySelector('strong').innerText)"
    )
}

/// The page follows by itself. Gives one of those who were written to.
pub(super) async fn numbers_come_in(browser: &Browser, town: &Town) -> String {
    browser.visit("取り組み").await;
    browser.press(TITLE).await;
    browser.sees("まだ何も起きていません").await;
    browser.station("nothing-yet").await;
    browser.script("window.stayed = true").await;
    they_walk(town, 1..=5, "2026-11-16 17:10").await;
    browser.until(&format!("{} > 0", tile("送った数"))).await;

    // What is unfolded stays so while it changes, and so does the focus.
    browser.press("日ごとの数を表で見る").await;
    let table = "document.querySelector('#numbers-by-day table')";
    browser.until(&format!("{table}.innerText.includes('11/16')")).await;
    let before = browser.script(&format!("return {table}.innerText")).await;
    they_walk(town, 6..=8, "2026-11-16 17:20").await;
    browser.until(&format!("{table}.innerText != {before} && document.activeElement.tagName == 'SUMMARY'")).await;
    browser.until("document.querySelector('#numbers-by-day').open").await;

    let who = written_to(town, "夕焼けの有明海");
    town.phone.say(&line_user(&who), "歩いてきました。海がきれいでした。").await.unwrap();
    browser.until(&format!("{} == 1", tile("お返事の数"))).await;
    browser.until("window.stayed && document.querySelector('#numbers-by-day').open").await;
    browser.press("日ごとの数を表で見る").await;
    browser.script("scrollTo(0, 0)").await;
    browser.picture("numbers").await;
    browser.press("日ごとの数を表で見る").await;
    browser.station("numbers-whole").await;
    who
}

pub(super) async fn whom_a_rule_flagged_is_called(browser: &Browser, who: &str) {
    browser.visit("対応の一覧").await;
    browser.sees(&format!("{who}さんの経緯を見る")).await;
    browser.sees("海がきれいでした").await;
    browser.station("work").await;
    let card = format!("article:has(a[href*='/residents/{who}?'])");
    browser.fill(&format!("{card} textarea"), "お電話しました。毎日歩いておられるそうです。").await;
    browser.press_at(&format!("{card} button[value=done]")).await;
    browser.sees("対応済みにしました").await;
    browser.station("work-done").await;
}

pub(super) async fn why_is_told(browser: &Browser, who: &str) {
    browser.visit("住民").await;
    browser.fill("#who", who).await;
    browser.press("探す").await;
    browser.station("residents").await;
    browser.press(who).await;
    browser.sees("届いた理由・届かなかった理由").await;
    browser.sees("毎日歩いておられるそうです").await;
    browser.station("why").await;
}

pub(super) async fn it_is_stopped(browser: &Browser, town: &Town) {
    browser.visit("取り組み").await;
    browser.press(TITLE).await;
    browser.fill("#why", "熱のある方に届いたとのお問い合わせ").await;
    browser.press("いますぐ止める").await;
    browser.sees("止めました。次の1通から送られません").await;
    browser.sees("停止中").await;
    browser.station("stopped").await;
    let of_it = || town.phone.messages().iter().filter(|one| one.text.contains("夕焼けの有明海")).count();
    let before = of_it();
    they_walk(town, 9..=12, "2026-11-16 17:40").await;
    assert_eq!(of_it(), before);
}

pub(super) async fn an_earlier_version_comes_back(browser: &Browser) {
    browser.visit("版").await;
    browser.station("versions").await;
    browser.press("1").await;
    browser.sees("この版に戻す").await;
    browser.press("いますぐ、この版に戻す").await;
    browser.sees("前の版に戻しました").await;
    browser.visit("取り組み").await;
    browser.sees("保健師とゆっくり話す").await;
    let text = browser.text("main").await;
    assert!(!text.contains(TITLE), "{text}");
}
