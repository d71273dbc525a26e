//! Adherence of persons: days at goal, and for how long they went on. What was offered, arrived and was answered is counted
//! by the report itself (`report/sections/adherence.rs`), by arm and week.
//!
//! Missing is not zero: each share says of how many it is, and one of none is not applicable.

mod days;
mod last;
mod share;

pub use days::{Covered, DayAtGoal};
pub use last::{Active, Followed, GAP_DAYS, LastActivity, Step};
pub use share::Share;
