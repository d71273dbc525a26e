//! Replay before publishing: a city is lived for weeks by the real way, and then a changed campaign is tried on what
//! was recorded.

mod changed;
pub(crate) mod given;
mod same;
mod wrong;
