//! The first administrator comes by the link that `ayumi up` prints, and lets the others in.

use domain::staff::Role;

use super::Browser;
use crate::console::clerk::link;
use crate::support::service::Town;

/// Who comes, with the choices that differ from those that a new colleague begins with.
const COLLEAGUES: [(&str, &str, &[&str]); 3] = [
    ("荒尾 花子", "hana", &[]),
    ("有明 太郎", "taro", &["author", "approver"]),
    ("四山 さくら（保健師）", "sakura", &["author", "analyst", "clinician"]),
];

pub(super) async fn come(browser: &Browser, town: &Town) {
    let first = link(town, &[Role::Administrator], false).await;
    browser.go(&first).await;
    browser.station("invitation").await;
    browser.joins(&first, "万田 みどり", "midori").await;
    browser.station("welcome").await;
    browser.visit("職員").await;
    let mut links = Vec::new();
    for (name, _, changed) in COLLEAGUES {
        browser.fill("#name", name).await;
        for choice in changed {
            browser.press_at(&format!("#new-{choice}")).await;
        }
        browser.press("招待のリンクを作る").await;
        browser.sees(&format!("{name}さん用のリンクです")).await;
        links.push(browser.text(".notice code").await);
    }
    browser.station("people-link").await;
    browser.signs_out().await;
    for ((name, login, _), link) in COLLEAGUES.iter().zip(&links) {
        browser.joins(link, name, login).await;
        browser.signs_out().await;
    }
    browser.go(&links[0]).await;
    browser.sees("このリンクは、もう使われたか").await;
    browser.forgive(409).await;
}

/// What everyone may look at: the reference, one's account, and all of it in English.
pub(super) async fn look_around(browser: &Browser) {
    browser.go("/sign-in").await;
    browser.station("sign-in").await;
    browser.signs_in("midori").await;
    browser.visit("職員").await;
    browser.station("people").await;
    browser.visit("書き方の事典").await;
    browser.fill("#q", "歩数").await;
    browser.press("探す").await;
    browser.press("例").await;
    browser.station("reference").await;
    browser.press("万田 みどり").await;
    browser.station("account").await;
    browser.press("English").await;
    browser.sees("Sign out").await;
    browser.station("account-in-english").await;
    browser.press("日本語").await;
    browser.signs_out().await;
}

pub(super) async fn the_log_is_read(browser: &Browser) {
    browser.signs_in("midori").await;
    browser.visit("操作の記録").await;
    for deed in
        ["前の版に戻した", "止めた", "住民の経緯を見た", "文面を確かめた", "申請を承認した", "これまでの記録で試した"]
    {
        browser.sees(deed).await;
    }
    browser.station("log").await;
}
