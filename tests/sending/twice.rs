//! Two ticks at once.

use std::time::Duration;

use ayumi::phone::Channel;
use chrono::TimeDelta;
use http::StatusCode;
use serde_json::json;

use super::setup;
use crate::support::service::{Town, event, joins};

/// More than one tick takes at a time, so that the second has something to do while the first waits.
const PEOPLE: usize = 1_100;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_ticks_at_once_send_nothing_twice() {
    let mut setup = setup();
    // Long enough that each tick begins while the other's calls are out.
    setup.phone.answer_delay = Duration::from_millis(500);
    let town = setup.start().await.unwrap();
    let now = town.clock.now();
    let mut events = Vec::new();
    for number in 0..PEOPLE {
        let resident = name(number);
        let mut joining = joins(&resident, now);
        if by_sms(number) {
            joining[2]["data"]["reach"] = json!(["sms"]);
            let data = json!({ "channel": "sms", "address": phone_number(number) });
            joining[1] = event(&format!("{resident}-sms"), "channel.linked.v1", &resident, now, data);
        }
        events.extend(joining);
        // To each a text of their own, so that each is a call.
        let said = json!({ "action": format!("say_numbered_{number}") });
        events.push(event(&format!("{resident}-says"), "reply.received.v1", &resident, now, said));
    }
    for batch in events.chunks(1_000) {
        town.post(batch).await;
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
    for number in 0..PEOPLE {
        let by_line = || town.on_line(&name(number));
        let shown = if by_sms(number) { town.shown(Channel::Sms, &phone_number(number)).len() } else { by_line() };
        assert_eq!(shown, 1, "{number}");
    }
    town.stop().await;
}

/// Fewer than the provider takes in a second.
fn by_sms(number: usize) -> bool {
    number.is_multiple_of(20)
}

fn name(number: usize) -> String {
    format!("p-{number}")
}

fn phone_number(number: usize) -> String {
    format!("+8190{number:08}")
}

/// A tick through the door, and what it sent.
async fn tick(town: &Town) -> u64 {
    let answer = town.call("POST", "/internal/tick", "tick_token", "", "").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["accepted"].as_u64().unwrap()
}

/// A machine's clock is set wrong for a moment, and a worker dies in it. What it held comes back when the clock is
/// right again, not when the wrong hour comes; and nothing that left leaves again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumped_holds_nothing_back_and_repeats_nothing() {
    let town = setup().start().await.unwrap();
    let right = town.clock.now();
    for resident in ["p-1", "p-2"] {
        town.line(resident).await;
        town.say(resident, "lasting").await;
    }
    let wrong = (right + TimeDelta::days(1)).timestamp_millis();
    let held = format!(
        "UPDATE outbox SET state = 'claimed', reason = 'waiting', claimed_until = {wrong} \
                        WHERE resident = 'p-1'"
    );
    assert_eq!(town.alter(&held).await, 1);
    town.tick().await;
    assert_eq!((town.on_line("p-1"), town.on_line("p-2")), (1, 1));
    for at in [right - TimeDelta::days(2), right + TimeDelta::days(2), right] {
        town.clock.set(at).unwrap();
        town.tick().await;
    }
    assert_eq!((town.on_line("p-1"), town.on_line("p-2")), (1, 1));
    town.stop().await;
}
