//! What happened, one kind a file. `source` + `id` is an event's identity; `time` is when
//! it happened, which may be long before it arrives.

mod alert;
mod challenge;
mod channel;
mod checkup;
mod choices;
mod consent;
mod delivery;
mod enrolled;
mod forecast;
mod goal;
mod guidance;
mod item;
mod notebook;
mod object;
mod reply;
mod said;
mod stamp;
mod steps;
mod visit;
mod withdrawn;

pub use alert::{Alert, AlertKind};
pub use challenge::{ChallengeJoined, ChallengeLeft, ChallengePaused};
pub use channel::{ChannelKind, ChannelLinked, ChannelUnlinked};
pub use checkup::{Checkup, CheckupItem, CheckupValue};
pub use choices::{Choices, Hours, Relative};
pub use consent::{ConsentGiven, ConsentWithdrawn, Purpose};
pub use delivery::{DeliveryState, DeliveryUpdated};
pub use enrolled::{Enrolled, Sex};
pub use forecast::{Basis, BodyState, Comparison, Condition, Forecast, Prediction};
pub use goal::{Goal, Metric};
pub use guidance::Guidance;
pub use item::Item;
pub use notebook::{EntryKind, NotebookEntry};
pub use reply::Reply;
pub(crate) use said::WRITTEN;
pub use said::{is_my_page, is_stop, understood};
pub use stamp::Stamp;
pub(crate) use stamp::is_place;
pub use steps::{Modality, SourceKind, StepSource, Steps};
pub use visit::{Visit, VisitKind};
pub use withdrawn::Withdrawn;

use crate::id::{IdError, ResidentId};
use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;

/// One event, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Who says so (CloudEvents `source`), 1 to 200 characters.
    pub source: String,
    /// Its number there (CloudEvents `id`), 1 to 200 characters.
    pub id: String,
    /// The resident it is about; `None` only for what concerns the whole city.
    pub subject: Option<ResidentId>,
    /// When it happened.
    pub time: DateTime<Utc>,
    /// What happened.
    pub payload: Payload,
}

/// What happened. The comment on each kind's type shows its JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// `ayumi.resident.enrolled.v1`
    Enrolled(Enrolled),
    /// `ayumi.consent.given.v1`
    ConsentGiven(ConsentGiven),
    /// `ayumi.consent.withdrawn.v1`
    ConsentWithdrawn(ConsentWithdrawn),
    /// `ayumi.channel.linked.v1`
    ChannelLinked(ChannelLinked),
    /// `ayumi.channel.unlinked.v1`
    ChannelUnlinked(ChannelUnlinked),
    /// `ayumi.steps.recorded.v1`
    Steps(Steps),
    /// `ayumi.goal.set.v1`
    Goal(Goal),
    /// `ayumi.notebook.entry.v1`
    Notebook(NotebookEntry),
    /// `ayumi.forecast.issued.v1`
    Forecast(Forecast),
    /// `ayumi.checkup.recorded.v1`
    Checkup(Checkup),
    /// `ayumi.guidance.held.v1`
    Guidance(Guidance),
    /// `ayumi.visit.recorded.v1`
    Visit(Visit),
    /// `ayumi.stamp.collected.v1`
    Stamp(Stamp),
    /// `ayumi.record.withdrawn.v1`
    Withdrawn(Withdrawn),
    /// `ayumi.reply.received.v1`
    Reply(Reply),
    /// `ayumi.delivery.updated.v1`
    Delivery(DeliveryUpdated),
    /// `ayumi.challenge.joined.v1`
    Joined(ChallengeJoined),
    /// `ayumi.challenge.left.v1`
    Left(ChallengeLeft),
    /// `ayumi.challenge.paused.v1`
    Paused(ChallengePaused),
    /// `ayumi.choices.made.v1`
    Choices(Choices),
    /// `ayumi.environment.alert.v1`
    Alert(Alert),
}

