//! The last look at a message, as it leaves: what was allowed earlier may no longer be.

use crate::city::CityState;
use crate::decide::{LineBody, Outgoing, Reason};
use crate::event::{ChannelKind, Purpose};
use crate::id::CityCode;
use crate::pack::{City, IfQuiet, leads_to_own_page};
use crate::resident::Snapshot;
use crate::time::Day;
use chrono::{DateTime, TimeDelta, Utc};

/// What is to be done with a message whose time has come.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Release {
    /// It leaves.
    Send(Departure),
    /// It never leaves.
    Withhold(Reason),
    /// It leaves later, and this is why.
    Wait(DateTime<Utc>, Hold),
}

/// Why a message that may leave does not leave yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It is quiet.
    QuietHours,
    /// It is outside of the hours that the resident chose.
    OwnHours,
    /// The city is closed today, and the message is none of high priority.
    ClosedDay,
    /// The month's messages by LINE are used up.
    MonthlyLimit,
    /// Staff, or a fuse, have stopped what it needs.
    Paused,
    /// As many are leaving as the provider takes in a second.
    Pace,
    /// Others to the same resident are leaving, and would use up a cap if they do.
    Neighbours,
}

impl Hold {
    const ALL: [Self; 7] = [
        Self::QuietHours,
        Self::OwnHours,
        Self::ClosedDay,
        Self::MonthlyLimit,
        Self::Paused,
        Self::Pace,
        Self::Neighbours,
    ];

    /// The name in state and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::QuietHours => "quiet_hours",
            Self::OwnHours => "own_hours",
            Self::ClosedDay => "closed_day",
            Self::MonthlyLimit => "monthly_limit",
            Self::Paused => "paused",
            Self::Pace => "pace",
            Self::Neighbours => "neighbours",
        }
    }

    /// The hold of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.as_str() == name)
    }
}

/// Where a message goes, and what it says there.
#[derive(Debug, Clone, PartialEq)]
pub enum Departure {
    /// By LINE.
    Line {
        /// LINE user id.
        to: String,
        /// What it shows.
        body: LineBody,
    },
    /// By SMS.
    Sms {
        /// Telephone number.
        to: String,
        /// The text.
        text: String,
        /// Until when the provider may keep it where the telephone is off: it is worthless then, or it is quiet.
        until: DateTime<Utc>,
    },
}

impl Departure {
    /// The way it goes.
    pub fn channel(&self) -> ChannelKind {
        match self {
            Self::Line { .. } => ChannelKind::Line,
            Self::Sms { .. } => ChannelKind::Sms,
        }
    }

    /// Whether it leads to the resident's own pages, and so says something else to each.
    pub fn leads_to_own_page(&self) -> bool {
        match self {
            Self::Line { body, .. } => body.leads_to_own_page(),
            Self::Sms { text, .. } => leads_to_own_page(text),
        }
    }
}

/// What the last look needs besides the message and the resident.
#[derive(Debug, Clone, Copy)]
pub struct Exit<'a> {
    /// The city's code.
    pub code: &'a CityCode,
    /// The city's settings as they are now.
    pub settings: &'a City,
    /// What holds for the whole city now.
    pub state: &'a CityState,
    /// The instant of leaving.
    pub now: DateTime<Utc>,
}

/// Other messages to the same resident that count for caps, by the civil day on which they leave.
#[derive(Debug, Clone, Copy, Default)]
pub struct Others<'a> {
    /// Those that left.
    pub left: &'a [Day],
    /// Those of which it is not settled yet: the call may fail.
    pub leaving: &'a [Day],
}

/// How long a message waits until it is looked at again whether what it needs goes on. Whoever lets it go
/// on has it looked at sooner.
const STOPPED: TimeDelta = TimeDelta::minutes(10);

/// How long a message waits for its neighbours.
const NEIGHBOURS: TimeDelta = TimeDelta::minutes(1);

