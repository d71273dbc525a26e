//! What is stored stays stored: at once, through failures at every statement, kills and restarts.

mod answers;
mod at_once;
mod broken;
mod challenges;
mod consents;
mod counted;
mod days;
mod doubts;
mod due;
mod expiry;
mod full;
mod given;
mod killed;
mod lived;
mod once;
mod pace;
mod packs;
mod plans;
mod rewards;
mod schema;
mod senders;
mod sending;
mod shared;
mod work;
