use chrono::{DateTime, Utc};
use domain::{Day, MessageId, Reason};

/// One randomised decision point of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Whose it is.
    pub person: Person,
    /// The campaign.
    pub campaign: String,
    /// The decision point's name in `campaign.toml`.
    pub point: String,
    /// Which of the person's decision points in this campaign it is, by the time at which they were due; the first is 1.
    pub number: u32,
    /// The civil day that it is about.
    pub day: Day,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// When it was asked: later than due after an outage.
    pub decided: DateTime<Utc>,
    /// The beginning of the hash of the pack that held.
    pub version: String,
    /// What the experiment's seed is bound by: a hash. The seed itself is told after the end.
    pub experiment: String,
    /// Why the person could not be helped, settled before the draw; `None` where they could.
    pub unavailable: Option<Reason>,
    /// The probability with which it is drawn to send, in (0, 1), stored before anything left. Of somebody who could not be
    /// helped it is the one that would have held, where that is known.
    pub probability: Option<f64>,
    /// The draw; `None` where the person could not be helped, and then the row says nothing of an effect.
    pub drawn: Option<Drawn>,
    /// The person's own arm, where persons have one.
    pub arm: Option<Arm>,
    /// The cluster in which the person is, where clusters are randomised or a roll-out goes by them.
    pub cluster: Option<Cluster>,
    /// The message that was sent, or would have been.
    pub message: Option<String>,
    /// Its id, where it was let out.
    pub message_id: Option<MessageId>,
    /// What was known of the person when it was decided.
    pub known: Moderators,
    /// What became of the message; `None` where none was offered, which is not the same as one that did not arrive, and
    /// before closing.
    pub delivery: Option<Delivery>,
    /// When the person first answered anything but `stop`, within 72 hours from when it was decided; in both arms, so that
    /// both can be held against each other. `None` before closing.
    pub replied_at: Option<DateTime<Utc>>,
    /// When the person first said `stop` within the same hours.
    pub stopped_at: Option<DateTime<Utc>>,
    /// What was measured.
    pub outcome: Measured,
    /// Where what happened is not what was drawn. The row stays where it was drawn to.
    pub deviation: Option<Deviation>,
}

/// Whose a row is: the resident's id within the city, and for everyone else a pseudonym of the campaign.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person(pub String);

/// A draw at a decision point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Whether it said to send.
    pub sends: bool,
    /// The number drawn, in [0, 1): it says to send where it is below the probability.
    pub number: f64,
}

/// An arm that a person was assigned to, once and for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// The probability of this arm, in (0, 1).
    pub probability: f64,
}

/// A cluster, such as a district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name.
    pub name: String,
    /// In a stepped roll-out, whether it had begun there; `None` where there is no roll-out.
    pub rolled_out: Option<bool>,
}

/// What was known of a person when it was decided; nothing that arrived later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moderators {
    /// Steps a day: the mean of the days with data among the seven civil days before the decision's. `None` where none
    /// of them has data, which is not 0.
    pub before: Option<f64>,
    /// How many of those seven days had data.
    pub before_days: u8,
    /// Days since the person's first day in the campaign, which is 0.
    pub days_in: i32,
    /// Whether the decision's day is a Saturday or a Sunday.
    pub weekend: bool,
}

/// What became of a message that was offered, as it was known at closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// How far it is known to have come.
    pub state: DeliveryState,
    /// When a provider took it.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When the provider said that it arrived, or that it was read: the earlier of both.
    pub delivered_at: Option<DateTime<Utc>>,
}

/// How far a message is known to have come. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeliveryState {
    /// It had not left yet at closing.
    Waiting,
    /// It was held back as it was to leave, for a reason of the last look.
    HeldBack,
    /// A provider took it, and said nothing more. LINE never does.
    Accepted,
    /// The provider says that it arrived.
    Delivered,
    /// The provider says that it was read.
    Read,
    /// The provider refused it, or says that it did not arrive.
    Failed,
    /// Nobody knows whether it left.
    Unknown,
}

/// What was measured in a row's window.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The outcome's name, from the closed list of `[outcome]`.
    pub name: String,
    /// The first instant of the window.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
    /// The outcome as it was at closing, in its own unit: steps, or 1 and 0. Or why there is none: missing is not zero.
    pub value: Result<f64, Missing>,
    /// The kind of source that counted, where it is steps.
    pub source: Option<Source>,
    /// The watermark, once it is closed: all that had arrived by then was taken in, and nothing else.
    pub watermark: Option<DateTime<Utc>>,
    /// How often data changed what would have been measured, after closing. The outcome stays as it was closed.
    pub revised: u32,
    /// What the last of those revisions makes of it, where data is left; `None` where nothing was revised.
    pub latest: Option<f64>,
}

/// Why there is no outcome. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// The window is not over, or its days may still change.
    NotClosed,
    /// Nothing had arrived about it by the watermark.
    NoData,
    /// The person withdrew their consent before the window was over, or had given none: nothing of them is used.
    NoConsent,
    /// It was closed so late that what counted then is no longer at hand.
    NotKept,
    /// It is about a goal, and none held on that day.
    NoGoal,
    /// The campaign says of no outcome that it is to be measured.
    NoneStated,
}

/// What counted the steps. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A phone's own counter.
    Phone,
    /// A band or watch.
    Tracker,
    /// A pedometer that was read out.
    PedometerReader,
    /// A paper sheet.
    Paper,
    /// A person says so, whatever it was typed into.
    Typed,
}

/// Where what happened is not what was drawn. Closed. The row is analysed as it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// It was drawn to send, and the message surely did not leave.
    NotSent,
    /// It was drawn to withhold, and the same message left within the window by another way.
    SentAlthoughWithheld,
    /// The person could not be helped, and the same message left within the window by another way.
    SentAlthoughUnavailable,
}
