//! Probabilities that follow what is found: within their bounds, in the right direction, and without harm to the
//! interval of the effect.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

mod adaptive;
mod bounds;
