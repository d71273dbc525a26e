use chrono::{DateTime, Datelike, Utc, Weekday};
use domain::pack::Outcome;
use domain::trial::{Cluster, Drawn, Known, Missing, Source};
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
    /// The hash of the pack that held.
    pub version: String,
    /// What the experiment's seed is bound by: a hash. The seed itself is told after the end.
    pub experiment: String,
    /// Why the person could not be helped, settled before the draw; `None` where they could.
    pub unavailable: Option<Reason>,
    /// Whether the reason and the message are kept back from whoever reads, since a sensitive fact led to them.
    pub hides: bool,
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
    /// Its id, where it was let out. Not handed out: it is made of the person's.
    pub message_id: Option<MessageId>,
    /// Whether a sensitive fact led to what was decided, so that the row tells of it.
    pub sensitive: bool,
    /// What was known of the person when it was decided.
    pub known: Known,
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

impl Row {
    /// Whether it was closed: until then nothing is known of what came of it.
    pub fn is_closed(&self) -> bool {
        self.outcome.watermark.is_some()
    }

    /// Whether its day is a Saturday or a Sunday.
    pub fn is_weekend(&self) -> bool {
        matches!(self.day.date().weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// Whether it was drawn to send; `None` where nothing was drawn.
    pub fn sends(&self) -> Option<bool> {
        self.drawn.map(|drawn| drawn.sends)
    }

    /// What is analysed of its outcome: as the campaign says, capped first, then on its scale.
    pub fn analysed(&self) -> Option<f64> {
        Some(self.outcome.stated?.analysed(self.outcome.value.ok()?))
    }
}

/// Whose a row is: the resident's id within the city, and for everyone else a pseudonym of the campaign.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person(pub String);

/// An arm that a person was assigned to, once and for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// The probability of this arm, in (0, 1).
    pub probability: f64,
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

impl DeliveryState {
    /// Every state, in the order of the documentation.
    pub const ALL: [Self; 7] =
        [Self::Waiting, Self::HeldBack, Self::Accepted, Self::Delivered, Self::Read, Self::Failed, Self::Unknown];

    /// How far a message came, by the outbox's state and reason and the last word of its provider.
    pub fn of(state: &str, reason: Option<&str>, receipt: Option<&str>) -> Self {
        match (state, receipt) {
            ("withheld", _) => Self::HeldBack,
            (_, Some("read")) => Self::Read,
            (_, Some("delivered")) => Self::Delivered,
            (_, Some("failed" | "refused")) => Self::Failed,
            ("dead", _) if reason == Some("ambiguous") => Self::Unknown,
            ("dead", _) => Self::Failed,
            ("accepted", _) => Self::Accepted,
            // A call that nobody noted the end of may have been taken.
            ("sending", _) => Self::Unknown,
            _ => Self::Waiting,
        }
    }

    /// Whether it surely never left.
    pub fn is_unsent(self) -> bool {
        matches!(self, Self::Waiting | Self::HeldBack)
    }

    /// The name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::HeldBack => "held_back",
            Self::Accepted => "accepted",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// What was measured in a row's window.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// What is measured, as `[outcome]` of the version that held says; `None` where it says nothing.
    pub stated: Option<Outcome>,
    /// The first instant of the window.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
    /// The outcome as it was at closing, in its own unit: steps, or 1 and 0. Or why there is none: missing is not zero.
    pub value: Result<f64, Missing>,
    /// What counted, where it is steps or a goal of steps.
    pub source: Option<Source>,
    /// The watermark, once it is closed: what was stored by then was taken in, and nothing else.
    pub watermark: Option<DateTime<Utc>>,
    /// How often a look after closing found something else than the look before it. The outcome stays as it was closed.
    pub revised: u32,
    /// What the last of those looks found; `None` where it found no data, and where there was none.
    pub latest: Option<f64>,
    /// Whether, at closing, a doubt about the person's steps was open or had been kept by staff, who see no arm.
    pub doubted: bool,
}

/// Where what happened is not what was drawn. Closed. The row is analysed as it was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// It was drawn to send, and the message surely did not leave.
    NotSent,
    /// It was drawn to withhold, and the very message left within the window by another way than a decision point.
    SentAlthoughWithheld,
    /// The person could not be helped, and the very message left in the same way.
    SentAlthoughUnavailable,
}

impl Deviation {
    /// Every deviation, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::NotSent, Self::SentAlthoughWithheld, Self::SentAlthoughUnavailable];

    /// Whether what happened is what was drawn. `slipped` is whether the very message left by another way.
    pub fn of(sends: Option<bool>, delivery: Option<DeliveryState>, slipped: bool) -> Option<Self> {
        match sends {
            Some(true) => delivery.filter(|state| state.is_unsent()).map(|_| Self::NotSent),
            Some(false) => slipped.then_some(Self::SentAlthoughWithheld),
            None => slipped.then_some(Self::SentAlthoughUnavailable),
        }
    }

    /// The name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::SentAlthoughWithheld => "sent_although_withheld",
            Self::SentAlthoughUnavailable => "sent_although_unavailable",
        }
    }

    /// The deviation of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deviation| deviation.as_str() == name)
    }
}
