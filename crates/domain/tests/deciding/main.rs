//! Deciding, told as short stories: one resident, a rule or two, and what came of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, unreachable_pub, reason = "tests")]

mod answers;
mod calendar;
mod cases;
mod choices;
mod designs;
mod follow_up;
mod health;
mod histories;
mod joining;
mod late;
mod own_page;
mod privacy;
mod replay;
mod stamps;
mod town;
mod ways;
mod withdrawn;

const NONE: [&str; 0] = [];