/// Why an event is refused: said to the sender, in `rejected`, and nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A required attribute is not there.
    #[error("the attribute `{0}` is missing")]
    Missing(&'static str),
    /// An attribute has a form it may not have.
    #[error("the attribute `{name}` {problem}")]
    Attribute {
        /// The attribute's name.
        name: &'static str,
        /// What is wrong and what is right.
        problem: String,
    },
    /// The type is none of ours.
    #[error("the type `{0}` is not known; docs/events.md lists the known types")]
    UnknownType(String),
    /// The data does not have the type's shape.
    #[error("data: {0}")]
    Data(String),
    /// The subject is not a resident's id.
    #[error("the attribute `subject` is refused: {0}")]
    Subject(#[from] IdError),
    /// The event says it happens later than now.
    #[error("`time` is in the future ({0}); check the sender's clock and time zone")]
    Future(DateTime<Utc>),
}

impl Refusal {
    /// A refusal of the data with a sentence.
    pub(crate) fn data(text: impl Into<String>) -> Self {
        Self::Data(text.into())
    }
}

/// What every kind of data must do. The types are listed once, in [`KINDS`].
trait Kind: DeserializeOwned + serde::Serialize {
    /// Checks what the shape alone cannot say.
    fn check(&self) -> Result<(), Refusal>;
}

impl Payload {
    /// Reads the data of an event of the given type.
    ///
    /// # Errors
    /// An unknown type, or data that is not of the type's shape: unknown fields are refused
    /// by name.
    pub fn parse(kind: &str, data: &str) -> Result<Self, Refusal> {
        match kind {
            "ayumi.resident.enrolled.v1" => read(data).map(Self::Enrolled),
            "ayumi.consent.given.v1" => read(data).map(Self::ConsentGiven),
            "ayumi.consent.withdrawn.v1" => read(data).map(Self::ConsentWithdrawn),
            "ayumi.channel.linked.v1" => read(data).map(Self::ChannelLinked),
            "ayumi.channel.unlinked.v1" => read(data).map(Self::ChannelUnlinked),
            "ayumi.steps.recorded.v1" => read(data).map(Self::Steps),
            "ayumi.goal.set.v1" => read(data).map(Self::Goal),
            "ayumi.notebook.entry.v1" => read(data).map(Self::Notebook),
            "ayumi.forecast.issued.v1" => read(data).map(Self::Forecast),
            "ayumi.checkup.recorded.v1" => read(data).map(Self::Checkup),
            "ayumi.guidance.held.v1" => read(data).map(Self::Guidance),
            "ayumi.visit.recorded.v1" => read(data).map(Self::Visit),
            "ayumi.stamp.collected.v1" => read(data).map(Self::Stamp),
            "ayumi.record.withdrawn.v1" => read(data).map(Self::Withdrawn),
            "ayumi.reply.received.v1" => read(data).map(Self::Reply),
            "ayumi.delivery.updated.v1" => read(data).map(Self::Delivery),
            "ayumi.challenge.joined.v1" => read(data).map(Self::Joined),
            "ayumi.challenge.left.v1" => read(data).map(Self::Left),
            "ayumi.challenge.paused.v1" => read(data).map(Self::Paused),
            "ayumi.choices.made.v1" => read(data).map(Self::Choices),
            "ayumi.environment.alert.v1" => read(data).map(Self::Alert),
            other => Err(Refusal::UnknownType(clip(other))),
        }
    }

    /// The event type, as on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Enrolled(_) => "ayumi.resident.enrolled.v1",
            Self::ConsentGiven(_) => "ayumi.consent.given.v1",
            Self::ConsentWithdrawn(_) => "ayumi.consent.withdrawn.v1",
            Self::ChannelLinked(_) => "ayumi.channel.linked.v1",
            Self::ChannelUnlinked(_) => "ayumi.channel.unlinked.v1",
            Self::Steps(_) => "ayumi.steps.recorded.v1",
            Self::Goal(_) => "ayumi.goal.set.v1",
            Self::Notebook(_) => "ayumi.notebook.entry.v1",
            Self::Forecast(_) => "ayumi.forecast.issued.v1",
            Self::Checkup(_) => "ayumi.checkup.recorded.v1",
            Self::Guidance(_) => "ayumi.guidance.held.v1",
            Self::Visit(_) => "ayumi.visit.recorded.v1",
            Self::Stamp(_) => "ayumi.stamp.collected.v1",
            Self::Withdrawn(_) => "ayumi.record.withdrawn.v1",
            Self::Reply(_) => "ayumi.reply.received.v1",
            Self::Delivery(_) => "ayumi.delivery.updated.v1",
            Self::Joined(_) => "ayumi.challenge.joined.v1",
            Self::Left(_) => "ayumi.challenge.left.v1",
            Self::Paused(_) => "ayumi.challenge.paused.v1",
            Self::Choices(_) => "ayumi.choices.made.v1",
            Self::Alert(_) => "ayumi.environment.alert.v1",
        }
    }

    /// The function that a script may write for this kind of event; `None` when rules are
    /// not asked about it.
    pub fn hook(&self) -> Option<&'static str> {
        match self {
            Self::Enrolled(_) => Some("on_enrolled"),
            Self::ConsentGiven(_) => Some("on_consent"),
            Self::ChannelLinked(_) => Some("on_channel"),
            Self::Steps(_) => Some("on_steps"),
            Self::Goal(_) => Some("on_goal"),
            Self::Notebook(_) => Some("on_notebook"),
            Self::Forecast(_) => Some("on_forecast"),
            Self::Checkup(_) => Some("on_checkup"),
            Self::Guidance(_) => Some("on_guidance"),
            Self::Visit(_) => Some("on_visit"),
            Self::Stamp(_) => Some("on_stamp"),
            Self::Reply(_) => Some("on_reply"),
            // What a record that was taken back had led to is decided again, by the function that
            // is asked about such records.
            Self::Withdrawn(_)
            | Self::ConsentWithdrawn(_)
            | Self::ChannelUnlinked(_)
            | Self::Delivery(_)
            | Self::Joined(_)
            | Self::Left(_)
            | Self::Paused(_)
            | Self::Choices(_)
            | Self::Alert(_) => None,
        }
    }

    /// Whether the event is sensitive health information (special care-required personal
    /// information, APPI art. 2(3)): then so is all that a rule proposes because of it.
    pub fn is_sensitive(&self) -> bool {
        match self {
            Self::Forecast(_) | Self::Checkup(_) | Self::Guidance(_) => true,
            Self::Withdrawn(data) => {
                matches!(data.kind.as_str(), "ayumi.forecast.issued.v1" | "ayumi.checkup.recorded.v1")
            }
            _ => false,
        }
    }

    /// Checks that what has happened does not lie ahead, and what is to come not too far. A date may be a
    /// day ahead of UTC's: there are zones where it is tomorrow already.
    fn check(&self, said: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Refusal> {
        let latest = (now + TimeDelta::hours(14)).date_naive();
        let past = |field: &str, date: chrono::NaiveDate| {
            if date <= latest {
                Ok(())
            } else {
                Err(Refusal::data(format!("`{field}` is {date}, which is still to come")))
            }
        };
        match self {
            Self::Steps(data) => past("date", data.date),
            Self::Notebook(data) => past("at", data.at.date_naive()),
            Self::Forecast(data) => past("test_date", data.test_date),
            Self::Checkup(data) => past("date", data.date),
            Self::Visit(data) => past("date", data.date),
            Self::Stamp(data) => past("date", data.date),
            Self::Choices(data) => data.check_pause(said),
            _ => Ok(()),
        }
    }

    /// The data as JSON, with the fields that were given and no others.
    pub fn to_json(&self) -> String {
        let written = match self {
            Self::Enrolled(data) => serde_json::to_string(data),
            Self::ConsentGiven(data) => serde_json::to_string(data),
            Self::ConsentWithdrawn(data) => serde_json::to_string(data),
            Self::ChannelLinked(data) => serde_json::to_string(data),
            Self::ChannelUnlinked(data) => serde_json::to_string(data),
            Self::Steps(data) => serde_json::to_string(data),
            Self::Goal(data) => serde_json::to_string(data),
            Self::Notebook(data) => serde_json::to_string(data),
            Self::Forecast(data) => serde_json::to_string(data),
            Self::Checkup(data) => serde_json::to_string(data),
            Self::Guidance(data) => serde_json::to_string(data),
            Self::Visit(data) => serde_json::to_string(data),
            Self::Stamp(data) => serde_json::to_string(data),
            Self::Withdrawn(data) => serde_json::to_string(data),
            Self::Reply(data) => serde_json::to_string(data),
            Self::Delivery(data) => serde_json::to_string(data),
            Self::Joined(data) => serde_json::to_string(data),
            Self::Left(data) => serde_json::to_string(data),
            Self::Paused(data) => serde_json::to_string(data),
            Self::Choices(data) => serde_json::to_string(data),
            Self::Alert(data) => serde_json::to_string(data),
        };
        // Structs of strings, numbers and dates always have a JSON form.
        written.unwrap_or_default()
    }
}

