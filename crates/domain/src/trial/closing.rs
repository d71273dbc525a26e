use crate::event::{Event, Metric, Payload, Purpose, Reply, SourceKind};
use crate::pack::{City, Outcome, Proximal, Window};
use crate::resident::{Snapshot, WINDOW_DAYS, standing};
use crate::time::Day;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A decision point whose time to close has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    /// The civil day that it is about.
    pub day: Day,
    /// When it was decided.
    pub decided: DateTime<Utc>,
    /// What is measured.
    pub outcome: Option<Outcome>,
    /// Within which it happens.
    pub window: Window,
}

/// What came of a decision point, as far as the resident's own records tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Closed {
    /// The outcome in its own unit: steps, or 1 and 0. Or why there is none.
    pub value: Result<f64, Missing>,
    /// What counted, where it is steps or a goal of steps.
    pub source: Option<Source>,
    /// When the resident first answered anything but `stop` within [`ANSWERS_FOR`] of the decision.
    pub replied_at: Option<DateTime<Utc>>,
    /// When the resident first said `stop` within the same time.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// For how long after a decision answers are looked for, in every arm.
pub const ANSWERS_FOR: TimeDelta = TimeDelta::hours(72);

/// Why there is no outcome. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The window is not over, or its days may still change.
    NotClosed,
    /// Nothing had arrived about it by the watermark.
    NoData,
    /// The resident withdrew their consent before the window was over, or had given none: nothing of them is used.
    NoConsent,
    /// It was closed so late that what counted then is no longer at hand.
    NotKept,
    /// It is about a goal, and none held on that day.
    NoGoal,
    /// The campaign says of no outcome that it is to be measured.
    NoneStated,
}

impl Missing {
    /// Every reason, in the order of the documentation.
    pub const ALL: [Self; 6] =
        [Self::NotClosed, Self::NoData, Self::NoConsent, Self::NotKept, Self::NoGoal, Self::NoneStated];

    /// The name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotClosed => "not_closed",
            Self::NoData => "no_data",
            Self::NoConsent => "no_consent",
            Self::NotKept => "not_kept",
            Self::NoGoal => "no_goal",
            Self::NoneStated => "none_stated",
        }
    }

    /// The reason of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|missing| missing.as_str() == name)
    }
}

/// What counted the steps. Closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl Source {
    /// Every source, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::Phone, Self::Tracker, Self::PedometerReader, Self::Paper, Self::Typed];

    /// The name in tables and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tracker => "tracker",
            Self::PedometerReader => "pedometer_reader",
            Self::Paper => "paper",
            Self::Typed => "typed",
        }
    }

    /// The source of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == name)
    }
}

/// Closes a decision point: what is measured by what is known now. `events` are what the resident said and did since the
/// window began or the decision was made, whichever came first, in any order; steps come from the snapshot, in which what
/// arrived late stands where it belongs.
pub fn close(open: &Open, snapshot: &Snapshot, events: &[Event], city: &City, today: Day) -> Closed {
    let answered = |is_wanted: &dyn Fn(&Reply) -> bool| {
        let until = open.decided + ANSWERS_FOR;
        let times = events.iter().filter_map(|event| match &event.payload {
            Payload::Reply(reply) if is_wanted(reply) => Some(event.time),
            _ => None,
        });
        times.filter(|at| (open.decided..until).contains(at)).min()
    };
    let (value, source) = match (has_withdrawn(snapshot, open.window.end), open.outcome) {
        (true, _) => (Err(Missing::NoConsent), None),
        (false, None) => (Err(Missing::NoneStated), None),
        (false, Some(outcome)) => measure(open, outcome.proximal, snapshot, events, city, today),
    };
    Closed {
        value,
        source,
        replied_at: answered(&|reply| reply.action != Reply::STOP),
        stopped_at: answered(&|reply| reply.action == Reply::STOP),
    }
}

/// Whether consent does not hold, and did not before a window was over. What happened before it was withdrawn is used.
fn has_withdrawn(snapshot: &Snapshot, end: DateTime<Utc>) -> bool {
    snapshot.consents.get(&Purpose::Engagement).is_none_or(|consent| !consent.given && consent.at < end)
}

type Value = (Result<f64, Missing>, Option<Source>);

fn measure(open: &Open, proximal: Proximal, snapshot: &Snapshot, events: &[Event], city: &City, today: Day) -> Value {
    let Window { start, end } = open.window;
    let within = |at: DateTime<Utc>| start <= at && at < end;
    let yes = |happened: bool| (Ok(f64::from(u8::from(happened))), None);
    match proximal {
        Proximal::StepsSameDay => steps(open.day, snapshot, city, today),
        Proximal::StepsNextDay => steps(open.day.plus(1), snapshot, city, today),
        Proximal::GoalReachedSameDay => match snapshot.goals.on(Metric::StepsPerDay, open.day) {
            None => (Err(Missing::NoGoal), None),
            Some(goal) => {
                let (steps, source) = steps(open.day, snapshot, city, today);
                (steps.map(|steps| f64::from(u8::from(steps >= goal.target as f64))), source)
            }
        },
        Proximal::NotebookWithinDays { .. } => {
            let entry = |event: &&Event| matches!(&event.payload, Payload::Notebook(data) if within(data.at));
            yes(standing(events).iter().any(entry))
        }
        Proximal::ReplyWithinHours { .. } => {
            let answers =
                |event: &Event| matches!(&event.payload, Payload::Reply(reply) if reply.action != Reply::STOP);
            yes(events.iter().any(|event| answers(event) && within(event.time)))
        }
        Proximal::VisitWithinDays { visit, .. } => {
            let days = city.zone.day(start)..=city.zone.day(end - TimeDelta::milliseconds(1));
            let came = |event: &&Event| {
                matches!(&event.payload, Payload::Visit(data)
                    if data.kind == visit && days.contains(&Day::from_date(data.date)))
            };
            yes(standing(events).iter().any(came))
        }
    }
}

fn steps(day: Day, snapshot: &Snapshot, city: &City, today: Day) -> Value {
    match snapshot.steps.counting(day, city) {
        Some(counting) if counting.typed => (Ok(counting.steps as f64), Some(Source::Typed)),
        Some(counting) => {
            let source = match counting.kind {
                SourceKind::Phone => Source::Phone,
                SourceKind::Tracker => Source::Tracker,
                SourceKind::PedometerReader => Source::PedometerReader,
                SourceKind::Paper => Source::Paper,
            };
            (Ok(counting.steps as f64), Some(source))
        }
        None if day < today.plus(-WINDOW_DAYS) => (Err(Missing::NotKept), None),
        None => (Err(Missing::NoData), None),
    }
}