/// Decides whether a message may leave now. An SMS that follows a message by LINE is withheld as a duplicate when the
/// resident has answered anything since.
pub fn release(message: &Outgoing, snapshot: &Snapshot, others: &Others<'_>, exit: &Exit<'_>) -> Release {
    if exit.now >= message.expires_at {
        return Release::Withhold(Reason::Expired);
    }
    if !snapshot.consents_to(Purpose::Engagement) {
        return Release::Withhold(Reason::NoConsent);
    }
    if snapshot.contact.opted_out() || message.is_unwanted(snapshot) {
        return Release::Withhold(Reason::OptedOut);
    }
    if message.follows.as_ref().is_some_and(|follows| has_answered(snapshot, follows.taken)) {
        return Release::Withhold(Reason::Duplicate);
    }
    match departure(message, snapshot, exit) {
        Some(departure) => may_leave(departure, message, snapshot, others, exit),
        None => Release::Withhold(Reason::NoChannel),
    }
}

fn has_answered(snapshot: &Snapshot, since: DateTime<Utc>) -> bool {
    [&snapshot.reply, &snapshot.sensitive_reply].into_iter().flatten().any(|reply| reply.at >= since)
}

fn may_leave(
    departure: Departure,
    message: &Outgoing,
    snapshot: &Snapshot,
    others: &Others<'_>,
    exit: &Exit<'_>,
) -> Release {
    if exit.state.discards(message, departure.channel()) {
        return Release::Withhold(Reason::Suspended);
    }
    if exit.state.paused(&message.campaign, Some(departure.channel())).is_some() {
        return Release::Wait((exit.now + STOPPED).min(message.expires_at), Hold::Paused);
    }
    let district = snapshot.district();
    if exit.state.is_suspended(exit.code.as_str(), district, message.outdoor, exit.now) {
        return Release::Withhold(Reason::Suspended);
    }
    let opening = match message.is_answer {
        true => exit.settings.opening(exit.now, message.priority),
        false => exit.settings.opening_for(snapshot, exit.now, message.priority),
    };
    if let Some(hold) = opening.held {
        let can_wait = opening.at < message.expires_at && message.if_quiet == IfQuiet::Wait;
        return if can_wait { Release::Wait(opening.at, hold) } else { Release::Withhold(Reason::QuietHours) };
    }
    let today = exit.settings.zone.day(exit.now);
    if !message.is_answer && snapshot.pause_on(today).is_some() {
        return Release::Withhold(Reason::NotAvailable);
    }
    if let Some(until) = exit.state.line_spent_until.filter(|until| exit.now < *until)
        && departure.channel() == ChannelKind::Line
    {
        return Release::Wait(until.min(message.expires_at), Hold::MonthlyLimit);
    }
    let caps = &exit.settings.caps;
    if !message.is_answer && caps.reached(today, others.left.iter().copied()).is_some() {
        return Release::Withhold(Reason::Capped);
    }
    if !message.is_answer && caps.reached(today, others.left.iter().chain(others.leaving).copied()).is_some() {
        return Release::Wait((exit.now + NEIGHBOURS).min(message.expires_at), Hold::Neighbours);
    }
    Release::Send(departure)
}

/// The first way that the resident wishes for and the message has a text for.
fn departure(message: &Outgoing, snapshot: &Snapshot, exit: &Exit<'_>) -> Option<Departure> {
    let by = |kind| {
        let to = snapshot.way(kind)?.to_owned();
        match kind {
            ChannelKind::Line => message.bodies.line.clone().map(|body| Departure::Line { to, body }),
            ChannelKind::Sms => {
                let City { quiet, zone, .. } = exit.settings;
                let own = snapshot.quiet_beside(quiet).filter(|_| !message.is_answer);
                let begins =
                    [Some(*quiet), own].into_iter().flatten().filter_map(|quiet| quiet.begins(*zone, exit.now));
                let until = begins.fold(message.expires_at, DateTime::min);
                message.bodies.sms.clone().map(|text| Departure::Sms { to, text, until })
            }
            ChannelKind::Paper => None,
        }
    };
    snapshot.ways().into_iter().find_map(by)
}