impl Event {
    /// Checks what concerns the attributes: lengths, a subject where one is needed, and a
    /// time that is not ahead of `now`.
    ///
    /// # Errors
    /// The first attribute that is wrong.
    pub fn check(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        within("source", &self.source, 200)?;
        within("id", &self.id, 200)?;
        let for_city = matches!(self.payload, Payload::Alert(_));
        if self.subject.is_none() && !for_city {
            return Err(Refusal::Missing("subject"));
        }
        // Senders' clocks drift; beyond a quarter of an hour it is a wrong zone.
        if self.time > now + TimeDelta::minutes(15) {
            return Err(Refusal::Future(self.time));
        }
        if self.time < DateTime::UNIX_EPOCH + TimeDelta::days(10_957) {
            return Err(Refusal::Attribute { name: "time", problem: "is before the year 2000".to_owned() });
        }
        self.payload.check(self.time, now)
    }
}

fn within(name: &'static str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.is_empty() {
        return Err(Refusal::Missing(name));
    }
    if text.chars().count() > most || text.chars().any(char::is_control) {
        let problem = format!("has 1 to {most} characters, none of them a control character");
        return Err(Refusal::Attribute { name, problem });
    }
    Ok(())
}

fn read<K: Kind>(data: &str) -> Result<K, Refusal> {
    let mut json = serde_json::Deserializer::from_str(data);
    let read = object::object(&mut json).and_then(|kind| json.end().map(|()| kind));
    let kind: K = read.map_err(|error| Refusal::data(plain(&error)))?;
    kind.check()?;
    Ok(kind)
}

