use super::{Detail, Outgoing, Reason};
use crate::chance::Draw;
use crate::event::{ChallengeJoined, Metric};
use crate::resident::{Enrolment, GoalPeriod, PointEntry};
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What became of one proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The campaign that proposed it.
    pub campaign: String,
    /// The hash of the pack that held.
    pub version: String,
    /// The function that proposed it, such as `on_steps`.
    pub hook: String,
    /// What was proposed: `nudge`, `invite`, `award`, …; `rule` when the script failed and
    /// `point` when a randomised decision point proposed no message.
    pub kind: &'static str,
    /// The name of what was proposed: a message, an award, a campaign, …
    pub name: String,
    /// The civil day it is about.
    pub day: Day,
    /// What it does, or why it was withheld.
    pub outcome: Result<Effect, Reason>,
    /// How it came about.
    pub trace: Trace,
}

/// What an allowed proposal does.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// A message waits to leave.
    Send(Box<Outgoing>),
    /// An entry in the resident's points.
    Points {
        /// The entry.
        entry: PointEntry,
        /// The function it came from, which alone may take it back.
        hook: String,
    },
    /// A goal.
    Goal(Metric, GoalPeriod),
    /// Entry into a campaign.
    Enrol(String, Enrolment),
    /// Membership in a walking challenge, from the day of this instant on.
    Join(ChallengeJoined, DateTime<Utc>),
    /// A decision point to come; it stands in [`super::Decision::due`] too.
    Schedule,
    /// A note for staff.
    Flag,
}

/// How a verdict came about: what `why` tells.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Trace {
    /// The line of the script.
    #[serde(default)]
    pub line: usize,
    /// The file, where it is one of the shared ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The facts the script read, with their values in short; sensitive ones are `•`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
    /// Whether a sensitive fact led here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// The guards that were asked, in order; the last one withheld, unless all let pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Reason>,
    /// The randomised decision point at which it was proposed, or at which nothing was. A point has one draw for all
    /// that is proposed there: its one row of the record is made of all verdicts of one resident, campaign, function and
    /// day. The resident was available where one of them has [`Trace::draw`]; else the first tells why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub randomised: Option<Randomised>,
    /// Whether the resident is held out of all campaigns: absent where nobody is, and where a guard said no before that
    /// was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holdout: Option<Draw>,
    /// The step at which the campaign begins in the resident's district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollout: Option<Draw>,
    /// The resident's arm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arm: Option<Draw>,
    /// The draw at the decision point. There is none for who is held out, in the arm `control`, or in a district where
    /// the campaign has not begun: nothing could have left, and a probability of 0 is no chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<Draw>,
    /// The draw of `choose`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Draw>,
    /// More about the outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// What is known of the chance at a randomised decision point.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Randomised {
    /// The probability of sending, in (0, 1). Absent where a rule says it and was not asked, since a guard had said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What the rule said, where that was out of bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<f64>,
}

impl Verdict {
    /// The cluster of which the resident is a member from now on in a campaign: a later move changes nothing of it.
    pub(crate) fn placed(&self) -> Option<(&str, &Draw)> {
        let draw = [&self.trace.arm, &self.trace.rollout].into_iter().flatten().find(|draw| draw.cluster.is_some())?;
        Some((&self.campaign, draw))
    }
}

impl Trace {
    /// Whether the verdict takes back what an earlier one gave.
    pub fn takes_back(&self) -> bool {
        matches!(self.detail, Some(Detail::DayRevised | Detail::RecordWithdrawn))
    }
}
