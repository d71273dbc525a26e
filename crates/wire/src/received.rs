//! What a request brought: each of its events read or refused on its own, whatever the format,
//! and the report that goes back.

use domain::event::{Event, Refusal};
use serde::Serialize;

/// One event of a request, read or refused. [`Event::check`] is still to be done, since it
/// needs the time of day.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// Its place in the request, from 0.
    pub index: usize,
    /// Its id, as far as it can be read, for the report: 100 characters at most.
    pub id: Option<String>,
    /// The event, or why not.
    pub event: Result<Event, Refusal>,
}

/// The answer to a readable request, after the commit.
///
/// ```json
/// {"accepted": 2, "duplicates": 1, "rejected": [{"index": 3, "id": "e-4", "reason": "the attribute `time` is missing"}]}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Events that are now stored.
    pub accepted: usize,
    /// Events that had been stored before.
    pub duplicates: usize,
    /// Events that are not stored, and why.
    pub rejected: Vec<Rejected>,
}

/// An event that is not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Its place in the request, from 0.
    pub index: usize,
    /// Its id, where that could be read; `null` otherwise.
    pub id: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}
