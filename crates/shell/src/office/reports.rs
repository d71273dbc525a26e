//! The reports of campaigns, as staff read them.

use crate::store::Store;
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
/// The database's own, or a report that cannot be read.
pub async fn newest(sql: &impl Sql, city: &CityCode, campaign: &str) -> Result<Option<Made>, Error> {
    let store = Store::new(sql);
    let begun = store.reports_of(city, campaign, 2).await?;
    let being_made = begun.first().is_some_and(|kept| kept.made_at.is_none());
    let Some((made_at, kept)) = begun.into_iter().find_map(|kept| Some((kept.made_at?, kept))) else {
        return Ok(None);
    };
    let text = store.report_text(city, campaign, kept.number).await?.ok_or_else(|| Error::corrupt("reports.report"))?;
    let report = serde_json::from_str(&text).map_err(|_| Error::corrupt("reports.report"))?;
    Ok(Some(Made { report, made_at, watermark: kept.as_of, hash: kept.hash, being_made }))
}
