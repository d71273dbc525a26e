//! Reports of campaigns, as they are made and kept.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::{CityCode, Day};
use std::collections::BTreeMap;

/// A report without its text, made or being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReport {
    /// The campaign.
    pub campaign: String,
    /// Counted from 1.
    pub number: i64,
    /// The city's day on which it was begun.
    pub day: Day,
    /// What had arrived by then is in it.
    pub as_of: DateTime<Utc>,
    /// When it was made; `None` while it is being made.
    pub made_at: Option<DateTime<Utc>>,
    /// Whether it is the one that decides.
    pub is_final: bool,
    /// SHA-256 of its text, once it is made.
    pub hash: String,
}

/// What is kept of a report between two parts of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Halfway {
    /// JSON of `outcomes::report::Gathering`.
    pub gathering: String,
    /// The chain of the rows so far.
    pub record: String,
}

/// A report that is entered as made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finished<'a> {
    pub record: &'a str,
    pub made_at: DateTime<Utc>,
    pub is_final: bool,
    pub shows_effect: bool,
    pub hash: &'a str,
    pub report: &'a str,
}

const COLUMNS: &str = "campaign, number, day, as_of, made_at, is_final, hash";

impl<S: Sql> Store<'_, S> {
    /// The report of each campaign of a city that was begun last.
    ///
    /// # Errors
    /// The database's own.
    pub async fn last_begun_reports(&self, city: &CityCode) -> Result<BTreeMap<String, KeptReport>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM reports r WHERE city = ?1 AND number = \
             (SELECT max(number) FROM reports WHERE city = ?1 AND campaign = r.campaign)"
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into()]).await?;
        Ok(rows.iter().map(read).map(|kept| (kept.campaign.clone(), kept)).collect())
    }

    /// The reports of a campaign, the newest first, so many at most and without their texts.
    ///
    /// # Errors
    /// The database's own.
    pub async fn reports_of(&self, city: &CityCode, campaign: &str, most: i64) -> Result<Vec<KeptReport>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM reports WHERE city = ? AND campaign = ? ORDER BY number DESC LIMIT ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), campaign.into(), most.into()]).await?;
        Ok(rows.iter().map(read).collect())
    }

    /// The text of a report that is made.
    ///
    /// # Errors
    /// The database's own.
    pub async fn report_text(&self, city: &CityCode, campaign: &str, number: i64) -> Result<Option<String>, Error> {
        let sql = "SELECT report FROM reports WHERE city = ? AND campaign = ? AND number = ? AND made_at IS NOT NULL";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into(), number.into()]).await?;
        Ok(rows.first().and_then(|row| row.optional(0)).map(str::to_owned))
    }

    /// How many reports of a campaign showed an effect.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn looks_made(&self, city: &CityCode, campaign: &str) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM reports WHERE city = ? AND campaign = ? AND shows_effect = 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into()]).await?;
        Ok(rows.first().map(|row| row.integer(0).unsigned_abs()).unwrap_or_default())
    }

    /// What was kept of a report that is being made.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn halfway(&self, city: &CityCode, campaign: &str, number: i64) -> Result<Option<Halfway>, Error> {
        let sql = "SELECT gathering, record FROM reports WHERE city = ? AND campaign = ? AND number = ? \
                   AND made_at IS NULL";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into(), number.into()]).await?;
        let read = |row: &Row| Halfway { gathering: row.text(0).to_owned(), record: row.text(1).to_owned() };
        Ok(rows.first().map(read))
    }

    /// Begins a report. Another that was begun at the same time under the same number stays.
    pub(crate) async fn begin_report(
        &self,
        city: &CityCode,
        kept: &KeptReport,
        halfway: &Halfway,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO reports (city, campaign, number, day, as_of, gathering, record, is_final, shows_effect) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING";
        let values = vec![
            city.as_str().into(),
            kept.campaign.as_str().into(),
            kept.number.into(),
            i64::from(kept.day.0).into(),
            kept.as_of.into(),
            halfway.gathering.as_str().into(),
            halfway.record.as_str().into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }

    /// Keeps how far a report has come, unless another came further meanwhile.
    pub(crate) async fn keep_halfway(
        &self,
        city: &CityCode,
        kept: &KeptReport,
        before: &str,
        halfway: &Halfway,
    ) -> Result<(), Error> {
        let sql = "UPDATE reports SET gathering = ?, record = ? WHERE city = ? AND campaign = ? AND number = ? \
                   AND record = ? AND made_at IS NULL";
        let values = vec![
            halfway.gathering.as_str().into(),
            halfway.record.as_str().into(),
            city.as_str().into(),
            kept.campaign.as_str().into(),
            kept.number.into(),
            before.into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }

    /// Enters a report as made. Within a transaction, where it goes into the log too. Says whether nobody else had.
    pub(crate) async fn finish_report(
        &self,
        city: &CityCode,
        kept: &KeptReport,
        finished: Finished<'_>,
    ) -> Result<bool, Error> {
        let sql = "UPDATE reports SET gathering = NULL, record = ?, made_at = ?, is_final = ?, shows_effect = ?, \
                   hash = ?, report = ? WHERE city = ? AND campaign = ? AND number = ? AND made_at IS NULL";
        let values = vec![
            finished.record.into(),
            finished.made_at.into(),
            i64::from(finished.is_final).into(),
            i64::from(finished.shows_effect).into(),
            finished.hash.into(),
            finished.report.into(),
            city.as_str().into(),
            kept.campaign.as_str().into(),
            kept.number.into(),
        ];
        Ok(self.sql.change(sql, values).await? == 1)
    }

    /// Whether a campaign has a record at all.
    ///
    /// # Errors
    /// The database's own.
    pub(crate) async fn has_record(&self, city: &CityCode, campaign: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM trial_points WHERE city = ?1 AND campaign = ?2) \
                   OR EXISTS (SELECT 1 FROM trial_people WHERE city = ?1 AND campaign = ?2)";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into()]).await?;
        Ok(rows.first().is_some_and(|row| row.integer(0) == 1))
    }
}

fn read(row: &Row) -> KeptReport {
    KeptReport {
        campaign: row.text(0).to_owned(),
        number: row.integer(1),
        day: Day(i32::try_from(row.integer(2)).unwrap_or_default()),
        as_of: row.instant(3),
        made_at: row.instant_or_none(4),
        is_final: row.integer(5) == 1,
        hash: row.optional(6).unwrap_or_default().to_owned(),
    }
}
