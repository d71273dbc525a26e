//! The record: what a trial leaves behind, one row for each randomised decision point and person.
//!
//! What stands in a row is fixed at two moments. At the decision: who, when, whether the person could be helped and why not,
//! the probability, the draw, and what was known then. At closing, once the outcome's window is over and its days no
//! longer change: the outcome with its watermark, what became of the message, what was answered. After that nothing of a
//! row changes but the count of later revisions and what they say. docs/record.md has every column.

mod column;
mod distal;
mod people;
mod person;
mod pseudonym;
mod row;
#[cfg(test)]
pub(crate) mod sample;
mod shape;
mod weeks;

pub use column::{COLUMNS, Cell, Column, Kind};
pub use distal::{DISTAL, DistalRow, Found};
pub use domain::trial::{Cluster, Drawn, Known, Missing, Source, Week};
pub use people::PEOPLE;
pub use person::{ClosedWeek, PersonRow, Totals};
pub use row::{Arm, Delivery, DeliveryState, Deviation, Measured, Person, Row};
pub use shape::Shape;
pub use weeks::{WEEKS, WeekRow};
