//! What a trial leaves on record: of each randomised decision point what was fixed when it was decided ([`Point`]), and
//! what came of it once its window is over and its days no longer change ([`close`]).
//!
//! The rows themselves, with what became of their messages, are the crate `outcomes`'s; docs/record.md has every column.

mod closing;
mod known;
mod late;
mod person;
mod point;

pub use closing::{ANSWERS_FOR, Closed, Missing, Open, Source, close};
use known::steps_between;
pub use known::{BEFORE_DAYS, Known};
pub use late::{Relook, about, may_be_closed};
pub use person::{Assigned, BASELINE_DAYS, Week, WeekDays, baseline};
pub use point::{Cluster, Drawn, Point, Terms};

#[cfg(test)]
mod tests;
