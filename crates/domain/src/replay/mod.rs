//! Replay before publishing: what a changed campaign would have done over the events that were recorded,
//! beside the version that is live. Nothing is sent or stored by it.
//!
//! Each resident is lived through once, with both versions side by side ([`live_through`]), and what came of it is
//! counted ([`Report::count`]). Residents are independent of each other, so reports of any slices, made anywhere and
//! in any order, add up to the same report.
//!
//! **Only the one campaign is decided again**, twice. What the other campaigns said and gave in those days is taken
//! from the record ([`Past`]), so that caps, `me.days_since("message")` and points are as they were; they are not
//! asked what they would have said instead. What the record does not keep, the goals that rules set, is decided again
//! by the campaigns that set any, in the versions that were in force.
//!
//! **The window is whole civil days.** Before it, events are facts and nothing is decided, but goals and, for the
//! campaign itself, what it scheduled. The campaign's own messages and points from before are as recorded. Both
//! versions count as published when the window begins: each has its decision points from there. Whom a rule enrolled
//! before is on the version that held then, in both; who was enrolled within is on either version.
//!
//! **An event is met when it was received**, in that order, and a decision point when it was due: not when a late
//! clock came to it. Alerts are as recorded. Pauses, fuses, the month's messages and what providers did not take are
//! not replayed.
//!
//! **A reply names a message that was really sent.** Where a version would not have sent it, the reply is left out for
//! that version, unless it says stop. Nobody can know what would have been answered to a message that never was.

mod background;
mod days;
mod difference;
mod found;
mod lists;
mod lives;
mod one;
mod past;
mod plan;
mod report;
mod side;
mod table;
mod tally;
mod told;
mod window;

pub use days::{Came, Told, Whose, by_day};
pub use difference::{Change, Difference, differences};
pub use found::{Found, Note};
pub use one::{Differing, One};
pub use past::{Happened, Past, PastMessage, PastPoints};
pub use plan::{Era, Plan, UnknownCampaign, Versions, only_texts, reach};
pub use report::{Group, Report};
pub use side::{Entered, Led, Said, Withheld};
pub use tally::{Pair, Tally, Volume};
pub use window::{DaysOutOfRange, Window};

use crate::id::ResidentId;
use std::collections::BTreeMap;

/// What came of one resident's events with both versions.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Lived {
    /// The resident.
    pub resident: ResidentId,
    /// The district, as last known in the window.
    pub district: Option<String>,
    /// The age reached in the calendar year of the window's last day.
    pub age: Option<i32>,
    /// What each version led to.
    pub led: Pair<Led>,
    /// Whether the resident is one of those each version is for, at the window's beginning or its end.
    pub concerned: Pair<bool>,
    /// Whether a rule enrolled the resident before the window: then both versions leave the resident alone.
    pub pinned: bool,
    /// How many events there were in the window for each function of a script.
    pub heard: BTreeMap<&'static str, u64>,
}

/// Lives one resident's events through with both versions.
pub fn live_through(plan: &Plan, past: &Past) -> Lived {
    lives::Lives::live(plan, past)
}
