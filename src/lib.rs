//! The `ayumi` program, as a library for its own tests.

pub mod host;
pub mod phone;
