//! What says the same goes by one call, and everybody hears it once.

use std::time::Duration;

use ayumi::phone::{Channel, Fault};
use chrono::TimeDelta;

use serde_json::json;

use super::{sent, setup};
use crate::support::service::{Town, event, joins, line_user};

const PEOPLE: usize = 20;

fn people() -> impl Iterator<Item = String> {
    (0..PEOPLE).map(|number| format!("p-{number}"))
}

impl Town {
    async fn all_say(&self, message: &str) {
        for resident in people() {
            self.line(&resident).await;
            self.say(&resident, message).await;
        }
    }

    /// Everybody takes part, and can be reached by SMS too.
    async fn all_have_telephones(&self) {
        let now = self.clock.now();
        for (number, resident) in people().enumerate() {
            let mut events = joins(&resident, now);
            events[2]["data"]["reach"] = json!(["line", "sms"]);
            let telephone = json!({ "channel": "sms", "address": format!("+8190{number:08}") });
            events.push(event(&format!("{resident}-sms"), "channel.linked.v1", &resident, now, telephone));
            self.post(&events).await;
        }
    }

    async fn heard_once(&self) {
        for resident in people() {
            assert_eq!(self.on_line(&resident), 1, "{resident}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_text_is_one_call_and_a_tap_under_it_is_each_persons_own() {
    let town = setup().start().await.unwrap();
    town.all_say("asking").await;
    let ticked = town.tick().await;
    assert_eq!((&ticked["accepted"], town.phone.requests()), (&PEOPLE.into(), 1), "{ticked}");
    town.heard_once().await;
    // One taps: it is known whose message that was.
    town.phone.tap(&line_user("p-7"), "歩いてくる").await.unwrap();
    let rows = town
        .rows(
            "SELECT e.subject, o.resident FROM events e JOIN outbox o ON o.id = e.data ->> '$.message' \
             WHERE e.source = 'line' AND e.data ->> '$.action' = 'go'",
        )
        .await;
    assert_eq!(rows, vec![vec!["p-7".into(), "p-7".into()]]);
    assert_eq!(town.decided("p-7", "went").await, "allowed");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_for_several_is_made_again_as_it_was() {
    let town = setup().start().await.unwrap();
    let faults = town.phone.faults();
    faults.hang(Duration::from_millis(50));
    town.all_say("lasting").await;
    for fault in [Fault::AnswerLost, Fault::ServerError, Fault::Reset] {
        faults.next(fault, 1);
    }
    town.tick().await;
    assert_eq!(town.stands("p-3", "lasting").await, sent("waiting", Some("no_answer"), 1));
    // It goes again as a whole, also where one message of it is looked at on its own.
    for _ in 0..3 {
        town.tick_when_due("p-3").await;
    }
    assert_eq!(town.stands("p-3", "lasting").await, sent("accepted", None, 4));
    town.heard_once().await;
    assert_eq!(town.phone.counts().changed_retries, 0, "a retry had other bytes than its first try");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_stopped_since_gets_nothing_though_nobody_can_tell_of_the_others() {
    let town = setup().start().await.unwrap();
    town.phone.faults().next(Fault::ServerError, 1);
    town.all_say("lasting").await;
    town.tick().await;
    town.phone.say(&line_user("p-3"), "停止").await.unwrap();
    town.tick_when_due("p-4").await;
    assert_eq!(town.stands("p-3", "lasting").await, sent("withheld", Some("opted_out"), 1));
    assert_eq!(town.stands("p-4", "lasting").await, sent("dead", Some("ambiguous"), 1));
    assert_eq!(town.phone.requests(), 1, "the call is not made for fewer");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_line_refuses_for_one_reaches_the_others_alone() {
    let town = setup().start().await.unwrap();
    town.all_say("lasting").await;
    // An address that LINE does not take, as if it had been another provider's.
    town.phone.faults().refuse(&line_user("p-5"));
    let ticked = town.tick().await;
    assert_eq!((&ticked["accepted"], &ticked["dead"]), (&(PEOPLE - 1).into(), &1.into()), "{ticked}");
    assert_eq!(town.phone.requests(), 1 + PEOPLE as u64);
    assert_eq!(town.stands("p-5", "lasting").await, sent("dead", Some("bad_address"), 2));
    for resident in people().filter(|resident| resident != "p-5") {
        assert_eq!(town.on_line(&resident), 1, "{resident}");
    }
    town.stop().await;
}

/// LINE took it, the answer was lost, and the repeated call is refused: that says nothing of the first one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_after_a_lost_answer_has_nobody_told_twice() {
    let town = setup().start().await.unwrap();
    town.all_have_telephones().await;
    for resident in people() {
        town.say(&resident, "lasting").await;
    }
    town.phone.faults().next(Fault::AnswerLost, 1);
    town.phone.faults().next(Fault::BadRequest, 1);
    town.tick().await;
    town.tick_when_due("p-3").await;
    assert_eq!(town.stands("p-3", "lasting").await, sent("dead", Some("ambiguous"), 2));
    let steps = town.steps("p-3").await;
    assert_eq!(steps[1], "2 dead ambiguous 400 messages[0].text");
    for _ in 0..3 {
        town.later(TimeDelta::days(1));
        town.tick().await;
    }
    town.heard_once().await;
    assert!(town.phone.messages().iter().all(|message| message.channel == Channel::Line), "an SMS followed");
    assert_eq!(town.phone.requests(), 2);
    town.stop().await;
}

/// A wrong token has nothing leave: who is out of time is, and keeps nobody else from it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_expires_early_takes_nobody_with_it_while_nothing_left() {
    let mut setup = setup();
    setup.variables.insert("line_channel_access_token".to_owned(), "outdated".to_owned());
    let mut town = setup.start().await.unwrap();
    for resident in people() {
        town.line(&resident).await;
    }
    // Worth reading for two hours.
    town.say("p-0", "brief").await;
    town.at("2026-11-23 13:30");
    for resident in people().skip(1) {
        town.say(&resident, "brief").await;
    }
    town.at("2026-11-23 13:55");
    town.tick().await;
    assert_eq!(town.phone.requests(), 1, "it was one call");
    assert_eq!(town.stands("p-0", "brief").await, sent("dead", Some("expired"), 1));
    assert_eq!(town.stands("p-1", "brief").await, sent("waiting", Some("credentials"), 1));
    town.settings.variables.insert("line_channel_access_token".to_owned(), "phone-line-token".to_owned());
    let town = town.restart().await;
    town.tick_when_due("p-1").await;
    assert_eq!(town.phone.requests(), 2, "again one call");
    for resident in people().skip(1) {
        assert_eq!(town.on_line(&resident), 1, "{resident}");
    }
    assert_eq!(town.on_line("p-0"), 0);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_says_something_else_to_each_is_a_call_each() {
    let town = setup().start().await.unwrap();
    for (number, resident) in people().enumerate() {
        town.line(&resident).await;
        town.say(&resident, &format!("numbered_{number}")).await;
    }
    town.tick().await;
    assert_eq!(town.phone.requests(), PEOPLE as u64);
    town.heard_once().await;
    let first = town.shown(Channel::Line, &line_user("p-0"));
    assert_eq!(first[0].text, "LINEの0番の方へ。");
    town.later(TimeDelta::hours(1));
    town.tick().await;
    assert_eq!(town.phone.requests(), PEOPLE as u64);
    town.stop().await;
}
