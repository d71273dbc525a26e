//! The `ayumi` program, as a library for its own tests.

pub mod bench;
pub mod commands;
pub mod components;
pub mod demo;
pub mod hands;
pub mod host;
pub mod native;
pub mod packs;
pub mod parquet;
pub mod phone;
mod refusal;
mod replay;
mod rows;
pub mod secrets;
pub mod service;
pub mod state;
