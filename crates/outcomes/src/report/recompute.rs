use domain::Sentence;
use serde::{Deserialize, Serialize};

/// With what the same report is made again, to the byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recompute {
    /// The hash of the sealed plan, where there is one.
    pub plan: Option<String>,
    /// The hash of the record that was read: SHA-256 of the CSV as it is exported.
    pub record: String,
    /// Rows read.
    pub rows: u64,
    /// The version of the program.
    pub code: String,
    /// What makes it again.
    pub command: String,
    /// Not of the record but told: people for whom the campaign is.
    pub eligible: Option<u64>,
    /// Likewise: those who agreed to take part.
    pub consented: Option<u64>,
    /// Likewise: reports that showed an effect before this one.
    pub looks_made: u64,
    /// What was not found in the record but told: numbers of the city, of the contract.
    pub says: Vec<Sentence>,
}
