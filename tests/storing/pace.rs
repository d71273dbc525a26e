//! What waits is looked at when its turn comes, and its way is not told again and again.

use chrono::TimeDelta;
use domain::city::Scope;
use shell::stop::{Discard, Stop, stop};
use shell::store::MACHINE;

use super::given::{city, noon};
use super::senders::{accepted, waiting};

const WAITS: &str = "SELECT count(*) FROM deliveries WHERE step = 'waiting'";

#[tokio::test]
async fn a_line_is_looked_at_as_it_moves() {
    // The provider takes a hundred SMS a second.
    let shell = waiting(350, true).await;
    let drained = shell.send(noon(), accepted()).await;
    assert_eq!((drained.accepted, drained.waiting), (100, 250));
    let drained = shell.send(noon() + TimeDelta::seconds(1), accepted()).await;
    assert_eq!((drained.accepted, drained.total()), (100, 100), "only those whose turn it is");
    assert_eq!(shell.count(WAITS).await, 250);
    // Nobody came for a while: of those whose turns are over some wait again, without a word.
    let drained = shell.send(noon() + TimeDelta::seconds(10), accepted()).await;
    assert_eq!((drained.accepted, drained.waiting), (100, 50));
    assert_eq!(shell.count(WAITS).await, 250);
    assert_eq!(shell.send(noon() + TimeDelta::seconds(11), accepted()).await.accepted, 50);
    assert_eq!(shell.count("SELECT count(*) FROM outbox WHERE state = 'accepted'").await, 350);
}

/// A clock that was wrong for a moment gave out turns of another day.
#[tokio::test]
async fn turns_of_a_wrong_clock_hold_nothing_back() {
    let shell = waiting(120, true).await;
    let wrong = (noon() + TimeDelta::days(1)).timestamp_millis();
    let bucket = format!(
        "INSERT INTO buckets (city, endpoint, tokens, at, granted, queue) VALUES ('432041', 'sms', 100, 0, 0, {wrong})"
    );
    shell.rows(&bucket).await;
    assert_eq!(shell.send(noon(), accepted()).await.accepted, 100);
    assert_eq!(shell.send(noon() + TimeDelta::seconds(1), accepted()).await.accepted, 20);
}

#[tokio::test]
async fn what_is_stopped_says_so_once() {
    let shell = waiting(1, false).await;
    stop(
        &shell.sql,
        &shell.cache,
        &city(),
        Stop { scope: Scope::All, words: "試しに", discard: Discard::Nothing, by: MACHINE },
        noon(),
    )
    .await
    .unwrap();
    for minutes in [0, 10, 20] {
        assert_eq!(shell.send(noon() + TimeDelta::minutes(minutes), accepted()).await.waiting, 1, "{minutes}");
    }
    assert_eq!(shell.count(WAITS).await, 1);
}
