//! How residents answer what they read: by chance that is the same each time, but for those
//! whose answers are part of the story.

use super::Demo;
use super::people::Person;
use crate::phone::{Action, Channel, Fate, Message, PhoneError};
use std::collections::HashMap;
use std::sync::Arc;

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// The last message seen, by the phone's order.
    seen: u64,
    /// How often each person was invited to a talk.
    talks: HashMap<String, usize>,
}

/// What a resident does about a message.
enum Deed {
    Tap(String),
    Write(&'static str),
}

impl Answers {
    /// Lets everyone read what came since the last time, and answer.
    pub(super) async fn give(&mut self, demo: &Demo, day: usize) -> Result<(), PhoneError> {
        let mut new: Vec<Arc<Message>> = demo.phone.messages();
        new.retain(|message| message.seq > self.seen && message.fate == Fate::Shown);
        self.seen = new.iter().map(|message| message.seq).max().unwrap_or(self.seen);
        // Calls overtake each other, people do not: the order must be the same each time.
        new.sort_by(|one, other| (&one.to, &one.retry_key, &one.text).cmp(&(&other.to, &other.retry_key, &other.text)));
        for message in new {
            let Some(person) = demo.people.iter().find(|person| person.address().as_ref() == Some(&message.to)) else {
                continue;
            };
            match self.deed(person, &message, day) {
                Some(Deed::Tap(label)) => drop(demo.phone.tap(&message.to, &label).await?),
                Some(Deed::Write(words)) => drop(demo.phone.say(&message.to, words).await?),
                None => {}
            }
        }
        Ok(())
    }

    fn deed(&mut self, person: &Person, message: &Message, day: usize) -> Option<Deed> {
        let choices: Vec<(&str, &str)> =
            message.quick_replies.iter().map(|choice| (action(&choice.action), choice.label.as_str())).collect();
        let label = |wanted: &str| choices.iter().find(|choice| choice.0 == wanted).map(|choice| choice.1.to_owned());
        let answers = person.happens("answers", day, person.answers);
        let chance = person.number("which", day);
        if message.channel == Channel::Sms {
            return by_sms(person, message, answers);
        }
        let about_goals = label("set_gentle_goal").is_some();
        if label("yes").is_some() && !about_goals {
            let times = self.talks.entry(person.id.clone()).or_default();
            *times += 1;
            let answer = match (person.id.as_str(), *times) {
                ("u07", 1) | ("u31", 2) => "yes",
                ("u15", 1) => "not_now",
                _ => return None,
            };
            return label(answer).map(Deed::Tap);
        }
        if about_goals && person.id == "u13" {
            return Some(Deed::Write("ひざの調子を見ながら、相談して決めたいです"));
        }
        let answer = match () {
            // The person to look at agrees at once.
            () if about_goals && person.id == "u17" => "yes",
            () if !answers => return None,
            () if about_goals && chance < 0.65 => "yes",
            () if about_goals && chance < 0.9 => "set_gentle_goal",
            () if about_goals => "not_now",
            () if label("go").is_some() && chance < 0.7 => "go",
            () if label("go").is_some() => "rest",
            // After the welcome some want a goal at once.
            () if chance < 0.4 => "set_goal",
            () => return None,
        };
        label(answer).map(Deed::Tap)
    }
}

fn by_sms(person: &Person, message: &Message, answers: bool) -> Option<Deed> {
    if message.text.contains("歩を目標に") {
        return (answers || person.id == "u29").then_some(Deed::Write("はい"));
    }
    (message.text.contains("「はい」") && person.id == "u11").then_some(Deed::Write("はい"))
}

/// The name of a quick reply's action, as the service wrote it into the postback.
fn action(action: &Action) -> &str {
    match action {
        Action::Postback { data, .. } => data.rsplit("a=").next().unwrap_or_default(),
        Action::Message { .. } | Action::Uri { .. } | Action::Other { .. } => "",
    }
}
