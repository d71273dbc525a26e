use super::Month;
use super::{doors, rules};
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_arao_keeps_every_promise() {
    let month = Month::go_by().await;

    assert_eq!(month.summary.taken.refused, 0);
    assert!(month.summary.taken.duplicates > 0, "no sender repeated himself");
    assert_eq!(month.demo.phone().counts().webhooks_failed, 0);

    rules::nobody_is_written_to_without_leave(&month);
    rules::nothing_comes_at_night(&month);
    rules::caps_are_kept(&month);
    rules::what_came_was_decided_and_came_once(&month);
    rules::forecasts_are_not_named(&month);
    rules::points_are_the_sum_of_their_ledger(&month);
    rules::every_reason_of_the_story_is_there(&month);

    let told = month.summary.clone().called("ayumi").to_string();
    let told = told.replace(&month.state.path().display().to_string(), ".ayumi/demo");
    let told = told.replace(&month.service.host.addr().to_string(), "127.0.0.1:3000");
    insta::assert_snapshot!(told);
    the_commands_work(&month);
    doors::what_came_by_other_doors_is_told(&month).await;
    month.end().await;
}

/// The commands of the summary, while the service runs.
fn the_commands_work(month: &Month) {
    for (command, _) in month.summary.commands() {
        let output = Command::new(env!("CARGO_BIN_EXE_ayumi")).args(&command).output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(told.contains("rules.rhai"), "{command:?} tells of no rule: {told}");
    }
}
