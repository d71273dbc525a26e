//! Whatever is written into a field is words, wherever it is shown: nothing of it becomes a part of a page.

use domain::staff::Role;
use serde_json::{Value, json};

use super::town::neighbours_walk;
use super::{Browser, Screen, ready};
use crate::console::Clerk;
use crate::console::clerk::link;
use crate::support::service::{Town, line_user};

/// Words that would be a picture which runs a script, were they not taken as words.
const WORDS: &str = "<img src=x onerror=window.pwned=1>";

/// The words can be read, and have done nothing.
async fn reads(browser: &Browser, place: &str) {
    browser.sees(WORDS).await;
    is_harmless(browser, place).await;
}

async fn is_harmless(browser: &Browser, place: &str) {
    assert_eq!(browser.script("return window.pwned ?? null").await, Value::Null, "{place}");
    assert_eq!(browser.count("img").await, 0, "{place}");
    // The page's policy would have told of a script that it kept from running.
    assert_eq!(browser.complaints().await, [""; 0], "{place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_words_in_every_field() {
    let Some(tools) = ready() else { return };
    let town = Town::new().await;
    Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let invited = link(&town, &[Role::Author, Role::Administrator], false).await;
    let who = neighbours_walk(&town).await;
    let browser = Browser::open(&tools, Screen::Desk, &town).await;
    browser.joins(&invited, WORDS, "hana").await;
    reads(&browser, "the first page").await;
    browser.visit("職員").await;
    browser.fill("#name", WORDS).await;
    browser.press("招待のリンクを作る").await;
    browser.sees("さん用のリンクです").await;
    reads(&browser, "colleagues").await;
    browser.go("/campaigns/new").await;
    browser.fill("#name", "hostile").await;
    browser.press_at("#template-steps").await;
    browser.press("下書きを始める").await;
    it_is_written(&browser).await;
    town.phone.say(&line_user(&who), WORDS).await.unwrap();
    residents_are_words(&browser, &who).await;
    what_is_looked_for(&browser).await;
    browser.signs_out().await;
    it_is_approved_and_stopped(&browser).await;
    addresses_are_words(&browser).await;
    browser.close().await;
    town.stop().await;
}

/// Every file of a draft, what the check says of it, and the request.
async fn it_is_written(browser: &Browser) {
    browser.find(".cm-editor").await;
    browser.editor("campaign.toml").replace("あと少しの一歩", WORDS).await;
    browser.editor("messages.toml").replace("ご近所をひと回り、", WORDS).await;
    browser.until(&format!("document.querySelector('#preview').innerText.includes({})", json!(WORDS))).await;
    is_harmless(browser, "the preview").await;
    browser.editor("cases.toml").replace("夕方、あと少しなら声をかける", WORDS).await;
    let rules = browser.editor("rules.rhai");
    // In a comment, and where a message is named.
    for _ in 0..2 {
        rules.replace("almost_there", WORDS).await;
    }
    browser.until(&format!("document.querySelector('#problems').innerText.includes({})", json!(WORDS))).await;
    is_harmless(browser, "a problem").await;
    browser.press("保存して点検する").await;
    browser.sees("保存しました").await;
    reads(browser, "problems that were saved").await;
    browser.find(".cm-editor").await;
    for _ in 0..2 {
        rules.replace(WORDS, "almost_there").await;
    }
    browser.until("!document.querySelector('#problems li')").await;
    browser.press("保存して、申請へ進む").await;
    browser.fill("#text", WORDS).await;
    browser.press("公開を申請する").await;
    browser.sees("申請しました").await;
    browser.fill("#text", WORDS).await;
    browser.press("ひとことだけ書く").await;
    browser.sees("書きとめました").await;
    reads(browser, "a request").await;
    browser.visit("申請").await;
    reads(browser, "requests").await;
}

/// What a resident wrote, and what a colleague did.
async fn residents_are_words(browser: &Browser, who: &str) {
    browser.visit("対応の一覧").await;
    reads(browser, "the list of work").await;
    browser.fill("main article textarea", WORDS).await;
    browser.press("対応済みにする").await;
    browser.sees("対応済みにしました").await;
    browser.go("/work?state=done").await;
    reads(browser, "work that is done").await;
    browser.go(&format!("/residents/{who}")).await;
    reads(browser, "why").await;
}

async fn what_is_looked_for(browser: &Browser) {
    for (page, field) in [("住民", "#who"), ("書き方の事典", "#q")] {
        browser.visit(page).await;
        browser.fill(field, &format!("\"{WORDS}")).await;
        browser.press("探す").await;
        browser.sees("見つかりませんでした").await;
        is_harmless(browser, page).await;
    }
    browser.visit("操作の記録").await;
    reads(browser, "the log").await;
}

async fn it_is_approved_and_stopped(browser: &Browser) {
    browser.signs_in("taro").await;
    browser.visit("申請").await;
    browser.press_at("main .list a").await;
    browser.fill("#text", WORDS).await;
    browser.press("承認して公開する").await;
    browser.sees("承認し、公開しました").await;
    reads(browser, "what was approved").await;
    browser.visit("取り組み").await;
    browser.press(WORDS).await;
    reads(browser, "the campaign").await;
    browser.fill("#why", WORDS).await;
    browser.press("いますぐ止める").await;
    browser.sees("止めました").await;
    browser.visit("ホーム").await;
    reads(browser, "notices").await;
    browser.visit("版").await;
    reads(browser, "versions").await;
    browser.press_at("td a").await;
    reads(browser, "a version").await;
    browser.signs_out().await;
}

/// What stands in an address, and a login that is nobody's.
async fn addresses_are_words(browser: &Browser) {
    browser.fill("#login", WORDS).await;
    browser.fill("#password", WORDS).await;
    browser.press("サインインする").await;
    browser.sees("ログイン名かパスワードが違います").await;
    browser.forgive(422).await;
    is_harmless(browser, "signing in").await;
    browser.signs_in("taro").await;
    for (address, status) in [
        ("/campaigns?lang=%22%3E%3Cimg%20src=x%20onerror=window.pwned=1%3E", None),
        ("/campaigns?said=%3Cimg%20src=x%20onerror=window.pwned=1%3E", None),
        ("/work?state=%22%3E%3Cimg%20src=x%3E&campaign=%22%3E%3Cimg%20src=x%3E", None),
        ("/residents/%3Cimg%20src=x%20onerror=window.pwned=1%3E", Some(404)),
        ("/edit/campaign:%3Cimg%20src=x%3E", Some(404)),
    ] {
        browser.go(address).await;
        if let Some(status) = status {
            browser.forgive(status).await;
        }
        is_harmless(browser, address).await;
    }
}
