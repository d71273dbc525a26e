//! The report of a campaign: at a desk and on a phone, in light and in dark, in both languages, and for an evaluator who
//! sees nothing else.

use domain::staff::Role;
use serde_json::json;

use super::page::Devtools;
use super::town::lived;
use super::{Browser, Screen, ready};
use crate::console::Clerk;

const REPORT: &str = "/campaigns/step_goal/report";

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_read_by_everyone_and_an_evaluator_sees_nothing_else() {
    let Some(tools) = ready() else { return };
    let town = lived().await;
    Clerk::join(&town, "hyoka", &[Role::Evaluator], false).await;
    for screen in [Screen::Desk, Screen::Phone] {
        let browser = Browser::open(&tools, screen, &town).await;
        browser.signs_in("hyoka").await;
        browser.sees("効果の報告").await;
        browser.station("reports-home").await;
        browser.go(REPORT).await;
        browser.sees("効果の報告：あと少しの一歩").await;
        browser.station("report").await;
        let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        browser.driver.cmd(Devtools("Emulation.setEmulatedMedia", dark)).await.unwrap();
        browser.station("report-dark").await;
        let light = json!({ "features": [{ "name": "prefers-color-scheme", "value": "light" }] });
        browser.driver.cmd(Devtools("Emulation.setEmulatedMedia", light)).await.unwrap();
        browser.go(&format!("{REPORT}?lang=en")).await;
        browser.sees("Report: あと少しの一歩").await;
        browser.station("report-in-english").await;
        browser.go(&format!("{REPORT}?lang=ja")).await;
        // What is not theirs is not in the ways, and is not shown where it is asked for.
        assert!(!browser.text("nav[aria-label]").await.contains("取り組み"));
        browser.go("/campaigns").await;
        browser.forgive(403).await;
        browser.close().await;
    }
    town.stop().await;
}
