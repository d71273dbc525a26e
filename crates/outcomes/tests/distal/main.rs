//! Effects on an outcome that comes once: against the definition written out, against the truth of made-up trials, and
//! with what is not data for an answer.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod bad;
mod coverage;
mod direct;
mod garbage;
mod order;
mod trial;
