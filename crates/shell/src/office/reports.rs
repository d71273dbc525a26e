//! Stands in until the real thing is there.

use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::CityCode;
use outcomes::report::Report;

/// A report that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// It.
    pub report: Report,
    /// When.
    pub made_at: DateTime<Utc>,
    /// What had arrived by then is in it.
    pub watermark: DateTime<Utc>,
    /// The hash of its bytes.
    pub hash: String,
    /// Whether a newer one is being made.
    pub being_made: bool,
}

/// The newest report of a campaign.
///
/// # Errors
/// The database's own.
pub async fn newest(_: &impl Sql, _: &CityCode, _: &str) -> Result<Option<Made>, Error> {
    Ok(None)
}
