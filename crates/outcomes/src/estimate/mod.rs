//! Effects of what is drawn again and again for the same people: estimators of causal excursion effects in
//! micro-randomised trials.
//!
//! A row is a decision point of a person. Its probability of treatment was logged before the draw; a row that is not
//! available has no weight in anything, the small-sample correction included. People are the clusters: rows are collected
//! by person, never by runs of neighbouring rows. Standard errors are those of Mancl and DeRouen always, intervals those
//! of t with n − q − p degrees of freedom: n persons, q controls with the intercept, p effects.
//!
//! docs/outcomes.md has the definitions, what they were held against, and how often the intervals cover.

mod columns;
pub(crate) mod correction;
mod emee;
mod intake;
mod kept;
mod model;
mod pass;
pub(crate) mod people;
pub(crate) mod refused;
mod row;
mod solution;
mod sums;
mod wcls;

pub use columns::{Columns, Named, Probability};
pub use emee::Emee;
pub use intake::Counts;
pub use kept::{Kept, redrawn};
pub use model::{Missing, Model};
pub use pass::Pass;
pub use row::Row;
pub use solution::Solution;
pub use wcls::Wcls;
