//! Points and where they go: what is granted of what the facts earn, and the accounts between which points move.
//!
//! What a resident's facts earn is in [`Awards`](crate::resident::Awards), by cause. What of it is granted, the city's
//! [`PointCaps`] say. Every point that moves is a [`Transfer`] between two accounts, so that all accounts of a city
//! together hold nothing at every moment: what residents hold is what was issued to them.

mod caps;
mod good_for;
mod transfer;

pub(crate) use caps::fiscal_year;
pub use caps::{PointCap, PointCaps};
pub use good_for::GoodFor;
pub use transfer::{Account, Holding, Transfer, expired, granted, spent};
