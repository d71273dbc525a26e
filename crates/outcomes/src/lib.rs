//! Did it work? The estimators, and what is made of them: pure functions of data.
//!
//! Nothing here reads a clock, a file or a database, and nothing is random: what needs chance (a permutation test, a
//! simulation) is given its seed and says it again. The same rows give the same bytes on every machine.
//!
//! A question that the data cannot answer has an [`Unfit`] for an answer, never a number.

mod fit;
pub mod payment;
#[allow(dead_code, reason = "its callers come with the estimators")]
mod solve;
pub mod tails;
mod unfit;

pub use fit::{Fit, Joint, Role, Term};
pub use unfit::Unfit;
