//! Effects of what is drawn again and again on one outcome that comes once, much later: whether somebody went to the
//! check-up, HbA1c a year after.
//!
//! The distal causal excursion effect (Qian 2025, arXiv 2502.13500): how much the person's outcome changes where one
//! decision point is treated and not untreated, while all before and after it go on as they were drawn. It is an effect
//! of *one* decision point among many, and mostly small; it says nothing of treating at all of them.
//!
//! docs/outcomes.md has the definition and what it was held against.

mod counts;
mod dcee;
mod model;
mod packed;
mod refused;
mod row;

pub use counts::Counts;
pub use dcee::Dcee;
pub use model::{Errors, Model, Weighting};
pub use row::Row;
