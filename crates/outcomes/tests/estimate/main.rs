//! The estimators of effects in micro-randomised trials: against a real trial, against their own formulae written out, and
//! with what is not data for an answer.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod bad;
mod coverage;
mod direct;
mod garbage;
mod heartsteps;
mod looked;
mod missing;
mod order;
mod tables;
mod trial;
