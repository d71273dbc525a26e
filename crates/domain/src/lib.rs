//! The pure core of ayumi: what happened, who it happened to, what the city's rules
//! propose, and what the guards allow.
//!
//! Nothing here reads a clock, draws a random number, opens a file or knows a wire format:
//! time, identity and chance are arguments, and every function can be run again by an
//! evaluator with the same result.
//!
//! The way of an event: [`Event`] → [`Snapshot::observe`] (facts) → [`decide::decide`]
//! (rules propose, guards allow or withhold) → [`Snapshot::apply`].

pub mod audit;
pub mod challenge;
pub mod chance;
pub mod city;
pub mod decide;
pub mod event;
pub mod id;
pub mod journey;
pub mod ledger;
pub mod linking;
mod nearest;
pub mod notice;
pub mod pack;
pub mod points;
pub mod release;
pub mod replay;
pub mod resident;
pub mod rewards;
pub mod rules;
mod sentence;
pub mod staff;
pub mod time;
pub mod trial;
pub mod why;

pub use city::{CityState, Learnt};
pub use decide::{Cause, Decision, Reason, Verdict};
pub use event::{Event, Payload, Refusal};
pub use id::{CityCode, MessageId, ResidentId};
pub use notice::Notice;
pub use pack::{Pack, Problem, Ruleset};
pub use resident::Snapshot;
pub use sentence::{Language, Sentence, thousands};
pub use time::{Day, Zone};
