//! Why a resident did or did not get something, in words: the event, the rule's version and
//! line, the facts it read, the arm, each guard, each step of delivery.

mod account;
mod details;
mod hidden;
mod standing;
mod words;

use crate::decide::{Outgoing, Reason, Trace};
use crate::event::ChannelKind;
use crate::pack::{sms_parts, with_sample_page};
use crate::{CityCode, Payload, ResidentId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use words::Words;

pub use crate::sentence::Language;
pub use account::{Account, End};
pub use standing::{closed_to, not_for};
pub(crate) use words::{event_name, reason_words};

/// What a reason is called for people.
pub fn reason_told(language: Language, reason: Reason) -> &'static str {
    let (ja, en) = reason_words(reason);
    match language {
        Language::Ja => ja,
        Language::En => en,
    }
}

/// What happened to one resident and what was decided, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The city.
    pub city: CityCode,
    /// The resident.
    pub resident: ResidentId,
    /// When the story was told.
    pub now: DateTime<Utc>,
    /// Whether anything was ever heard of this resident.
    pub known: bool,
    /// What happened.
    pub events: Vec<StoryEvent>,
    /// What was decided.
    pub decisions: Vec<StoryDecision>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryEvent {
    /// Who said so.
    pub source: String,
    /// Its number there.
    pub id: String,
    /// The event's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// When it arrived.
    pub received: DateTime<Utc>,
    /// What was said, as JSON text.
    pub data: String,
}

/// Something that was decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryDecision {
    /// The decision's id.
    pub id: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The campaign.
    pub campaign: String,
    /// The hash of the pack that held.
    pub version: String,
    /// The function that was asked.
    pub hook: String,
    /// What made us decide.
    pub cause: StoryCause,
    /// What was proposed.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// `allowed`, or the reason why not.
    pub outcome: String,
    /// The message that was let out.
    pub message: Option<String>,
    /// How it came about.
    pub trace: Trace,
    /// Where the message stands.
    pub state: Option<String>,
    /// Why it stands there.
    pub state_reason: Option<String>,
    /// The message itself.
    pub outgoing: Option<Outgoing>,
    /// The steps of its way.
    pub deliveries: Vec<StoryDelivery>,
}

/// What made us decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryCause {
    /// An event.
    Event {
        /// Who said so.
        source: String,
        /// Its number there.
        id: String,
        /// Its type.
        #[serde(rename = "type")]
        kind: String,
    },
    /// A decision point.
    Point {
        /// The campaign.
        campaign: String,
        /// The point.
        point: String,
        /// When it was due.
        at: DateTime<Utc>,
        /// Whether a rule had scheduled it.
        once: bool,
    },
}

/// A step of a message's way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoryDelivery {
    /// When.
    pub at: DateTime<Utc>,
    /// `accepted`, `retry`, `dead`, …
    pub step: String,
    /// The way it went.
    pub channel: Option<String>,
    /// Which call, from 1; 0 when none was made.
    pub attempt: i64,
    /// The provider's code, or the reason.
    pub code: Option<String>,
    /// The provider's request id.
    pub request: Option<String>,
    /// Whether it is a step of the SMS that follows the message.
    #[serde(default)]
    pub follows: bool,
}

impl StoryDelivery {
    /// Whether a provider said that it takes nothing for the address, and the message goes another way.
    fn is_of_closed_address(&self) -> bool {
        let code = self.code.as_deref().unwrap_or_default();
        self.step == "retry" && (code.starts_with("refused ") || code.starts_with("bad_address "))
    }
}

impl StoryEvent {
    /// What the resident wrote, where it is an answer in words.
    fn written(&self) -> Option<String> {
        match Payload::parse(&self.kind, &self.data).ok()? {
            Payload::Reply(reply) => reply.text,
            _ => None,
        }
    }
}

impl StoryDecision {
    /// Whether it is the decision of an id, or about the message of an id.
    pub fn is_about(&self, id: &str) -> bool {
        self.message.as_deref() == Some(id) || self.id == id
    }

