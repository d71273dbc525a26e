//! Did it work? The estimators, and what is made of them: pure functions of data.
//!
//! Nothing here reads a clock, a file or a database, and nothing is random: what needs chance (a permutation test, a
//! simulation) is given its seed and says it again. The same rows give the same bytes on every machine.
//!
//! A question that the data cannot answer has an [`Unfit`] for an answer, never a number.

pub mod across;
pub mod adherence;
pub mod arms;
pub mod chances;
pub mod checks;
mod clustered;
pub mod distal;
pub mod estimate;
mod fit;
pub mod looks;
pub mod payment;
pub mod policy;
pub mod record;
mod redrawn;
pub mod report;
pub mod rerandomise;
pub mod several;
pub mod size;
mod solve;
pub mod stepped;
pub mod table;
pub mod tails;
mod telling;
mod unfit;

pub use fit::{Fit, Joint, Role, Term};
pub use redrawn::{Again, Redrawn};
pub use telling::{Counted, Drawing, Scale};
pub use unfit::Unfit;
