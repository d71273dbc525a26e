use chrono::{DateTime, Utc};
use domain::Day;

/// What a report needs beside the record. It is in the report again, so that who makes it anew has it.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// When the rows were read: what had arrived by then is in them.
    pub as_of: DateTime<Utc>,
    /// The civil day of that instant in the city.
    pub today: Day,
    /// How many reports of the campaign showed an effect before this one.
    pub looks_made: u64,
    /// The hash of the record as it is exported: `Recompute::record`.
    pub record: &'a str,
    /// The version of the program.
    pub code: &'a str,
}
