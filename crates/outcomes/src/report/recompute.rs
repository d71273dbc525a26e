use super::Asked;
use chrono::{DateTime, Utc};
use domain::{Day, Sentence};
use serde::{Deserialize, Serialize};

/// With what the same report is made again, to the byte.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recompute {
    /// What was asked: the design, the outcome and the plan, as they were when it was begun.
    pub asked: Asked,
    /// When the rows were read: what had arrived by then is in it.
    pub as_of: DateTime<Utc>,
    /// The civil day of that instant in the city.
    #[serde(with = "super::civil")]
    pub today: Day,
    /// The hash of the sealed plan, where there is one.
    pub plan: Option<String>,
    /// The hash of the record that was read, chained line by line: for each line of the CSV as it is exported, the head
    /// first, SHA-256 over the hash so far in hexadecimal digits and the line with its CR LF.
    pub record: String,
    /// Rows read.
    pub rows: u64,
    /// The version of the program.
    pub code: String,
    /// What makes it again.
    pub command: String,
    /// Not of the record but told: reports that showed an effect before this one.
    pub looks_made: u64,
    /// What it was made of.
    pub says: Vec<Sentence>,
}
