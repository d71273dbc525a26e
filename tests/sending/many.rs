//! Ten thousand messages while the providers fail three calls of ten, in every way they can.

use std::collections::HashMap;
use std::time::Duration;

use ayumi::phone::{Channel, Fate, Fault, Random};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::setup;
use crate::support::service::{ARAO, Town, event, joins, line_user};

const PEOPLE: usize = 10_000;

/// Of ten, five get the same by LINE, three something of their own by LINE, and two an SMS.
fn by_sms(number: usize) -> bool {
    number % 10 >= 8
}

fn phone_number(number: usize) -> String {
    format!("+8190{number:08}")
}

fn address(number: usize) -> (Channel, String) {
    if by_sms(number) { (Channel::Sms, phone_number(number)) } else { (Channel::Line, line_user(&name(number))) }
}

fn name(number: usize) -> String {
    format!("p-{number}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_messages_through_every_trouble_lose_none_and_double_none() {
    let mut setup = setup();
    setup.phone.keep = 4 * PEOPLE;
    let town = setup.start().await.unwrap();
    town.move_in().await;
    let faults = town.phone.faults();
    faults.hang(Duration::from_millis(20));
    let every = [Fault::ServerError, Fault::Timeout, Fault::Reset, Fault::Html, Fault::RateLimited, Fault::AnswerLost];
    faults.random(Some(Random { percent: 30, seed: 20_261_125, faults: every.to_vec() }));
    let mut ticks = 0;
    while town.count("state IN ('waiting', 'claimed', 'sending')").await > 0 {
        town.tick().await;
        town.later(TimeDelta::seconds(2));
        ticks += 1;
        assert!(ticks < 1_500, "they never end");
    }
    let struck = faults.counts();
    assert!(every.iter().all(|fault| struck.get(fault).is_some_and(|times| *times > 0)), "{struck:?}");

    // What stands on the screens, and what we say of it.
    let mut shown: HashMap<(Channel, String), usize> = HashMap::new();
    for message in town.phone.messages().iter().filter(|message| message.fate == Fate::Shown) {
        *shown.entry((message.channel, message.to.clone())).or_default() += 1;
    }
    let fates = town.fates().await;
    assert_eq!(fates.len(), PEOPLE, "each has one message");
    let mut unknown = 0;
    for number in 0..PEOPLE {
        let times = shown.get(&address(number)).copied().unwrap_or_default();
        match (fates[&name(number)].as_str(), by_sms(number)) {
            ("accepted", _) => assert_eq!(times, 1, "{} was accepted", name(number)),
            // Of an SMS nobody can know, and so it is not sent again.
            ("dead ambiguous", true) => {
                assert!(times <= 1, "{} has it twice", name(number));
                unknown += 1;
            }
            (other, _) => panic!("{}: {other}", name(number)),
        }
    }
    assert!(unknown > 0 && unknown < PEOPLE / 10, "{unknown}");
    assert_eq!(town.phone.counts().changed_retries, 0, "a retry had other bytes than its first try");
    assert_eq!(town.count("state = 'accepted'").await, (PEOPLE - unknown) as i64);
    // What is counted for the day is what left or may have.
    let rows = town.rows("SELECT SUM(messages) FROM sent_days").await;
    assert_eq!(rows[0][0], (PEOPLE as i64).into());
    town.stop().await;
}

impl Town {
    async fn move_in(&self) {
        let now = self.clock.now();
        let mut events: Vec<Value> = Vec::new();
        for number in 0..PEOPLE {
            let resident = name(number);
            let mut joining = joins(&resident, now);
            let says = match number % 10 {
                0..5 => "say_lasting".to_owned(),
                5..8 => format!("say_numbered_{number}"),
                _ => "say_lasting".to_owned(),
            };
            if by_sms(number) {
                joining[2]["data"]["reach"] = json!(["sms"]);
                let data = json!({ "channel": "sms", "address": phone_number(number) });
                joining[1] = event(&format!("{resident}-sms"), "channel.linked.v1", &resident, now, data);
            }
            events.extend(joining);
            let said = json!({ "action": says });
            events.push(event(&format!("{resident}-says"), "reply.received.v1", &resident, now, said));
        }
        for batch in events.chunks(1_000) {
            self.post(batch).await;
        }
    }

    async fn count(&self, those: &str) -> i64 {
        let rows = self.rows(&format!("SELECT COUNT(*) FROM outbox WHERE city = '{ARAO}' AND {those}")).await;
        let shell::Value::Integer(count) = rows[0][0] else { panic!("{rows:?}") };
        count
    }

    /// How each resident's message ended.
    async fn fates(&self) -> HashMap<String, String> {
        let rows = self
            .rows("SELECT resident, state || CASE WHEN state = 'dead' THEN ' ' || reason ELSE '' END FROM outbox")
            .await;
        let text = |value: &shell::Value| match value {
            shell::Value::Text(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        rows.iter().map(|row| (text(&row[0]), text(&row[1]))).collect()
    }
}