/// serde's message in the caller's words: without the place, which counts from inside the
/// event and misleads, and without the names of our types.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    match message {
        "input is out of range" => "a date or time is not in the calendar".to_owned(),
        "premature end of input" | "input contains invalid characters" | "trailing input" => {
            "a date is written as `2026-11-21`, and a time as `2026-11-21T07:10:00+09:00`".to_owned()
        }
        _ => WORDS.iter().fold(message.to_owned(), |said, (ours, theirs)| said.replace(ours, theirs)),
    }
}

const WORDS: [(&str, &str); 8] = [
    ("expected i64", "expected a whole number"),
    ("expected u64", "expected a whole number from 0"),
    ("expected u32", "expected a whole number from 0"),
    ("expected i32", "expected a whole number"),
    ("expected f64", "expected a number"),
    ("expected a formatted date string", "expected a date such as `2026-11-21`"),
    ("expected an RFC 3339 formatted date and time string", "expected a time such as `2026-11-21T07:10:00+09:00`"),
    ("expected a sequence", "expected a list"),
];

fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// Free text within a limit, in characters, as entered by a person.
fn short(field: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.chars().count() > most {
        return Err(Refusal::data(format!("`{field}` is longer than {most} characters")));
    }
    Ok(())
}

/// A calendar date that can be one of a living programme.
fn sensible_date(field: &str, date: chrono::NaiveDate) -> Result<(), Refusal> {
    use chrono::Datelike;
    if (2000..2200).contains(&date.year()) {
        Ok(())
    } else {
        Err(Refusal::data(format!("`{field}` is `{date}`, which is not a date of this programme")))
    }
}
