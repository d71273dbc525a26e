use super::Store;
use crate::sql::{Columns, Row, Sql};
use crate::{Error, Value};
use domain::CityCode;
use std::collections::BTreeMap;

/// What stands in the database of a city, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Residents known.
    pub residents: i64,
    /// Events by type.
    pub events: BTreeMap<String, i64>,
    /// Days of residents for which steps arrived.
    pub step_days: i64,
    /// Everything decided, withheld or not.
    pub decisions: i64,
    /// Messages that a provider took, by channel.
    pub sent: BTreeMap<String, i64>,
    /// Calls to a provider that had to be made again.
    pub retries: i64,
    /// Messages withheld when decided, or as they were about to leave, by reason.
    pub withheld: Vec<Withheld>,
    /// Messages that no provider takes, by reason.
    pub dead: BTreeMap<String, i64>,
    /// Points that stand.
    pub points: i64,
    /// Points taken back, as the facts were corrected.
    pub points_back: i64,
    /// Residents with points.
    pub with_points: i64,
    /// What was flagged for staff.
    pub flags: BTreeMap<String, i64>,
    /// The first message of each name that was let out.
    pub let_out: Vec<Example>,
}

/// Messages that were withheld for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The reason's name.
    pub reason: String,
    /// How many.
    pub count: i64,
    /// The latest of them.
    pub latest: Example,
}

/// One decision to look at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Example {
    /// The decision.
    pub decision: String,
    /// About whom.
    pub resident: String,
    /// The message's name.
    pub message: String,
}

impl<S: Sql> Store<'_, S> {
    /// Counts what stands in the database of a city. It reads whole tables: for a summary,
    /// not for a request.
    ///
    /// # Errors
    /// The database's own.
    pub async fn tally(&self, city: &CityCode) -> Result<Tally, Error> {
        let read = async |sql: &str| self.sql.query(sql, vec![city.as_str().into()]).await;
        let one =
            async |sql: &str| -> Result<i64, Error> { Ok(read(sql).await?.first().map_or(0, |row| row.integer(0))) };
        let named = async |sql: &str| -> Result<BTreeMap<String, i64>, Error> {
            Ok(read(sql).await?.iter().map(|row| (row.text(0).to_owned(), row.integer(1))).collect())
        };
        let points = read(
            "SELECT COALESCE(SUM(granted), 0), COALESCE(-SUM(CASE WHEN granted < 0 THEN granted END), 0), \
             COUNT(DISTINCT resident) FROM points WHERE city = ?",
        )
        .await?
        .into_iter()
        .next()
        .unwrap_or_default();
        let latest = read(
            "SELECT MAX(d.id), COALESCE(o.reason, d.outcome), COUNT(*) FROM decisions d \
             LEFT JOIN outbox o ON o.city = d.city AND o.id = d.message AND o.state = 'withheld' \
             WHERE d.city = ? AND d.kind IN ('nudge', 'invite') AND (d.outcome <> 'allowed' OR o.reason IS NOT NULL) \
             GROUP BY 2 ORDER BY 3 DESC, 2",
        )
        .await?;
        let first = read(
            "SELECT MIN(id) FROM decisions \
             WHERE city = ? AND kind IN ('nudge', 'invite') AND outcome = 'allowed' GROUP BY campaign, name ORDER BY 1",
        )
        .await?;
        Ok(Tally {
            residents: one("SELECT COUNT(*) FROM residents WHERE city = ?").await?,
            events: named("SELECT type, COUNT(*) FROM events WHERE city = ? GROUP BY type").await?,
            step_days: one("SELECT COUNT(*) FROM (SELECT DISTINCT subject, json_extract(data, '$.date') FROM events \
                 WHERE city = ? AND type = 'ayumi.steps.recorded.v1') AS days")
            .await?,
            decisions: one("SELECT COUNT(*) FROM decisions WHERE city = ?").await?,
            sent: named("SELECT channel, COUNT(*) FROM outbox WHERE city = ? AND state = 'accepted' GROUP BY channel")
                .await?,
            retries: one("SELECT COUNT(*) FROM deliveries WHERE city = ? AND step = 'retry'").await?,
            withheld: self.withheld(city, &latest).await?,
            dead: named("SELECT reason, COUNT(*) FROM outbox WHERE city = ? AND state = 'dead' GROUP BY reason")
                .await?,
            points: points.integer(0),
            points_back: points.integer(1),
            with_points: points.integer(2),
            flags: named(
                "SELECT name, COUNT(*) FROM decisions WHERE city = ? AND kind = 'flag_for_staff' GROUP BY name",
            )
            .await?,
            let_out: self.examples(city, first.iter().map(|row| row.text(0))).await?,
        })
    }

    async fn withheld(&self, city: &CityCode, rows: &[Row]) -> Result<Vec<Withheld>, Error> {
        let examples = self.examples(city, rows.iter().map(|row| row.text(0))).await?;
        let latest = |id: &str| examples.iter().find(|example| example.decision == id).cloned().unwrap_or_default();
        let withheld =
            |row: &Row| Withheld { reason: row.text(1).to_owned(), count: row.integer(2), latest: latest(row.text(0)) };
        Ok(rows.iter().map(withheld).collect())
    }

    async fn examples<'i>(
        &self,
        city: &CityCode,
        ids: impl IntoIterator<Item = &'i str>,
    ) -> Result<Vec<Example>, Error> {
        let sql = "SELECT id, resident, name FROM decisions \
                   WHERE city = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id";
        let ids: Value = super::list(ids);
        let example = |row: &Row| Example {
            decision: row.text(0).to_owned(),
            resident: row.text(1).to_owned(),
            message: row.text(2).to_owned(),
        };
        Ok(self.sql.query(sql, vec![city.as_str().into(), ids]).await?.iter().map(example).collect())
    }
}
