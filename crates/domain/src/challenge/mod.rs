//! Standings of walking challenges: right at any moment, whatever arrives in whatever order.
//!
//! A [`Challenge`] is a part of a campaign that staff wrote. What a resident adds to it is their [`Share`]: of
//! each team that they walked for, sums over the days that are not closed yet. An event changes a snapshot;
//! the share before taken from the share after is a [`Move`], or none. A board is the sum of all moves, kept as
//! one row for each team ([`TeamSum`]) and one for each member ([`MemberSum`]), so that nobody is counted
//! anew because somebody else walked. [`Board::recount`] makes the same of all days at once.
//!
//! **Days close.** A day takes moves for [`Challenge::closes_after`] days, 14 at most: less than the days of
//! which steps are kept ready ([`crate::resident::WINDOW_DAYS`]). What it counts then, it counts for good.
//!
//! **Days of members.** A mean is of all days on which members took part, with steps or without. How many these
//! are grows by itself each day, so what is kept is where that changes: a [`Turn`] says that from a day on there
//! is one such day more each day, or one less. With the sum of turns and the sum of their days, any day's
//! number is one multiplication ([`Sums::member_days`]).

mod aside;
mod board;
mod doubt;
mod joining;
mod moves;
mod part;
mod ranking;
mod result;
mod route;
mod running;
mod shown;
mod sums;
mod told;

pub use crate::pack::{Between, Challenge, Handicap, Place, RanksBy, Route, SMALLEST, Spot, TeamSize, Ties};
pub use aside::set_aside;
pub use board::Board;
pub use doubt::{Doubt, doubts, fingerprint, is_compared};
pub use joining::NoJoin;
pub use moves::{Move, Share, TeamDay, Turn, moves};
pub use part::{Counted, counted, team_of};
pub use ranking::{Group, Standing, median, rank};
pub use result::{Final, mark};
pub use route::Way;
pub use running::{changed_while_running, counts_anew};
pub use shown::{Row, shown};
pub use sums::{MemberSum, Sums, TeamSum};
