//! Plans of evaluations, as they were sealed.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use domain::CityCode;
use domain::pack::SealedPlan;
use std::collections::BTreeMap;

const COLUMNS: &str = "campaign, number, hash, sealed_at, before_start, text";

impl<S: Sql> Store<'_, S> {
    /// Every plan of a campaign that was sealed, oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn sealed_plans(&self, city: &CityCode, campaign: &str) -> Result<Vec<SealedPlan>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM plans WHERE city = ? AND campaign = ? ORDER BY number");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), campaign.into()]).await?;
        Ok(rows.iter().map(read).collect())
    }

    /// The plan that was sealed last of each campaign of a city, by the campaign's name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn latest_plans(&self, city: &CityCode) -> Result<BTreeMap<String, SealedPlan>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM plans p WHERE city = ?1 AND number = \
             (SELECT MAX(number) FROM plans WHERE city = ?1 AND campaign = p.campaign)"
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into()]).await?;
        Ok(rows.iter().map(read).map(|plan| (plan.campaign.clone(), plan)).collect())
    }

    /// Enters a plan that is sealed now. Within the transaction that publishes it.
    pub(crate) async fn seal_plan(&self, city: &CityCode, plan: &SealedPlan) -> Result<(), Error> {
        let sql = "INSERT INTO plans (city, campaign, number, hash, sealed_at, before_start, text) \
                   VALUES (?, ?, ?, ?, ?, ?, ?)";
        let values = vec![
            city.as_str().into(),
            plan.campaign.as_str().into(),
            plan.number.into(),
            plan.hash.as_str().into(),
            plan.sealed_at.into(),
            i64::from(plan.before_start).into(),
            plan.text.as_str().into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }
}

fn read(row: &Row) -> SealedPlan {
    SealedPlan {
        campaign: row.text(0).to_owned(),
        number: row.integer(1),
        hash: row.text(2).to_owned(),
        sealed_at: row.instant(3),
        before_start: row.integer(4) == 1,
        text: row.text(5).to_owned(),
    }
}
