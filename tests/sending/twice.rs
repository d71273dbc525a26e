//! Two ticks at once.

use std::time::Duration;

use ayumi::phone::Channel;
use http::StatusCode;

use super::setup;
use crate::support::service::Town;

/// More than one tick calls at a time, so that the second has something to do while the first waits.
const PEOPLE: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_ticks_at_once_send_nothing_twice() {
    let mut setup = setup();
    // Long enough that each tick begins while the other's calls are out.
    setup.phone.answer_delay = Duration::from_millis(500);
    let town = setup.start().await.unwrap();
    let person = |n: usize| (format!("p-{n}"), format!("+8190123450{n:02}"));
    for (resident, number) in (0..PEOPLE).map(person) {
        if by_line(&resident) {
            town.line(&resident).await;
        } else {
            town.sms(&resident, &number).await;
        }
        town.say(&resident, "lasting").await;
    }
    // The host's own clock has one tick at a time; others may call the door.
    let (one, two, three) = tokio::join!(tick(&town), tick(&town), tick(&town));
    let mut accepted = [one, two, three];
    accepted.sort_unstable();
    assert_eq!(accepted.iter().sum::<u64>(), PEOPLE as u64);
    assert!(accepted[1] > 0, "they did not overlap: {accepted:?}");
    assert_eq!(town.phone.requests(), PEOPLE as u64);
    let rows = town.rows("SELECT DISTINCT state, attempts FROM outbox").await;
    assert_eq!(rows, vec![vec!["accepted".into(), 1.into()]]);
    for (resident, number) in (0..PEOPLE).map(person) {
        let shown = if by_line(&resident) { town.on_line(&resident) } else { town.shown(Channel::Sms, &number).len() };
        assert_eq!(shown, 1, "{resident}");
    }
    town.stop().await;
}

fn by_line(resident: &str) -> bool {
    resident.ends_with(['0', '2', '4', '6', '8'])
}

/// A tick through the door, and what it sent.
async fn tick(town: &Town) -> u64 {
    let answer = town.call("POST", "/internal/tick", "tick_token", "", "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["accepted"].as_u64().unwrap()
}
