//! The wire formats against files: vectors of others in `data/`, bad input beside its
//! errors in `bad/`, and providers' answers beside what they mean in `answers/`.
//! `AYUMI_REWRITE=1` writes the expectations anew; the diff is what to review.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod any_input;
mod cloudevents;
mod fhir;
mod fhir_written;
mod files;
mod limits;
mod line;
mod ngsi;
mod openmhealth;
mod requests;
mod sheets;
mod sms;
