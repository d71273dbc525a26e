//! Walking challenges: what is written of them, what counts, and who stands where.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, unreachable_pub, reason = "tests")]

mod any_order;

mod counting;
mod doubts;
mod places;
mod real;
mod running;
mod walk;
mod written;
