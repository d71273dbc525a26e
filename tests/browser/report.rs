//! The report of a campaign: at a desk and on a phone, in light and in dark, in both languages, and for an evaluator who
//! sees nothing else.

use domain::staff::Role;
use http::StatusCode;
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
    // The clock's work closes what can be closed, and makes the report.
    for _ in 0..3 {
        town.tick().await;
    }
    let mut evaluator = Clerk::join(&town, "hyoka", &[Role::Evaluator], false).await;
    // The seeds of the draws are in the plan: it is the city's own staff who may take it, with the hash that is told.
    let mut author = Clerk::join(&town, "sakusei", &[Role::Author], false).await;
    let plan = author.open(&town, &format!("{REPORT}-plan.json")).await;
    let report = author.open(&town, &format!("{REPORT}.json")).await;
    assert_eq!((plan.status, report.status), (StatusCode::OK, StatusCode::OK));
    assert!(report.text().contains(&wire::signed::fingerprint(plan.text())), "{}", plan.text());
    assert!(author.open(&town, REPORT).await.text().contains("report-plan.json"));
    assert_eq!(evaluator.open(&town, &format!("{REPORT}-plan.json")).await.status, StatusCode::FORBIDDEN);
    assert!(!evaluator.open(&town, REPORT).await.text().contains("report-plan.json"));
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
