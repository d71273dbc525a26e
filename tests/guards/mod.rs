//! The structure that ARCHITECTURE.md promises, and the pages that users read, held against
//! the code. What these tests say no compiler can.
#![allow(clippy::panic, reason = "tests")]

mod doors;
mod manifest;
mod pages;
mod rooms;
mod source;
mod statements;
