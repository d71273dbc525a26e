//! What is stored stays stored: under load, through traps, kills and restarts.

mod once;
