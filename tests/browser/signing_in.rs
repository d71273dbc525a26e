//! Whoever has an account signs in, at a desk and on a phone.

use domain::staff::Role;

use super::{Browser, Screen, ready};
use crate::console::clerk::link;
use crate::support::service::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_signs_in_at_a_desk_and_on_a_phone() {
    let Some(tools) = ready() else { return };
    let town = Town::new().await;
    let invited = link(&town, &[Role::Author], false).await;
    let desk = Browser::open(&tools, Screen::Desk, &town).await;
    desk.joins(&invited, "荒尾 花子", "hana").await;
    desk.signs_out().await;
    for browser in [desk, Browser::open(&tools, Screen::Phone, &town).await] {
        browser.go("/sign-in").await;
        browser.station("sign-in").await;
        browser.signs_in("hana").await;
        browser.station("home").await;
        browser.close().await;
    }
    town.stop().await;
}

/// Without a browser tests say by their names that they looked at nothing; where one has to be there, they fail.
#[test]
fn a_test_that_is_left_out_is_named() {
    const OTHER: &str = "browser::signing_in::a_colleague_signs_in_at_a_desk_and_on_a_phone";
    let run = |must: &str| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", OTHER]).env("PATH", "").env_remove("CI").env("AYUMI_BROWSER", must);
        let ended = command.output().unwrap();
        (ended.status.success(), [ended.stdout, ended.stderr].map(|said| String::from_utf8(said).unwrap()).concat())
    };
    let (went, said) = run("");
    assert!(went && said.contains(&format!("left out: {OTHER}: a browser is not here: `chromium` is not")), "{said}");
    let (went, said) = run("1");
    assert!(!went && said.contains("a browser is not here"), "{said}");
}
