//! Through the real components, over HTTP, with the stand-in phone.

use std::rc::Rc;

use ayumi::phone::Channel;
use chrono::{DateTime, Utc};
use domain::event::ChannelKind;
use domain::why::{Language, Story as Why};
use domain::{Event, ResidentId, Zone};
use http::StatusCode;
use serde_json::{Value, json};

use super::script::{Way, address};
use super::shell_way::{latest, next, owners, stored};
use super::story::Story;
use super::told::{Told, left};
use crate::support::service::{ARAO, Setup, Town};

pub(super) struct Served<'a> {
    story: &'a Story,
    town: Town,
}

impl<'a> Served<'a> {
    pub(super) async fn start(story: &'a Story) -> Self {
        let setup = Setup { now: story.begins(), ..Setup::new() };
        Self { story, town: setup.start().await.unwrap() }
    }

    async fn staff(&self, method: &str, path: &str, body: Value) -> Value {
        let path = format!("/v1/{ARAO}/{path}");
        let answer = self.town.call(method, &path, "staff_token", "application/json", body.to_string()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }
}

impl Way for Served<'_> {
    async fn advance(&mut self, to: DateTime<Utc>) {
        let database = self.town.database();
        let mut due = next(&database).await.filter(|at| *at <= to);
        while let Some(at) = due {
            if at > self.town.clock.now() {
                self.town.clock.set(at).unwrap();
            }
            self.town.tick().await;
            due = next(&database).await.filter(|at| *at <= to);
            assert_ne!(due, Some(at), "a tick leaves nothing that is due");
        }
        self.town.clock.set(to).unwrap();
    }

    async fn sleep(&mut self, to: DateTime<Utc>) {
        self.town.clock.set(to).unwrap();
    }

    async fn post(&mut self, events: &[Rc<Event>]) {
        let bodies: Vec<Value> = events.iter().map(|event| cloud_event(event)).collect();
        self.town.post(&bodies).await;
    }

    async fn tap(&mut self, who: &ResidentId, action: &str) {
        let message = latest(&self.town.database(), who).await;
        let replies = message.bodies.line.unwrap().replies;
        let (label, _) = replies.iter().find(|(_, known)| known == action).expect("an answer to tap");
        let delivery = self.town.phone.tap(&address(who, ChannelKind::Line), label).await.unwrap();
        assert!(delivery.is_ok(), "{delivery:?}");
    }

    async fn say(&mut self, who: &ResidentId, channel: ChannelKind, text: &str) {
        let delivery = self.town.phone.say(&address(who, channel), text).await.unwrap();
        assert!(delivery.is_ok(), "{delivery:?}");
    }

    async fn publish(&mut self, edition: &str) {
        self.staff("POST", "campaigns", json!({ "files": self.story.pack(Some(edition)).files })).await;
    }

    async fn rollback(&mut self) {
        self.staff("POST", "campaigns/rollback", json!({})).await;
    }

    async fn end(self) -> Told {
        let mut told = stored(&self.town.database(), self.town.clock.now()).await;
        let owners = owners(self.story);
        for message in self.town.phone.messages() {
            let channel = if message.channel == Channel::Line { "line" } else { "sms" };
            let id = match &message.retry_key {
                None if message.channel == Channel::Line => Some(replied(&self.town, &message.id).await),
                key => key.clone(),
            };
            told.left.push(left(message.at, &owners[&message.to], channel, id.as_deref(), &message.text));
        }
        for who in &self.story.why {
            let why = self.staff("GET", &format!("residents/{who}/why"), Value::Null).await;
            let why: Why = serde_json::from_value(why).unwrap();
            told.stories.push((who.clone(), why.tell(Language::Ja, Zone::default(), None)));
        }
        self.town.stop().await;
        told
    }
}

/// Which message of ours left as a reply, which has no key: LINE told its own id of it.
async fn replied(town: &Town, id: &str) -> String {
    let rows = town.rows(&format!("SELECT message FROM deliveries WHERE step = 'accepted' AND code = '{id}'")).await;
    let shell::Value::Text(message) = &rows[0][0] else { panic!("{rows:?}") };
    message.parse::<domain::MessageId>().unwrap().as_uuid()
}

fn cloud_event(event: &Event) -> Value {
    let data: Value = serde_json::from_str(&event.payload.to_json()).unwrap();
    let mut body = json!({
        "specversion": "1.0", "type": event.payload.kind(), "source": event.source, "id": event.id,
        "time": event.time.to_rfc3339(), "data": data,
    });
    if let Some(subject) = &event.subject {
        body["subject"] = json!(subject.as_str());
    }
    body
}