    /// How many parts the SMS had that left with a step, each of which is paid for.
    fn parts(&self, step: &StoryDelivery) -> Option<usize> {
        let is_sms = step.step == "accepted" && step.channel.as_deref() == Some(ChannelKind::Sms.as_str());
        let outgoing = self.outgoing.as_ref().filter(|_| is_sms)?;
        let follow_up = outgoing.follow_up.as_ref().filter(|_| step.follows).map(|sms| sms.text.as_str());
        follow_up.or(outgoing.bodies.sms.as_deref()).map(|text| sms_parts(&with_sample_page(text)))
    }

    /// The SMS that follows after a step, unless something is heard.
    fn followed_by(&self, step: &StoryDelivery) -> Option<Outgoing> {
        let is_taken = step.step == "accepted" && step.channel.as_deref() == Some(ChannelKind::Line.as_str());
        self.outgoing.as_ref().filter(|_| is_taken)?.followed_by(step.at)
    }
}

impl Story {
    /// The story in words, of one message or of everything decided.
    pub fn tell(&self, language: Language, zone: crate::Zone, message: Option<&str>) -> String {
        let words = Words { language, zone };
        let mut text = String::new();
        if !self.known && self.decisions.is_empty() {
            return words.unknown_resident(self.resident.as_str());
        }
        let chosen: Vec<&StoryDecision> =
            self.decisions.iter().filter(|decision| message.is_none_or(|id| decision.is_about(id))).collect();
        if chosen.is_empty() {
            text.push_str(&words.nothing_decided(message));
            if message.is_none() {
                self.list_events(&words, &mut text);
            }
            return text;
        }
        for decision in chosen {
            self.tell_one(decision, &words, &mut text);
        }
        text
    }

    fn tell_one(&self, decision: &StoryDecision, words: &Words, text: &mut String) {
        // Writing to a String cannot fail.
        let mut line = |content: String| {
            let _ = writeln!(text, "{content}");
        };
        line(words.title(decision));
        line(words.cause(decision, self.event_of(decision)));
        if let Some(written) = self.event_of(decision).and_then(StoryEvent::written) {
            // Who reads it may not be one who may know what led to it.
            line(words.written((!decision.trace.sensitive).then_some(written.as_str())));
        }
        line(words.rule(decision));
        if !decision.trace.facts.is_empty() {
            line(words.facts(&decision.trace.facts));
        }
        if decision.trace.sensitive {
            line(words.sensitive());
        }
        let Trace { holdout, rollout, arm, draw, chosen, .. } = &decision.trace;
        for draw in [holdout, rollout, arm, draw, chosen].into_iter().flatten() {
            line(words.draw(draw));
        }
        let last = decision.trace.passed.len().saturating_sub(1);
        for (place, guard) in decision.trace.passed.iter().enumerate() {
            // Only the last that was asked can have said no.
            let withheld = place == last && decision.outcome == guard.as_str();
            line(words.guard(*guard, withheld));
        }
        line(words.outcome(decision, Reason::from_name(&decision.outcome)));
        if let Some(outgoing) = &decision.outgoing {
            line(words.text(outgoing));
        }
        for step in &decision.deliveries {
            line(words.delivery(step, decision.parts(step)));
            if let Some(sms) = decision.followed_by(step) {
                line(words.followed_by(&sms));
            }
        }
        if let Some(state) = &decision.state {
            line(words.state(state, decision.state_reason.as_deref()));
        }
        line(String::new());
    }

    fn event_of(&self, decision: &StoryDecision) -> Option<&StoryEvent> {
        match &decision.cause {
            StoryCause::Event { source, id, .. } => {
                self.events.iter().find(|event| event.source == *source && event.id == *id)
            }
            StoryCause::Point { .. } => None,
        }
    }

