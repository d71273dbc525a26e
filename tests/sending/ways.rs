//! One way for an occasion, and an SMS after LINE only where nothing was heard.

use ayumi::phone::{Channel, Fault, NumberTrouble, Strangers};
use chrono::TimeDelta;
use serde_json::json;

use super::{sent, setup};
use crate::support::service::{ARAO, Town, event, joins};

const NUMBER: &str = "+819012345678";
const FOLLOWS: &str = "LINEでもお送りしています。\n荒尾市:SMSのlastingです。\n停止は「停止」と返信";

impl Town {
    /// Somebody takes part who is reached by LINE, and by SMS where LINE fails.
    pub(super) async fn both(&self, resident: &str) {
        let now = self.clock.now();
        let mut events = joins(resident, now);
        events[2]["data"]["reach"] = json!(["line", "sms"]);
        let number = json!({ "channel": "sms", "address": NUMBER });
        events.push(event(&format!("{resident}-sms"), "channel.linked.v1", resident, now, number));
        self.post(&events).await;
    }

    pub(super) fn texts_by_sms(&self) -> Vec<String> {
        self.shown(Channel::Sms, NUMBER).iter().map(|message| message.text.clone()).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_line_refuses_goes_by_sms_at_once() {
    let mut setup = setup();
    setup.phone.strangers = Strangers::Refuse;
    let town = setup.start().await.unwrap();
    town.both("p-1").await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.texts_by_sms(), ["荒尾市:SMSのlastingです。\n停止は「停止」と返信"]);
    assert_eq!(town.stands("p-1", "lasting").await, sent("accepted", None, 2));
    let steps = town.steps("p-1").await;
    assert!(steps[0].starts_with("1 retry refused 400") && steps[1].starts_with("2 accepted SM"), "{steps:?}");
    // Nothing follows: it was never on LINE.
    town.later(TimeDelta::days(2));
    town.tick().await;
    assert_eq!((town.on_line("p-1"), town.texts_by_sms().len()), (0, 1));
    town.stop().await;
}

/// Each way that refuses a message is closed, also by the same message.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_telephone_refuses_after_line_closes_it_too() {
    let mut setup = setup();
    setup.phone.strangers = Strangers::Refuse;
    let town = setup.start().await.unwrap();
    town.phone.faults().number(NUMBER, Some(NumberTrouble::Unsubscribed));
    town.both("p-1").await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    assert_eq!(town.stands("p-1", "lasting").await.state, "dead");
    assert_eq!(town.rows("SELECT count(*) FROM events WHERE id LIKE '%:refused:%'").await, [[2.into()]]);
    town.later(TimeDelta::minutes(1));
    town.say("p-1", "other").await;
    assert_eq!(town.decided("p-1", "other").await, "no_channel");
    town.stop().await;
}

/// LINE took it and the answer was lost: it is LINE's still, whatever it says to the same call later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_sms_follows_what_was_taken_by_line_and_not_answered() {
    let town = setup().start().await.unwrap();
    town.phone.faults().next(Fault::AnswerLost, 1);
    town.both("p-1").await;
    town.say("p-1", "lasting").await;
    let begun = town.clock.now();
    town.tick().await;
    town.tick_when_due("p-1").await;
    assert_eq!(town.on_line("p-1"), 1);
    assert_eq!(town.texts_by_sms(), [""; 0]);
    town.tick_when_due("p-1").await;
    assert_eq!(town.texts_by_sms(), [FOLLOWS]);
    assert!(town.clock.now() - begun >= TimeDelta::hours(24));
    town.later(TimeDelta::days(2));
    town.tick().await;
    assert_eq!((town.on_line("p-1"), town.texts_by_sms().len()), (1, 1));
    let told =
        town.rows(&format!("SELECT occasion, priority FROM outbox WHERE city = '{ARAO}' ORDER BY occasion")).await;
    assert_eq!(told.len(), 2, "{told:?}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_or_a_stop_of_sms_keeps_it_back() {
    let town = setup().start().await.unwrap();
    town.both("p-1").await;
    town.say("p-1", "lasting").await;
    town.tick().await;
    town.later(TimeDelta::hours(2));
    let thanks = json!({ "action": "text", "text": "ありがとう" });
    town.happens("reply.received.v1", "p-1", thanks).await;
    town.tick_when_due("p-1").await;
    assert_eq!(town.stands("p-1", "lasting").await, sent("withheld", Some("duplicate"), 0));
    assert_eq!(town.texts_by_sms(), [""; 0]);

    town.notes("p-1").await;
    town.tick().await;
    let stop = json!({ "scope": "channel:sms", "discard": true, "why": "試しに" }).to_string();
    let answer = town.call("POST", &format!("/v1/{ARAO}/stops"), "staff_token", "application/json", stop).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(town.stands("p-1", "other").await, sent("withheld", Some("suspended"), 0));
    town.stop().await;
}

/// More waits than the provider takes in a second, and what cannot wait came last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_wait_is_taken_first() {
    const BEFORE: usize = 150;
    const A_SECOND: usize = 100;
    let town = setup().start().await.unwrap();
    let now = town.clock.now();
    let mut events = Vec::new();
    for number in 0..=BEFORE {
        let resident = format!("p-{number}");
        let mut joining = joins(&resident, now);
        joining[2]["data"]["reach"] = json!(["sms"]);
        let data = json!({ "channel": "sms", "address": format!("+8190{number:08}") });
        joining[1] = event(&format!("{resident}-sms"), "channel.linked.v1", &resident, now, data);
        events.extend(joining);
    }
    town.post(&events).await;
    for number in 0..BEFORE {
        town.say(&format!("p-{number}"), "lasting").await;
    }
    town.later(TimeDelta::seconds(1));
    let last = &format!("p-{BEFORE}");
    town.say(last, "urgent").await;
    town.tick().await;
    assert_eq!(town.stands(last, "urgent").await, sent("accepted", None, 1));
    let waiting = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND reason = 'pace' AND message = 'lasting'";
    let held = i64::try_from(BEFORE + 1 - A_SECOND).unwrap();
    assert_eq!(town.rows(waiting).await, vec![vec![held.into()]]);
    town.stop().await;
}
