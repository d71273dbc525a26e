//! How far those of a challenge were compared on a day, and who of them has the same steps.

use super::{Doubted, Store};
use crate::Error;
use crate::sql::{Columns, Row, Sql, SqlError};
use chrono::{DateTime, Utc};
use domain::resident::StepDays;
use domain::{CityCode, Day, ResidentId};
use std::collections::BTreeMap;

/// How far the members of a challenge were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// Those up to this one; up to none where nobody was looked at yet.
    Until(Option<ResidentId>),
    /// All of them, and what they have in common was found.
    All,
}

/// Some members of a challenge, in the order of their ids.
#[derive(Debug)]
pub struct Part {
    /// The last member of the part before.
    pub after: Option<ResidentId>,
    /// The last of these.
    pub last: ResidentId,
    /// Of those who have one, what they have in common with whoever has the same steps.
    pub prints: BTreeMap<ResidentId, String>,
}

impl<S: Sql> Store<'_, S> {
    /// How far the members of a challenge were compared by the days before a day.
    ///
    /// # Errors
    /// The database's own, or an id that cannot be read.
    pub async fn compared(&self, city: &CityCode, challenge: &str, day: Day) -> Result<Compared, Error> {
        let sql = "SELECT last FROM prints WHERE city = ? AND challenge = ? AND day = ? ORDER BY after DESC LIMIT 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), challenge.into(), i64::from(day.0).into()]).await?;
        let Some(row) = rows.first() else { return Ok(Compared::Until(None)) };
        let Some(last) = row.optional(0) else { return Ok(Compared::All) };
        Ok(Compared::Until(Some(last.parse().map_err(|_| Error::corrupt("prints.last"))?)))
    }

    /// The steps of some members of a challenge, in the order of their ids; of those who left it as well.
    ///
    /// # Errors
    /// The database's own, or a state that cannot be read.
    pub async fn steps_after(
        &self,
        city: &CityCode,
        challenge: &str,
        after: Option<&ResidentId>,
        most: usize,
    ) -> Result<Vec<(ResidentId, StepDays)>, Error> {
        let sql = "SELECT member, r.state ->> '$.steps' FROM \
                   (SELECT DISTINCT member FROM member_sums INDEXED BY member_sums_of \
                   WHERE city = ?1 AND challenge = ?2 AND member > ?3 ORDER BY member LIMIT ?4) \
                   LEFT JOIN residents r ON r.city = ?1 AND r.id = member ORDER BY member";
        let after = after.map_or("", ResidentId::as_str);
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let params = vec![city.as_str().into(), challenge.into(), after.into(), most.into()];
        let read = |row: &Row| {
            let id = row.text(0).parse().map_err(|_| Error::corrupt("member_sums.member"))?;
            // Of whom no steps are known nothing is written.
            let steps = row.optional(1).map_or_else(|| Ok(StepDays::default()), serde_json::from_str);
            Ok((id, steps.map_err(|_| Error::corrupt("residents.state"))?))
        };
        self.sql.query(sql, params).await?.iter().map(read).collect()
    }

    /// Enters what a part of a challenge's members have in common. Where another clock was faster, that is there already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn enter_prints(&self, city: &CityCode, challenge: &str, day: Day, part: &Part) -> Result<(), Error> {
        let sql = "INSERT INTO prints (city, challenge, day, after, last, prints) VALUES (?, ?, ?, ?, ?, ?) \
                   ON CONFLICT DO NOTHING";
        // A map of texts always has a JSON form.
        let prints = serde_json::to_string(&part.prints).unwrap_or_else(|_| "{}".to_owned());
        let params = vec![
            city.as_str().into(),
            challenge.into(),
            i64::from(day.0).into(),
            part.after.as_ref().map_or("", ResidentId::as_str).into(),
            part.last.as_str().into(),
            prints.into(),
        ];
        Ok(self.sql.run(sql, params).await?)
    }

    /// Those of a challenge who have the same steps as another.
    ///
    /// # Errors
    /// The database's own, or an id that cannot be read.
    pub async fn alike(&self, city: &CityCode, challenge: &str, day: Day) -> Result<Vec<ResidentId>, Error> {
        let sql = "WITH printed AS MATERIALIZED (SELECT key AS resident, value AS print \
                   FROM prints, json_each(prints.prints) WHERE city = ?1 AND challenge = ?2 AND day = ?3) \
                   SELECT resident FROM printed WHERE print IN \
                   (SELECT print FROM printed GROUP BY print HAVING count(*) > 1) ORDER BY resident";
        let params = vec![city.as_str().into(), challenge.into(), i64::from(day.0).into()];
        let read = |row: &Row| row.text(0).parse().map_err(|_| Error::corrupt("prints.prints"));
        self.sql.query(sql, params).await?.iter().map(read).collect()
    }

    /// Enters what was found when all members of a challenge were compared, and forgets what it was found by. Within a
    /// transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_comparison(
        &self,
        city: &CityCode,
        (challenge, day): (&str, Day),
        found: &[Doubted],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.write_doubts(city.as_str(), found, now).await?;
        self.forget_prints(city, challenge).await?;
        let sql = "INSERT INTO prints (city, challenge, day, after, prints) VALUES (?, ?, ?, '', '{}')";
        Ok(self.sql.run(sql, vec![city.as_str().into(), challenge.into(), i64::from(day.0).into()]).await?)
    }

    /// Forgets what those of a challenge have in common. Within a transaction.
    pub(crate) async fn forget_prints(&self, city: &CityCode, challenge: &str) -> Result<(), SqlError> {
        let sql = "DELETE FROM prints WHERE city = ? AND challenge = ?";
        self.sql.run(sql, vec![city.as_str().into(), challenge.into()]).await
    }
}
