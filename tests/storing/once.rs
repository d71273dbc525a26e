//! Everything is keyed, so that saying it twice is saying it once.

use serde_json::json;

use crate::support::service::{MONDAY_NOON, Town, joins, local, steps};

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_sent_again_is_known_and_does_nothing() {
    let town = Town::new().await;
    let mut events = joins("hana", local(MONDAY_NOON));
    events.push(steps("hana", "2026-11-22", 6200, 1, local("2026-11-22 21:00")));
    assert_eq!(town.post(&events).await["accepted"], 4);
    let decided = town.rows("SELECT count(*) FROM decisions").await;
    let again = town.post(&events).await;
    assert_eq!((&again["accepted"], &again["duplicates"]), (&json!(0), &json!(4)));
    assert_eq!(town.rows("SELECT count(*) FROM decisions").await, decided);
    let ticked = town.tick().await;
    assert_eq!(ticked["accepted"], 1, "the welcome leaves: {ticked}");
    assert_eq!(town.phone.messages().len(), 1);
    assert_eq!(town.tick().await["accepted"], 0);
    town.stop().await;
}
