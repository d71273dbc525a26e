//! A couple with one telephone: who is meant by what comes from it.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::ChannelKind;
use serde_json::json;
use shell::{Turn, drain, handle, inbound};
use wire::{Inbound, Outcome, What};

use super::given::{Shell, check, city, joins, noon, notebook, number_of, read, text};
use crate::support::service::{event, pages};

const COUPLE: [&str; 2] = ["hana", "taro"];

/// Both are reached by the telephone of the first, and each had a message, hana's the earlier.
async fn couple() -> Shell {
    let shell = Shell::new().await;
    for (minutes, who) in COUPLE.into_iter().enumerate() {
        let at = noon() + TimeDelta::minutes(minutes as i64);
        let mut events = joins(who, true, at);
        events[1]["data"]["address"] = number_of(COUPLE[0]).into();
        events.push(notebook(&format!("{who}-note"), who, at));
        take(&shell, &events, at).await;
        let send = async |_| Outcome::Accepted { provider_id: None, request_id: None };
        let drained = drain::drain(&shell.sql, &shell.cache, &city(), &Turn::at(at, 10), pages(), send).await.unwrap();
        assert_eq!(drained.accepted, 1);
    }
    shell
}

async fn take(shell: &Shell, events: &[serde_json::Value], at: DateTime<Utc>) {
    let _ = handle::handle(&shell.sql, &shell.cache, &city(), &read(events), at).await.unwrap();
}

/// What comes from the telephone, twice as providers do; whose it is.
async fn hear(shell: &Shell, id: &str, what: What, at: DateTime<Utc>) -> Vec<String> {
    let (channel, address) = (ChannelKind::Sms, Some(number_of(COUPLE[0])));
    let one = Inbound { channel, id: id.to_owned(), at: Some(at), address, what, reply: None };
    let mut fresh = Vec::new();
    for _ in 0..2 {
        let events =
            inbound::events(&shell.sql, &city(), vec![one.clone()], noon() + TimeDelta::hours(1)).await.unwrap();
        let handled = handle::handle(&shell.sql, &shell.cache, &city(), &events, at).await.unwrap();
        fresh.push((handled.accepted, handled.duplicates));
    }
    assert!(fresh[0].1 == 0 && fresh[1].0 == 0, "{fresh:?}");
    let rows = shell.rows(&format!("SELECT subject FROM events WHERE id LIKE '{id}:%' ORDER BY 1")).await;
    rows.iter().map(|row| text(&row[0]).to_owned()).collect()
}

fn words(text: &str) -> What {
    What::text(text)
}

impl Shell {
    async fn stopped(&self) -> i64 {
        self.count("SELECT count(*) FROM residents WHERE state ->> '$.contact.stopped' IS NOT NULL").await
    }
}

#[tokio::test]
async fn a_stop_is_everybodys_and_other_words_answer_the_latest_message() {
    let shell = couple().await;
    let later = noon() + TimeDelta::minutes(10);
    assert_eq!(hear(&shell, "yes", words("はい"), later).await, ["taro"]);
    let message = shell.rows("SELECT id FROM outbox WHERE resident = 'hana'").await;
    let message = Some(text(&message[0][0]).parse().unwrap());
    let tap = What::Postback { message, action: "go".to_owned() };
    assert_eq!(hear(&shell, "tap", tap, later).await, ["hana"]);
    // A button that belongs to no message of ours.
    let tap = What::Postback { message: None, action: "go".to_owned() };
    assert_eq!(hear(&shell, "menu", tap, later).await, COUPLE);
    assert_eq!(shell.stopped().await, 0);

    assert_eq!(hear(&shell, "stop", words("停止"), later).await, COUPLE);
    assert_eq!(shell.stopped().await, 2);
    check(&shell.sql).await;
}

