//! What of residents' steps is worth a look, and what staff decided.

use super::Store;
use crate::Error;
use crate::sql::{Columns, Row, Sql, SqlError, Value};
use chrono::{DateTime, Utc};
use domain::challenge::{Doubt, MemberSum};
use domain::{CityCode, ResidentId, chance};

/// What was found in the steps of somebody who takes part in a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubted {
    /// The challenge.
    pub challenge: String,
    /// Whose steps.
    pub resident: ResidentId,
    /// What was found.
    pub doubt: Doubt,
}

/// A doubt as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// Its id.
    pub id: String,
    /// What was found, of whom, in which challenge.
    pub what: Doubted,
    /// When.
    pub at: DateTime<Utc>,
    /// What was decided.
    pub state: DoubtState,
    /// Who decided, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// What they noted; may be empty.
    pub note: String,
}

/// What becomes of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DoubtState {
    /// Somebody has to look; until then whose steps they are is not ranked.
    #[default]
    Open,
    /// There is nothing to it.
    Fair,
    /// Whose steps they are is not ranked in this challenge.
    SetAside,
}

impl DoubtState {
    /// Its name in the database, in forms and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fair => "fair",
            Self::SetAside => "set_aside",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Fair, Self::SetAside].into_iter().find(|state| state.as_str() == name)
    }
}

/// What waits for somebody: nothing, once the result is published.
const WAITS: &str = "state = 'open' AND NOT EXISTS \
                     (SELECT 1 FROM results WHERE results.city = ?1 AND results.challenge = doubts.challenge)";

const COLUMNS: &str = "id, challenge, resident, numbers, at, state, by, changed, note";

impl<S: Sql> Store<'_, S> {
    /// Enters what was found. Within a transaction.
    pub(super) async fn write_doubts(&self, code: &str, found: &[Doubted], now: DateTime<Utc>) -> Result<(), SqlError> {
        let rows = found.iter().map(|doubted| row(code, doubted, now)).collect();
        let columns = ["id", "challenge", "resident", "kind", "day", "numbers", "at", "state"];
        // What was found before stays as it was decided.
        self.insert_all("doubts", columns, "ON CONFLICT DO NOTHING", code, rows).await?;
        Ok(())
    }

    /// The rows of those who are not ranked in a challenge: of whom a doubt is open, or who were set aside.
    ///
    /// # Errors
    /// The database's own.
    pub async fn members_aside(&self, city: &CityCode, challenge: &str) -> Result<Vec<MemberSum>, Error> {
        // Without being told, SQLite goes through all members: it does not know how many there are.
        let sql = format!(
            "SELECT {}, team, member FROM \
             (SELECT DISTINCT resident FROM doubts WHERE city = ?1 AND challenge = ?2 AND state <> 'fair') \
             CROSS JOIN member_sums m INDEXED BY member_sums_of ON m.city = ?1 AND m.challenge = ?2 AND m.member = resident",
            super::standings::SUMS
        );
        let rows = self.sql.query(&sql, vec![city.as_str().into(), challenge.into()]).await?;
        rows.iter().map(super::standings::member).collect()
    }

    /// How many doubts wait for somebody.
    ///
    /// # Errors
    /// The database's own.
    pub async fn open_doubts(&self, city: &CityCode) -> Result<i64, Error> {
        let sql = format!("SELECT count(*) FROM doubts INDEXED BY doubts_by_state WHERE city = ?1 AND {WAITS}");
        let rows = self.sql.query(&sql, vec![city.as_str().into()]).await?;
        Ok(rows.first().map_or(0, |row| row.integer(0)))
    }

    /// Doubts of a state: those that wait, the oldest first; those that were decided, the latest first.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn doubts(&self, city: &CityCode, state: DoubtState, most: i64) -> Result<Vec<Noticed>, Error> {
        let (those, order) = match state {
            DoubtState::Open => (format!("AND {WAITS}"), "ASC"),
            DoubtState::Fair | DoubtState::SetAside => (String::new(), "DESC"),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM doubts WHERE city = ?1 {those} AND state = ?2 ORDER BY at {order}, id {order} LIMIT ?3"
        );
        let params = vec![city.as_str().into(), state.as_str().into(), most.into()];
        self.sql.query(&sql, params).await?.iter().map(noticed).collect()
    }

    /// A doubt by its id.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn doubt(&self, city: &CityCode, id: &str) -> Result<Option<Noticed>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM doubts WHERE city = ? AND id = ?");
        let rows = self.sql.query(&sql, vec![city.as_str().into(), id.into()]).await?;
        rows.first().map(noticed).transpose()
    }

    /// Enters what somebody decided, where it still is as they saw it; `false` where it is not.
    ///
    /// # Errors
    /// The database's own.
    pub async fn decide_doubt(
        &self,
        city: &CityCode,
        id: &str,
        (seen, state): (DoubtState, DoubtState),
        (by, note): (&str, &str),
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let sql = "UPDATE doubts SET state = ?4, by = ?5, note = ?6, changed = ?7 \
                   WHERE city = ?1 AND id = ?2 AND state = ?3";
        let params = vec![
            city.as_str().into(),
            id.into(),
            seen.as_str().into(),
            state.as_str().into(),
            by.into(),
            note.into(),
            now.into(),
        ];
        Ok(self.sql.change(sql, params).await? == 1)
    }
}

fn row(code: &str, doubted: &Doubted, now: DateTime<Utc>) -> [Value; 8] {
    let Doubted { challenge, resident, doubt } = doubted;
    let (kind, day) = (doubt.kind(), doubt.day());
    // Who shares a device does so every day: what is decided of it holds for the whole challenge.
    let of = match doubt {
        Doubt::Alike { .. } | Doubt::TypedIn { .. } => String::new(),
        Doubt::TooMany { .. } | Doubt::TooFast { .. } | Doubt::TooEven { .. } => day.to_string(),
    };
    let bits = chance::digest(code, &["doubt", challenge, resident.as_str(), kind, &of]);
    [
        format!("{bits:032x}").into(),
        challenge.as_str().into(),
        resident.as_str().into(),
        kind.into(),
        i64::from(day.0).into(),
        // An enum of whole numbers always has a JSON form.
        serde_json::to_string(doubt).unwrap_or_default().into(),
        now.into(),
        DoubtState::Open.as_str().into(),
    ]
}

fn noticed(row: &Row) -> Result<Noticed, Error> {
    let what = Doubted {
        challenge: row.text(1).to_owned(),
        resident: row.text(2).parse().map_err(|_| Error::corrupt("doubts.resident"))?,
        doubt: serde_json::from_str(row.text(3)).map_err(|_| Error::corrupt("doubts.numbers"))?,
    };
    Ok(Noticed {
        id: row.text(0).to_owned(),
        what,
        at: row.instant(4),
        state: DoubtState::from_name(row.text(5)).ok_or_else(|| Error::corrupt("doubts.state"))?,
        decided: row.optional(6).map(str::to_owned).zip(row.instant_or_none(7)),
        note: row.text(8).to_owned(),
    })
}
