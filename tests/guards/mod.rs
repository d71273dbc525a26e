//! The structure that ARCHITECTURE.md promises, and the pages that users read, held against
//! the code. What these tests say no compiler can.

mod doors;
mod manifest;
mod pages;
mod reference;
mod rooms;
pub mod source;
mod statements;
