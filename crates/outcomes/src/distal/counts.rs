use serde::{Deserialize, Serialize};

/// What became of people and of their rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// People with rows whose outcome is known: those who count.
    pub people: u64,
    /// People with rows whose outcome is not known. They are left out with all their rows.
    pub without_outcome: u64,
    /// People with an outcome and no row.
    pub without_rows: u64,
    /// Rows of those who count.
    pub rows: u64,
    /// Of them those in which the person could not have been treated: points at which the effect is 0.
    pub unavailable: u64,
    /// Available rows of them that were treated.
    pub treated: u64,
    /// Available rows of them that were not.
    pub untreated: u64,
    /// Rows of anybody that were treated and not available: deviations from the protocol.
    pub treated_unavailable: u64,
}
