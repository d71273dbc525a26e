//! Messages on their way out, whatever the provider, the network or the resident does.
//!
//! The pack in `pack/` says what it is told to: a reply `say_lasting` has the message `lasting`
//! decided, which is worth reading for three days.

mod last_look;
mod line;
mod many;
mod own_page;
mod receipts;
mod replies;
mod several;
mod sms;
mod stops;
mod twice;
mod ways;

use std::sync::Arc;

use ayumi::phone::{Channel, Fate, Message};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::host::root;
use crate::support::service::{ARAO, Setup, Town, event, joins, line_user};

/// The service with the pack of these tests, on Monday noon.
fn setup() -> Setup {
    let pack = root().join("tests/sending/pack");
    Setup { campaigns: pack.join("campaigns"), rules: pack.join("rules"), ..Setup::new() }
}

/// A message as the outbox has it.
#[derive(Debug, PartialEq)]
struct Sent {
    state: String,
    reason: Option<String>,
    attempts: i64,
}

fn sent(state: &str, reason: Option<&str>, attempts: i64) -> Sent {
    Sent { state: state.to_owned(), reason: reason.map(str::to_owned), attempts }
}

impl Town {
    /// Somebody takes part who is reached by LINE.
    async fn line(&self, resident: &str) {
        self.post(&joins(resident, self.clock.now())).await;
    }

    /// Somebody takes part who is reached by SMS.
    async fn sms(&self, resident: &str, number: &str) {
        let mut events = joins(resident, self.clock.now());
        events[2]["data"]["reach"] = json!(["sms"]);
        let address = json!({ "channel": "sms", "address": number });
        events[1] = event(&format!("{resident}-sms"), "channel.linked.v1", resident, self.clock.now(), address);
        self.post(&events).await;
    }

    /// Has a message decided for a resident.
    async fn say(&self, resident: &str, message: &str) {
        let now = self.clock.now();
        let id = format!("{resident}-{message}-{}", now.timestamp_millis());
        let action = json!({ "action": format!("say_{message}") });
        self.post(&[event(&id, "reply.received.v1", resident, now, action)]).await;
    }

    /// A resident writes into the notebook, which has `other` decided and answers nothing.
    async fn notes(&self, resident: &str) {
        let mood = json!({ "kind": "mood", "score": 4, "at": self.clock.now().to_rfc3339() });
        self.happens("notebook.entry.v1", resident, mood).await;
    }

    /// Something happens to a resident.
    async fn happens(&self, kind: &str, resident: &str, data: Value) {
        let now = self.clock.now();
        self.post(&[event(&format!("{resident}-{kind}-{}", now.timestamp_millis()), kind, resident, now, data)]).await;
    }

    /// How a resident's newest message of a name stands.
    async fn stands(&self, resident: &str, message: &str) -> Sent {
        let rows = self
            .rows(&format!(
                "SELECT state, reason, attempts FROM outbox WHERE city = '{ARAO}' AND resident = '{resident}' \
                 AND message = '{message}' ORDER BY id DESC LIMIT 1"
            ))
            .await;
        let [shell::Value::Text(state), reason, shell::Value::Integer(attempts)] = rows[0].as_slice() else {
            panic!("{rows:?}")
        };
        let reason = match reason {
            shell::Value::Text(reason) => Some(reason.clone()),
            _ => None,
        };
        Sent { state: state.clone(), reason, attempts: *attempts }
    }

    /// What was decided last about a message of a name: `allowed`, or the reason why not.
    async fn decided(&self, resident: &str, message: &str) -> String {
        let story = self.why(resident).await;
        let decisions = story["decisions"].as_array().unwrap();
        let last = decisions.iter().rfind(|decision| decision["name"] == message).unwrap();
        last["outcome"].as_str().unwrap().to_owned()
    }

    /// Every step of the way of a resident's newest message, as `why` tells it.
    async fn steps(&self, resident: &str) -> Vec<String> {
        let story = self.why(resident).await;
        let decisions = story["decisions"].as_array().unwrap();
        let steps = decisions.iter().rev().find_map(|decision| decision["deliveries"].as_array());
        let tell = |step: &Value| {
            let code = step["code"].as_str().unwrap_or_default();
            format!("{} {} {code}", step["attempt"], step["step"].as_str().unwrap()).trim_end().to_owned()
        };
        steps.into_iter().flatten().map(tell).collect()
    }

    async fn why(&self, resident: &str) -> Value {
        let answer = self.call("GET", &format!("/v1/{ARAO}/residents/{resident}/why"), "staff_token", "", "").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// What stands on the screen of an address.
    fn shown(&self, channel: Channel, address: &str) -> Vec<Arc<Message>> {
        let mut all = self.phone.messages();
        all.retain(|message| message.channel == channel && message.to == address && message.fate == Fate::Shown);
        all
    }

    /// What stands on the screen of a LINE user.
    fn on_line(&self, resident: &str) -> usize {
        self.shown(Channel::Line, &line_user(resident)).len()
    }

    /// When a waiting message is next to be looked at.
    async fn next_look(&self, resident: &str) -> DateTime<Utc> {
        let rows = self
            .rows(&format!(
                "SELECT at FROM outbox WHERE city = '{ARAO}' AND resident = '{resident}' AND state = 'waiting'"
            ))
            .await;
        let shell::Value::Integer(at) = rows[0][0] else { panic!("{rows:?}") };
        DateTime::from_timestamp_millis(at).unwrap()
    }

    /// Moves the clock to when a waiting message is next looked at, and has it done.
    async fn tick_when_due(&self, resident: &str) -> Value {
        self.clock.set(self.next_look(resident).await).unwrap();
        self.tick().await
    }
}
