//! The walled garden: the only place that names `rhai`. A script reads facts and proposes;
//! it never does.

mod budget;
mod check;
mod engine;
mod errors;
mod facts;
mod frame;
mod language;
mod lent;
mod mark;
mod memo;
mod names;
mod proposals;
mod reach;
mod reference;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod told;

pub use engine::Rules;
pub(crate) use lent::{lent, renamed, shared};
pub use memo::Memo;
pub use reach::Reach;
pub use reference::{Days, Entry, Gives, GivesKind, Group, Kind, Sensitive, Word, reference};

use crate::chance::{self, Draw};
use crate::event::{Event, Metric};
use crate::id::ResidentId;
use crate::pack::{City, Experiment, Values};
use crate::resident::Snapshot;
use crate::sentence::Sentence;
use crate::time::Day;
use chrono::{DateTime, NaiveTime, Utc};
use std::cell::OnceCell;
use std::rc::Rc;

/// What a script is asked about: all that it can see, and no more.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Whom it is about; scripts never see the id, chance needs it.
    pub resident: ResidentId,
    /// What is known of the resident, the event included.
    pub snapshot: Rc<Snapshot>,
    /// What happened; `None` at a decision point.
    pub event: Option<Rc<Event>>,
    /// The city's settings.
    pub city: Rc<City>,
    /// The civil day it is about.
    pub day: Day,
    /// The instant of deciding.
    pub now: DateTime<Utc>,
    /// The key of the hash by which `choose` draws.
    pub seed: String,
    /// What `choose` draws for: the decision point or event within the experiment.
    pub point: String,
    /// The arm of this campaign that the resident is in.
    pub arm: Arm,
    /// Whether a sensitive fact led here, before any is read.
    pub sensitive: bool,
}

/// The arm of a resident: drawn when it is first asked for, since most events lead to nothing that hangs on it.
#[derive(Debug, Clone, Default)]
pub struct Arm {
    experiment: Option<Rc<Experiment>>,
    cluster: Option<String>,
    fixed: Option<String>,
    drawn: OnceCell<Option<Draw>>,
}

impl Arm {
    /// The arm of whoever is asked about in an experiment, as one of a cluster; none without an experiment.
    pub fn of(experiment: Option<Rc<Experiment>>, cluster: Option<String>) -> Self {
        Self { experiment, cluster, fixed: None, drawn: OnceCell::new() }
    }

    /// The same, for a case in which the arm is given.
    #[must_use]
    pub fn fixed(self, arm: Option<&str>) -> Self {
        Self { fixed: arm.map(str::to_owned), ..self }
    }

    /// The draw by which a resident is in it.
    pub(crate) fn draw(&self, resident: &ResidentId) -> Option<Draw> {
        let experiment = self.experiment.as_ref()?;
        let drawn = experiment.arm(resident, self.cluster.as_deref());
        let Some(fixed) = &self.fixed else { return drawn };
        let (arm, probability) = experiment.arms.iter().find(|arm| arm.0 == *fixed)?;
        // A case has no cluster of which it could be the arm.
        let draw = drawn.or_else(|| chance::draw(&experiment.seed, resident.as_str(), "arm", &experiment.arms))?;
        Some(Draw { arm: arm.clone(), probability: *probability, ..draw })
    }
}

impl Facts {
    /// The draw by which the resident is in an arm.
    pub fn arm(&self) -> Option<&Draw> {
        self.arm.experiment.as_ref()?;
        self.arm.drawn.get_or_init(|| self.arm.draw(&self.resident)).as_ref()
    }
}

/// What a script said.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use]
pub struct Evaluation {
    /// What it proposes, in order.
    pub proposals: Vec<Proposal>,
    /// The facts it read, by name, each with its value in short; sensitive values are `•`.
    /// Empty where an event led to nothing: then [`Rules::read`] tells, should someone ask.
    pub read: Vec<(String, String)>,
    /// Whether it read a sensitive fact, or one led here: then all it proposes is sensitive.
    pub sensitive: bool,
    /// Why it stopped before its end. What it had proposed is void.
    pub error: Option<RuleError>,
}

/// What a campaign's `available(me)` said.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Availability {
    /// Whether the resident can be helped now; `true` where the script has no such function.
    pub available: bool,
    /// The facts it read, as in [`Evaluation::read`].
    pub read: Vec<(String, String)>,
    /// Whether it read a sensitive fact.
    pub sensitive: bool,
    /// Why it stopped before its end.
    pub error: Option<RuleError>,
}

/// What a campaign's `probability_<point>(me)` said.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct SaidProbability {
    /// The number, or why there is none. It is any number: bounds are for whoever uses it.
    pub number: Result<f64, RuleError>,
    /// The facts it read, as in [`Evaluation::read`].
    pub read: Vec<(String, String)>,
    /// Whether it read a sensitive fact.
    pub sensitive: bool,
}

/// One thing a script proposes.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What.
    pub what: Proposed,
    /// The line of the script that says so, from 1.
    pub line: usize,
    /// The script, where it is not the campaign's own but a shared one.
    pub file: Option<String>,
    /// The draw of `choose` that it rests on, if any.
    pub draw: Option<Draw>,
}

/// The kinds of proposals.
#[derive(Debug, Clone, PartialEq)]
pub enum Proposed {
    /// Say something.
    Nudge {
        /// The message's name.
        message: String,
        /// What fills its text.
        values: Values,
    },
    /// Invite to something that is answered.
    Invite {
        /// The message's name.
        message: String,
        /// What fills its text.
        values: Values,
    },
    /// Give points.
    Award {
        /// The award's name in `campaign.toml`.
        award: String,
    },
    /// Set a goal from the next day on.
    SetGoal {
        /// What is counted.
        metric: Metric,
        /// How much.
        target: i64,
        /// For how many days.
        days: i64,
    },
    /// Take the resident into a campaign of the city.
    Enrol {
        /// The campaign's name.
        campaign: String,
    },
    /// Ask this campaign's `at_<point>` again later.
    Schedule {
        /// The point's name.
        point: String,
        /// In how many civil days.
        days: i64,
        /// At what time of day.
        at: NaiveTime,
    },
    /// Show the resident to staff.
    FlagForStaff {
        /// Why, in the author's words.
        reason: String,
    },
}

impl Proposed {
    /// The function that proposes it, and the name it proposes: `nudge`, `almost_there`.
    pub fn kind_and_name(&self) -> (&'static str, &str) {
        match self {
            Self::Nudge { message, .. } => ("nudge", message),
            Self::Invite { message, .. } => ("invite", message),
            Self::Award { award } => ("award", award),
            Self::SetGoal { metric, .. } => ("set_goal", metric.as_str()),
            Self::Enrol { campaign } => ("enrol", campaign),
            Self::Schedule { point, .. } => ("schedule", point),
            Self::FlagForStaff { reason } => ("flag_for_staff", reason),
        }
    }
}

/// Why a script stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct RuleError {
    /// The script.
    pub file: String,
    /// Line, from 1; 0 when unknown.
    pub line: usize,
    /// Column, from 1; 0 when unknown.
    pub column: usize,
    /// What went wrong and what to do, in English.
    pub message: String,
    /// The same in Japanese.
    pub message_ja: String,
    /// Whether a budget ran out: operations, depth, size or proposals.
    pub budget: bool,
}

impl RuleError {
    /// The place, and what went wrong.
    pub fn sentence(&self) -> Sentence {
        let Self { file, line, column, message_ja, .. } = self;
        Sentence::new(self.to_string(), format!("{file}:{line}:{column}: {message_ja}"))
    }
}
