//! What must hold for every order, time and zone, and not only for the cases we thought of.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, unreachable_pub, reason = "tests")]

mod caps;
mod chance;
mod complete;
mod expiry;
mod given;
mod order;
mod own_pages;
mod points;
mod quiet;
mod replay;
mod taken_back;