    fn list_events(&self, words: &Words, text: &mut String) {
        for event in &self.events {
            let _ = writeln!(text, "{}", words.event(event));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message that was not sent, as the page and the record tell it.
    fn told_of(outcome: &str, detail: serde_json::Value, late: Option<&str>, language: Language) -> String {
        let at = "2026-11-25T10:00:00Z";
        let story = serde_json::json!({
            "city": "432041", "resident": "hana", "now": at, "known": true, "events": [],
            "decisions": [{
                "id": "d", "at": at, "campaign": "walk", "version": "0123456789ab", "hook": "at_evening",
                "cause": { "point": { "campaign": "walk", "point": "evening", "at": at, "once": false } },
                "kind": "nudge", "name": "hello", "outcome": outcome, "message": "01",
                "trace": { "line": 1, "detail": detail }, "state": late.map(|_| "withheld"), "state_reason": late,
                "outgoing": null,
                "deliveries": late.map(|code| serde_json::json!({ "at": at, "step": "withheld", "channel": null,
                    "attempt": 0, "code": code, "request": null })).into_iter().collect::<Vec<_>>(),
            }],
        });
        let story: Result<Story, _> = serde_json::from_value(story);
        let accounts = story.map(|story| story.accounts(language, crate::Zone::default(), None)).unwrap_or_default();
        accounts
            .into_iter()
            .map(|one| format!("{} {:?}\n{}", one.why_not.unwrap_or_default(), one.way, one.record))
            .collect()
    }

    #[test]
    fn what_the_resident_chose_is_told_in_plain_words() {
        let off = serde_json::json!({ "topic_off": { "en": "Walking", "ja": "歩くこと" } });
        let pause = serde_json::json!({ "own_pause": "2026-12-20" });
        let hours = serde_json::json!({ "own_hours": { "from": 9, "until": 18 } });
        let none = serde_json::Value::Null;
        for (outcome, detail, late, ja, en) in [
            ("opted_out", &off, None, "ご本人が、「歩くこと」のお知らせを止めています", "no messages about Walking"),
            ("not_available", &pause, None, "2026年12月20日までお知らせを休んでいます", "until 20 December 2026"),
            ("quiet_hours", &hours, None, "9時から18時まで", "the hours from 9:00 to 18:00"),
            (
                "allowed",
                &none,
                Some("opted_out"),
                "ご本人が、お知らせ全部か、この話題のお知らせを止められた",
                "those of its topic",
            ),
            ("allowed", &none, Some("not_available"), "ご本人がお知らせを休んでいる", "paused messages"),
        ] {
            let told = told_of(outcome, detail.clone(), late, Language::Ja);
            assert!(told.matches(ja).count() >= 2, "{told}");
            let told = told_of(outcome, detail.clone(), late, Language::En);
            assert!(told.contains(en), "{told}");
        }
    }

    /// An answer in words, and what came of it.
    fn told(text: &str, sensitive: bool) -> serde_json::Result<String> {
        let at = "2026-11-25T10:00:00Z";
        let data = serde_json::json!({ "action": "text", "text": text }).to_string();
        let kind = "ayumi.reply.received.v1";
        let story = serde_json::json!({
            "city": "432041", "resident": "hana", "now": at, "known": true,
            "events": [{ "source": "line", "id": "1", "type": kind, "time": at, "received": at, "data": data }],
            "decisions": [{
                "id": "d", "at": at, "campaign": "walk", "version": "0123456789ab", "hook": "on_reply",
                "cause": { "event": { "source": "line", "id": "1", "type": kind } }, "kind": "flag_for_staff",
                "name": "お電話をお願いします。", "outcome": "allowed", "message": null,
                "trace": { "line": 1, "facts": [], "sensitive": sensitive },
                "state": null, "state_reason": null, "outgoing": null, "deliveries": [],
            }],
        });
        let story: Story = serde_json::from_value(story)?;
        Ok(story.tell(Language::Ja, crate::Zone::default(), None))
    }

    #[test]
    fn what_was_written_is_told_but_where_it_may_tell_of_health() -> serde_json::Result<()> {
        let plain = told("足が\n痛みます\u{1b}[2J", false)?;
        assert!(plain.contains("  お言葉    「足が / 痛みます[2J」"), "{plain}");
        let sensitive = told("結果がこわいです", true)?;
        let hidden = "  お言葉    •（健康に関わるため、ここには示しません）";
        assert!(sensitive.contains(hidden) && !sensitive.contains("こわい"), "{sensitive}");
        Ok(())
    }
}
