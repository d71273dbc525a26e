use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::{CityCode, ResidentId};

/// Somebody whom a rule flagged for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The id of the decision.
    pub decision: String,
    /// Whom it is about.
    pub resident: ResidentId,
    /// The campaign whose rule it was.
    pub campaign: String,
    /// What the rule says.
    pub reason: String,
    /// Whether a sensitive fact led to it.
    pub sensitive: bool,
    /// What the resident wrote, where words led to it; `•` where they may tell of health.
    pub written: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was done, or had been before it was opened again; may be empty.
    pub note: String,
    /// Who has done it, and when.
    pub done: Option<(String, DateTime<Utc>)>,
}

/// Where a flag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FlagState {
    /// It waits for someone.
    #[default]
    Open,
    /// Someone has done it.
    Done,
}

impl FlagState {
    /// Its name in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Done].into_iter().find(|state| state.as_str() == name)
    }
}

/// Which flags are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// In which state: what waits comes oldest first, what is done the latest first.
    pub state: FlagState,
    /// Of one campaign only.
    pub campaign: Option<&'a str>,
    /// Those that come after the one of this decision.
    pub after: Option<&'a str>,
}

const COLUMNS: &str = "f.decision, f.resident, f.campaign, f.reason, f.sensitive, \
                       CASE WHEN e.data ->> '$.text' IS NULL THEN NULL WHEN f.sensitive THEN '•' \
                       ELSE e.data ->> '$.text' END, f.at, f.note, f.by, f.done_at";

/// The words that led to it stand in their event only, from which they can be taken back.
const WITH_WORDS: &str = "LEFT JOIN decisions d ON d.city = f.city AND d.id = f.decision \
                          LEFT JOIN events e ON e.city = f.city AND e.source = d.cause ->> '$.event.source' \
                          AND e.id = d.cause ->> '$.event.id' AND e.type = 'ayumi.reply.received.v1'";

impl<S: Sql> Store<'_, S> {
    /// How many whom a rule flagged wait for someone.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_flags(&self, city: &CityCode) -> Result<i64, Error> {
        let sql = "SELECT count(*) FROM flags WHERE city = ? AND state = 'open'";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        Ok(rows.first().map_or(0, |row| row.integer(0)))
    }

    /// A page of flags.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn flags(&self, city: &CityCode, wanted: &Wanted<'_>, most: i64) -> Result<Vec<Flag>, Error> {
        let (later, order) = match wanted.state {
            FlagState::Open => (">", "ASC"),
            FlagState::Done => ("<", "DESC"),
        };
        // Each of its own words, so that each goes by an index.
        let campaign = wanted.campaign.map(|_| "AND f.campaign = ?4").unwrap_or_default();
        let after = wanted.after.map(|_| format!("AND f.decision {later} ?5")).unwrap_or_default();
        let sql = format!(
            "SELECT {COLUMNS} FROM flags f {WITH_WORDS} WHERE f.city = ?1 AND f.state = ?2 {campaign} {after} \
             ORDER BY f.decision {order} LIMIT ?3"
        );
        let mut params: Vec<Value> = vec![city.as_str().into(), wanted.state.as_str().into(), most.into()];
        if wanted.campaign.is_some() || wanted.after.is_some() {
            params.push(wanted.campaign.into());
        }
        if wanted.after.is_some() {
            params.push(wanted.after.into());
        }
        self.sql.query(&sql, params).await?.iter().map(flag).collect()
    }

    /// The flags of one resident, the latest first.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn flags_of_resident(&self, city: &CityCode, resident: &ResidentId) -> Result<Vec<Flag>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM flags f {WITH_WORDS} WHERE f.city = ?1 AND f.resident = ?2 \
             ORDER BY f.decision DESC LIMIT 100"
        );
        let params = vec![city.as_str().into(), resident.as_str().into()];
        self.sql.query(&sql, params).await?.iter().map(flag).collect()
    }

    /// The flag of a decision.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn flag(&self, city: &CityCode, decision: &str) -> Result<Option<Flag>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM flags f {WITH_WORDS} WHERE f.city = ?1 AND f.decision = ?2");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), decision.into()]).await?;
        rows.first().map(flag).transpose()
    }

    /// Notes that someone has done what a flag was for; `false` when it is open no more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_flag(
        &self,
        city: &CityCode,
        decision: &str,
        (by, note): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let sql = "UPDATE flags SET state = 'done', note = ?3, by = ?4, done_at = ?5 \
                   WHERE city = ?1 AND decision = ?2 AND state = 'open'";
        let params = vec![city.as_str().into(), decision.into(), note.into(), by.into(), now.into()];
        Ok(self.sql.change(sql, params).await? == 1)
    }

    /// Opens a flag again, its note kept; `false` when it is open already.
    ///
    /// # Errors
    /// The database's own.
    pub async fn reopen_flag(&self, city: &CityCode, decision: &str) -> Result<bool, Error> {
        let sql = "UPDATE flags SET state = 'open', by = NULL, done_at = NULL \
                   WHERE city = ?1 AND decision = ?2 AND state = 'done'";
        Ok(self.sql.change(sql, vec![city.as_str().into(), decision.into()]).await? == 1)
    }
}

fn flag(row: &Row) -> Result<Flag, Error> {
    Ok(Flag {
        decision: row.text(0).to_owned(),
        resident: row.text(1).parse().map_err(|_| Error::corrupt("flags.resident"))?,
        campaign: row.text(2).to_owned(),
        reason: row.text(3).to_owned(),
        sensitive: row.integer(4) == 1,
        written: row.optional(5).map(str::to_owned),
        at: row.instant(6),
        note: row.text(7).to_owned(),
        done: row.optional(8).map(str::to_owned).zip(row.instant_or_none(9)),
    })
}
