//! From morning to evening, through the pages alone: a campaign is written, tried, asked for, approved, followed and
//! stopped, by five people who use one browser in turn. At each station a picture is kept and the page is looked at.

mod approving;
mod following;
mod people;
mod writing;

use super::town::{lived, neighbours_join};
use super::{Browser, Screen, ready};
use crate::support::program::{ayumi, ended};

/// What the campaign of the story is called.
const TITLE: &str = "秋の夕方の一歩";

#[tokio::test(flavor = "multi_thread")]
async fn from_morning_to_evening_at_a_desk() {
    from_morning_to_evening(Screen::Desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_morning_to_evening_on_a_phone() {
    from_morning_to_evening(Screen::Phone).await;
}

async fn from_morning_to_evening(screen: Screen) {
    let Some(tools) = ready() else { return };
    let town = lived().await;
    neighbours_join(&town, 12, "2026-11-16 09:00").await;
    let browser = Browser::open(&tools, screen, &town).await;
    people::come(&browser, &town).await;
    people::look_around(&browser).await;
    town.at("2026-11-16 09:30");
    browser.signs_in("hana").await;
    writing::a_draft_is_begun(&browser).await;
    writing::it_is_written(&browser).await;
    writing::a_case_keeps_it_back(&browser).await;
    writing::it_is_tried(&browser).await;
    writing::it_is_asked_for(&browser).await;
    town.at("2026-11-16 13:00");
    approving::a_colleague_approves(&browser).await;
    town.at("2026-11-16 14:00");
    approving::texts_after_health_are_read(&browser).await;
    town.at("2026-11-16 16:30");
    approving::they_are_approved(&browser).await;
    let resident = following::numbers_come_in(&browser, &town).await;
    following::whom_a_rule_flagged_is_called(&browser, &resident).await;
    following::why_is_told(&browser, &resident).await;
    following::it_is_stopped(&browser, &town).await;
    following::an_earlier_version_comes_back(&browser).await;
    browser.signs_out().await;
    people::the_log_is_read(&browser).await;
    browser.close().await;
    let (code, said) = ended(ayumi().args(["audit", "verify", "--state"]).arg(town.state.path()));
    assert_eq!(code, 0, "{said}");
    town.stop().await;
}
