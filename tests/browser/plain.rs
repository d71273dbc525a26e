//! Without scripts everything goes as well; what scripts save is a click or a reload.

use domain::staff::Role;
use thirtyfour::Key;

use super::town::neighbours_walk;
use super::{Browser, Screen, ready};
use crate::console::Clerk;
use crate::support::service::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_written_approved_and_stopped_without_scripts() {
    let Some(tools) = ready() else { return };
    let town = Town::new().await;
    Clerk::join(&town, "hana", &[Role::Author], false).await;
    Clerk::join(&town, "taro", &[Role::Approver], false).await;
    neighbours_walk(&town).await;
    let browser = Browser::without_scripts(&tools, Screen::Phone, &town).await;
    browser.signs_in("hana").await;
    browser.go("/campaigns/new").await;
    browser.press_at("#template-steps").await;
    browser.fill("#name", "plain_walk").await;
    browser.press("下書きを始める").await;
    it_is_written(&browser).await;
    it_is_tried_and_asked_for(&browser).await;
    browser.signs_out().await;
    it_is_approved_and_stopped(&browser).await;
    browser.close().await;
    town.stop().await;
}

async fn it_is_written(browser: &Browser) {
    browser.sees("下書きを始めました").await;
    assert_eq!(browser.count(".cm-editor").await, 0);
    let at_the_end = format!("{}{}", Key::Control + Key::End, Key::Null.value());
    let rules = browser.find("textarea[name='file:rules.rhai']").await;
    rules.send_keys(format!("{at_the_end}fn on_visit(me, event) {{ nudge(\"thanks\"); }}")).await.unwrap();
    browser.press("保存して点検する").await;
    browser.sees("保存しました").await;
    browser.sees("直すところが1か所あります").await;
    browser.sees("thanks").await;
    browser.screenshot("plain-problem").await;
    assert!(!browser.is_too_wide().await);
    let rules = browser.find("textarea[name='file:rules.rhai']").await;
    let right = rules.prop("value").await.unwrap().unwrap().replace("thanks", "reached_in_a_row");
    rules.clear().await.unwrap();
    rules.send_keys(right.replace("nudge(\"reached_in_a_row\"); }\n", "}\n")).await.unwrap();
    browser.press("保存して、申請へ進む").await;
}

/// A step for each press of the button.
async fn it_is_tried_and_asked_for(browser: &Browser) {
    browser.sees("まだ試していません").await;
    browser.press("試す").await;
    browser.sees("続きを進める").await;
    browser.screenshot("plain-replay").await;
    while browser.count("form[data-steps]").await > 0 {
        // The page that comes is another one, and may be the last: it is not asked before it is there.
        browser.script("document.body.dataset.seen = 'before'").await;
        browser.press("続きを進める").await;
        browser.until("document.body && !document.body.dataset.seen").await;
    }
    browser.sees("地区・年代ごと").await;
    browser.press("申請へ進む").await;
    browser.sees("増える").await;
    browser.fill("#text", "スクリプトなしで書きました。").await;
    browser.press("公開を申請する").await;
    browser.sees("申請しました").await;
}

async fn it_is_approved_and_stopped(browser: &Browser) {
    browser.signs_in("taro").await;
    browser.visit("申請").await;
    browser.press_at("main .list a").await;
    browser.sees("スクリプトなしで書きました。").await;
    browser.press("承認して公開する").await;
    browser.sees("承認し、公開しました").await;
    browser.go("/campaigns/step_goal").await;
    browser.sees("送った数").await;
    browser.press("日ごとの数を表で見る").await;
    browser.until("document.querySelector('#numbers-by-day table').innerText.includes('11/23')").await;
    browser.fill("#why", "確かめたいことがあるので").await;
    browser.press("いますぐ止める").await;
    browser.sees("停止中").await;
    browser.press("再開する").await;
    browser.sees("再開しました").await;
    assert_eq!(browser.complaints().await, [""; 0]);
}
