//! What a resident's points came from and went to, entry by entry, as they read it.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::{CityCode, Day, ResidentId};

/// An entry in a resident's points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointMove {
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// How many came, or went where it is below zero.
    pub points: i64,
    /// What for.
    pub what: PointsFor,
}

/// What an entry was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PointsFor {
    /// What facts earned, or no longer earn.
    Award {
        /// The campaign.
        campaign: String,
        /// The award.
        award: String,
        /// The first day of the period it is for.
        day: Day,
        /// What was earned, of which the entry is what the caps let through.
        earned: i64,
    },
    /// A reward that was taken, or given back.
    Reward {
        /// The reward.
        reward: String,
    },
    /// Anything else.
    Other,
}

impl<S: Sql> Store<'_, S> {
    /// The entries of a resident, the latest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn point_moves(
        &self,
        city: &CityCode,
        resident: &ResidentId,
        most: i64,
    ) -> Result<Vec<PointMove>, Error> {
        // Without being told, SQLite goes through all that was ever spent in the city.
        let sql = "SELECT at, granted, 'award', campaign, award, period, points FROM points \
                   WHERE city = ?1 AND resident = ?2 \
                   UNION ALL \
                   SELECT t.at, CASE t.kind WHEN 'back' THEN r.points ELSE -r.points END, 'reward', r.reward, '', 0, 0 \
                   FROM redemptions r INDEXED BY redemptions_of_resident \
                   JOIN transfers t ON t.city = r.city AND t.id IN (r.id, r.id || '-') \
                   WHERE r.city = ?1 AND r.resident = ?2 \
                   ORDER BY 1 DESC, 2 LIMIT ?3";
        let params = vec![city.as_str().into(), resident.as_str().into(), most.into()];
        Ok(self.sql.query(sql, params).await?.iter().map(read).collect())
    }
}

fn read(row: &Row) -> PointMove {
    let what = match row.text(2) {
        "award" => PointsFor::Award {
            campaign: row.text(3).to_owned(),
            award: row.text(4).to_owned(),
            day: Day(i32::try_from(row.integer(5)).unwrap_or_default()),
            earned: row.integer(6),
        },
        "reward" => PointsFor::Reward { reward: row.text(3).to_owned() },
        _ => PointsFor::Other,
    };
    PointMove { at: row.instant(0), points: row.integer(1), what }
}
