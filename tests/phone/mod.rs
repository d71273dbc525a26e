//! The stand-in phone: as strict as the providers, as unkind as a network, and never wrong about who saw what.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as expected"
)]

mod cases;
mod counts;
mod faults;
mod page;
mod retries;
mod signatures;
mod sms;
mod support;
mod webhooks;
