//! Nothing that was written is lost: where two write at once, where a session ends, where a page is left.

use chrono::TimeDelta;
use domain::staff::Role;

use super::{Browser, Screen, ready};
use crate::console::Clerk;
use crate::console::clerk::PASSWORD;
use crate::support::service::Town;

const EDIT: &str = "/edit/campaign:autumn_walk";

/// An author with a new draft open.
async fn with_a_draft(browser: &Browser) {
    browser.go("/campaigns/new").await;
    browser.press_at("#template-steps").await;
    browser.fill("#name", "autumn_walk").await;
    browser.press("下書きを始める").await;
    browser.sees("下書きを始めました").await;
    browser.find(".cm-editor").await;
}

async fn saves(browser: &Browser) {
    browser.press("保存して点検する").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_authors_at_once_lose_nothing() {
    let Some(tools) = ready() else { return };
    let town = Town::new().await;
    for login in ["hana", "taro"] {
        Clerk::join(&town, login, &[Role::Author], false).await;
    }
    let hana = Browser::open(&tools, Screen::Desk, &town).await;
    let taro = Browser::open(&tools, Screen::Phone, &town).await;
    hana.signs_in("hana").await;
    taro.signs_in("taro").await;
    with_a_draft(&hana).await;
    taro.go(EDIT).await;
    taro.find(".cm-editor").await;

    // Different places are put together.
    hana.editor("campaign.toml").replace("あと少しの一歩", "秋の一歩").await;
    taro.editor("campaign.toml").replace("per_week = 4", "per_week = 3").await;
    saves(&hana).await;
    hana.sees("保存しました").await;
    saves(&taro).await;
    taro.sees("両方を合わせました").await;
    taro.station("merged").await;
    let merged = taro.editor("campaign.toml").text().await;
    assert!(merged.contains("秋の一歩") && merged.contains("per_week = 3"), "{merged}");

    // Of the same line both see both, and who saves once more has the last word.
    taro.editor("campaign.toml").replace("秋の一歩", "みんなの一歩").await;
    saves(&taro).await;
    taro.until("document.querySelector('.notice.good')?.innerText == '保存しました。'").await;
    hana.editor("campaign.toml").replace("秋の一歩", "わたしの一歩").await;
    saves(&hana).await;
    hana.sees("taroさんが、同じところを先に保存しました").await;
    hana.station_after("conflict", 409).await;
    hana.until("document.querySelector('.diff del').innerText.includes('みんなの一歩')").await;
    let own = hana.editor("campaign.toml").text().await;
    assert!(own.contains("わたしの一歩"), "{own}");
    saves(&hana).await;
    hana.until("document.querySelector('.notice.good')?.innerText == '保存しました。'").await;
    taro.go(EDIT).await;
    taro.find(".cm-editor").await;
    assert!(taro.editor("campaign.toml").text().await.contains("わたしの一歩"));
    hana.close().await;
    taro.close().await;
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_one_writes_loses_nothing() {
    let Some(tools) = ready() else { return };
    let town = Town::new().await;
    Clerk::join(&town, "hana", &[Role::Author], false).await;
    let browser = Browser::open(&tools, Screen::Phone, &town).await;
    browser.signs_in("hana").await;
    with_a_draft(&browser).await;
    let rules = browser.editor("rules.rhai");
    rules.replace("ここで終わります。", "ここで終わります。<昼休みに> & 考えました。").await;
    let written = rules.text().await;
    assert_eq!(browser.complaints().await, [""; 0]);
    town.later(TimeDelta::hours(3));
    saves(&browser).await;
    browser.sees("書いたものは、この画面に預かっています").await;
    browser.station_after("kept", 401).await;
    browser.fill("#login", "hana").await;
    browser.fill("#password", PASSWORD).await;
    browser.press("サインインする").await;
    browser.sees("続きを送ります").await;
    browser.station("carry-on").await;
    browser.press("続きを送る").await;
    browser.sees("保存しました").await;
    browser.find(".cm-editor").await;
    rules.is(&written).await;

    // And a page that was left, by mistake or because the browser ended, offers what was not saved.
    rules.replace("考えました。", "考えなおしました。").await;
    let anew = rules.text().await;
    browser.until("Object.values(sessionStorage).some(kept => kept.includes('考えなおしました。'))").await;
    browser.go(EDIT).await;
    browser.sees("書きかけて、保存していないものがあります").await;
    rules.is(&written).await;
    browser.station("offered").await;
    browser.press("書きかけを戻す").await;
    rules.is(&anew).await;
    browser.close().await;
    town.stop().await;
}