#[tokio::test]
async fn a_stop_under_a_message_is_everybodys_and_names_it_for_one() {
    let shell = couple().await;
    let message = shell.rows("SELECT id FROM outbox WHERE resident = 'hana'").await;
    let id = text(&message[0][0]).to_owned();
    let tap = What::Postback { message: Some(id.parse().unwrap()), action: "stop".to_owned() };
    assert_eq!(hear(&shell, "tap", tap, noon() + TimeDelta::minutes(10)).await, COUPLE);
    assert_eq!(shell.stopped().await, 2);
    let named = "SELECT subject, data ->> '$.message' FROM events WHERE id LIKE 'tap:%' ORDER BY 1";
    assert_eq!(shell.rows(named).await, vec![vec!["hana".into(), id.into()], vec!["taro".into(), shell::Value::Null]]);
}

#[tokio::test]
async fn a_link_that_comes_late_takes_nothing_from_anybody() {
    let shell = couple().await;
    // Goro had hana's number long ago, and has his own; the old link arrives last.
    take(&shell, &joins("goro", true, noon()), noon()).await;
    let old = json!({ "channel": "sms", "address": number_of("hana") });
    take(&shell, &[event("old", "channel.linked.v1", "goro", noon() - TimeDelta::days(9), old)], noon()).await;
    assert_eq!(shell.count("SELECT count(*) FROM addresses WHERE resident = 'goro'").await, 1);
    // Taro has a telephone of his own by now.
    let new = json!({ "channel": "sms", "address": number_of("taro") });
    let later = noon() + TimeDelta::minutes(10);
    take(&shell, &[event("new", "channel.linked.v1", "taro", later, new)], later).await;
    assert_eq!(hear(&shell, "stop", words("停止"), later).await, ["hana"]);
    assert_eq!(shell.stopped().await, 1);
}

#[tokio::test]
async fn a_clock_before_ours_loses_no_stop() {
    let shell = couple().await;
    let ahead = noon() + TimeDelta::hours(3);
    assert_eq!(hear(&shell, "stop", words("停止"), ahead).await, COUPLE);
    let times = shell.rows("SELECT DISTINCT time FROM events WHERE id LIKE 'stop:%'").await;
    assert_eq!(times, vec![vec![(noon() + TimeDelta::hours(1)).into()]]);
}

#[tokio::test]
async fn who_was_let_go_is_meant_again_when_they_follow_again() {
    let shell = couple().await;
    let later = noon() + TimeDelta::minutes(10);
    assert_eq!(hear(&shell, "gone", What::Unfollow, later).await, COUPLE);
    assert_eq!(hear(&shell, "words", words("停止"), later).await, [""; 0]);
    assert_eq!(hear(&shell, "back", What::Follow, later + TimeDelta::minutes(1)).await, COUPLE);
    assert_eq!(hear(&shell, "stop", words("停止"), later + TimeDelta::minutes(2)).await, COUPLE);
}

#[tokio::test]
async fn whom_the_city_let_go_is_not_meant_again_when_the_other_follows_again() {
    let shell = couple().await;
    let later = noon() + TimeDelta::minutes(10);
    // The counter takes taro off the family's number, before it is blocked and after.
    let shared = json!({ "channel": "sms", "address": number_of(COUPLE[0]) });
    take(&shell, &[event("counter", "channel.unlinked.v1", "taro", later, shared)], later).await;
    assert_eq!(hear(&shell, "gone", What::Unfollow, later + TimeDelta::minutes(1)).await, ["hana"]);
    assert_eq!(hear(&shell, "back", What::Follow, later + TimeDelta::minutes(2)).await, ["hana"]);
    assert_eq!(hear(&shell, "gone-2", What::Unfollow, later + TimeDelta::minutes(3)).await, ["hana"]);
    let shared = json!({ "channel": "sms", "address": number_of(COUPLE[0]) });
    let then = later + TimeDelta::minutes(4);
    take(&shell, &[event("counter-2", "channel.unlinked.v1", "hana", then, shared)], then).await;
    assert_eq!(hear(&shell, "back-2", What::Follow, later + TimeDelta::minutes(5)).await, [""; 0]);
}
