//! Adherence: what was offered, what of it arrived, what was answered, and for how long people went on.
//!
//! Kept apart throughout: offered, taken by a provider, known to have arrived, failed, and of which nobody knows. Missing is
//! not zero: each share says of how many it is, and one of none is not applicable.

mod days;
mod doses;
mod last;
mod responses;
mod share;
mod weeks;

pub use days::{Covered, DayAtGoal};
pub use doses::Doses;
pub use last::{Followed, GAP_DAYS, LastActivity, Step};
pub use responses::{Answered, Responses};
pub use share::{Mean, Share};
pub use weeks::{Active, ByWeek, active_by_week};
