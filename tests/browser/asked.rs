//! What waits for approval, as who reads it tries it and gives it back, and as its author finds it then.

use domain::staff::Role;

use super::town::lived;
use super::{Browser, Screen, ready};
use crate::console::Clerk;
use crate::support::service::{ARAO, Town};

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_tried_and_given_back_at_a_desk() {
    tried_and_given_back(Screen::Desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_tried_and_given_back_on_a_phone() {
    tried_and_given_back(Screen::Phone).await;
}

async fn tried_and_given_back(screen: Screen) {
    let Some(tools) = ready() else { return };
    let town = lived().await;
    Clerk::join(&town, "hana", &[Role::Author], false).await;
    Clerk::join(&town, "taro", &[Role::Approver], false).await;
    sent_by_machine(&town).await;
    let browser = Browser::open(&tools, screen, &town).await;
    browser.signs_in("taro").await;
    what_came_by_machine_is_tried(&browser).await;
    browser.signs_out().await;
    browser.signs_in("hana").await;
    a_draft_is_tried_and_asked_for(&browser).await;
    browser.signs_out().await;
    browser.signs_in("taro").await;
    it_is_given_back(&browser).await;
    browser.signs_out().await;
    browser.signs_in("hana").await;
    browser.sees("ひざに触れない言い方にしてください。").await;
    browser.station("home-returned").await;
    browser.press("下書きを直す").await;
    browser.sees("保存して、記録で試す").await;
    browser.close().await;
    town.stop().await;
}

/// Two campaigns change at once.
async fn sent_by_machine(town: &Town) {
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    let texts = pack.files.get_mut(&format!("campaigns/{ARAO}/step_goal/messages.toml")).unwrap();
    *texts = texts.replace("あと{left}歩", "残り{left}歩");
    pack.files.get_mut(&format!("campaigns/{ARAO}/welcome/campaign.toml")).unwrap().push_str("# 春の見直し\n");
    town.service.publish(&pack).await.unwrap();
}

async fn what_came_by_machine_is_tried(browser: &Browser) {
    browser.visit("申請").await;
    browser.press_at("main .list a").await;
    browser.sees("まだ試していません").await;
    browser.until("document.querySelector('.messages .bubble').innerText.includes('残り1,200歩')").await;
    browser.station("request-by-machine").await;
    browser.press_at("#days-step_goal option[value='7']").await;
    browser.press_at("form:has(#days-step_goal) button").await;
    browser.sees("地区・年代ごと").await;
    browser.press("申請1に戻る").await;
    browser.sees("結果を見る").await;
    browser.station("request-tried").await;
}

async fn a_draft_is_tried_and_asked_for(browser: &Browser) {
    browser.go("/edit/campaign:step_goal").await;
    browser.press("下書きを始める").await;
    browser.find(".cm-editor").await;
    browser.editor("messages.toml").replace("ご近所をひと回り、", "ひざと相談して、").await;
    browser.until("document.querySelector('#preview').innerText.includes('ひざと相談して')").await;
    browser.station("write").await;
    browser.press("保存して、記録で試す").await;
    browser.sees("地区・年代ごと").await;
    browser.press("申請へ進む").await;
    browser.press("公開を申請する").await;
    browser.sees("申請しました").await;
    browser.visit("取り組み").await;
    browser.sees("最後に保存したのはhanaさん").await;
    browser.station("campaigns-with-drafts").await;
}

async fn it_is_given_back(browser: &Browser) {
    browser.visit("申請").await;
    browser.station("requests-of-two").await;
    browser.press_at("main .list a").await;
    browser.press("戻す").await;
    browser.sees("ひとことを書いてください").await;
    browser.station_after("returned-without-why", 422).await;
    browser.fill("#text", "ひざに触れない言い方にしてください。").await;
    browser.press("戻す").await;
    browser.sees("書きとめました").await;
    browser.go("/requests/1").await;
    browser.press("承認して公開する").await;
    browser.sees("承認し、公開しました").await;
    browser.visit("版").await;
    browser.sees("taroさんが承認").await;
    browser.station("versions-of-two").await;
}
