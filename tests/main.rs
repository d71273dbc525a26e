//! The project's integration tests, in one binary.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests"
)]

mod support {
    pub mod child;
    pub mod golden;
    pub mod host;
    pub mod installed;
    pub mod left_out;
    pub mod program;
    pub mod service;
}

mod any_host;
mod bad;
mod browser;
mod check;
mod console;
mod demo;
mod doors;
mod guards;
mod host;
mod journeys;
mod own;
mod peers;
mod phone;
mod replaying;
mod sending;
mod storing;
