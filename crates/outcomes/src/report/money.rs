use crate::payment::Statement;
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// What is to be paid by the contract, and how sure that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Money {
    /// The contract's hash.
    pub hash: String,
    /// What it pays for what this report found, line by line.
    pub statement: Statement,
    /// What is said of it.
    pub says: Vec<Sentence>,
}
