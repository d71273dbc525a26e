use crate::sql::{Columns, Row, Sql};
use crate::store::{Span, Store};
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::pack::Part;
use domain::replay::{Found, Report, Window};
use domain::{CityCode, Day};

/// A replay of a draft, or of a pack that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// A ULID.
    pub id: String,
    /// Of which part.
    pub part: Part,
    /// Of which revision of its draft; none where it is of a pack that is kept by its hash.
    pub rev: Option<i64>,
    /// The hash of the pack in force when it was begun, against which it is held.
    pub base: String,
    /// The hash of the changed pack.
    pub hash: String,
    /// The days.
    pub window: Window,
    /// Where it stands.
    pub state: ReplayState,
    /// What was found, when it is done.
    pub found: Option<Found>,
    /// Who began it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// In the place of a revision where there is no draft: revisions are counted from 1.
const NO_DRAFT: i64 = 0;

/// Where a replay stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplayState {
    /// Spans are left to be lived through.
    Running,
    /// All are, and their reports are added up.
    Done,
    /// Nobody wants it.
    Cancelled,
}

impl ReplayState {
    const ALL: [Self; 3] = [Self::Running, Self::Done, Self::Cancelled];

    fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How far a replay has come, in residents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Those lived through.
    pub done: i64,
    /// All of them.
    pub all: i64,
    /// Spans without a report.
    pub left: i64,
}

impl<S: Sql> Store<'_, S> {
    /// Keeps a new replay with its spans. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn make_replay(&self, city: &CityCode, replay: &Replay, spans: &[Span]) -> Result<(), Error> {
        let sql = "INSERT INTO replays (city, id, part, rev, base, hash, first, last, state, by, at) \
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values: Vec<Value> = vec![
            city.as_str().into(),
            replay.id.as_str().into(),
            replay.part.to_string().into(),
            replay.rev.unwrap_or(NO_DRAFT).into(),
            replay.base.as_str().into(),
            replay.hash.as_str().into(),
            i64::from(replay.window.first.0).into(),
            i64::from(replay.window.last.0).into(),
            replay.state.as_str().into(),
            replay.by.as_str().into(),
            replay.at.into(),
        ];
        self.sql.run(sql, values).await?;
        let all = serde_json::to_string(spans).map_err(|_| Error::corrupt("replay_spans.span"))?;
        let sql = "INSERT INTO replay_spans (city, replay, number, span, residents) \
                   SELECT ?1, ?2, key + 1, value, value ->> '$.residents' FROM json_each(?3)";
        Ok(self.sql.run(sql, vec![city.as_str().into(), replay.id.as_str().into(), all.into()]).await?)
    }

    /// One replay.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replay(&self, city: &CityCode, id: &str) -> Result<Option<Replay>, Error> {
        let sql = "SELECT id, part, rev, base, hash, first, last, state, report, by, at FROM replays \
                   WHERE city = ? AND id = ?";
        self.sql.query(sql, vec![city.as_str().into(), id.into()]).await?.first().map(replay).transpose()
    }

    /// The latest replay of a draft's revision that was not cancelled.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replay_of_draft(&self, city: &CityCode, part: &Part, rev: i64) -> Result<Option<Replay>, Error> {
        let sql = "SELECT id, part, rev, base, hash, first, last, state, report, by, at FROM replays \
                   WHERE city = ? AND part = ? AND rev = ? AND state <> 'cancelled' ORDER BY at DESC LIMIT 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), part.to_string().into(), rev.into()]).await?;
        rows.first().map(replay).transpose()
    }

    /// The latest replay of a part of a pack, held against another, that was not cancelled.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replay_of_pack(
        &self,
        city: &CityCode,
        part: &Part,
        (base, hash): (&str, &str),
    ) -> Result<Option<Replay>, Error> {
        let sql = "SELECT id, part, rev, base, hash, first, last, state, report, by, at FROM replays \
                   WHERE city = ? AND part = ? AND base = ? AND hash = ? AND state <> 'cancelled' \
                   ORDER BY at DESC LIMIT 1";
        let values: Vec<Value> = vec![city.as_str().into(), part.to_string().into(), base.into(), hash.into()];
        self.sql.query(sql, values).await?.first().map(replay).transpose()
    }

    /// Takes a span that nobody lives through, until an instant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim_span(
        &self,
        city: &CityCode,
        id: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<(i64, Span)>, Error> {
        let sql = "UPDATE replay_spans SET claimed_until = ?4 WHERE city = ?1 AND replay = ?2 AND number = \
                   (SELECT min(number) FROM replay_spans WHERE city = ?1 AND replay = ?2 AND report IS NULL \
                   AND coalesce(claimed_until, 0) <= ?3) RETURNING number, span";
        let rows = self.sql.query(sql, vec![city.as_str().into(), id.into(), now.into(), until.into()]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let span = serde_json::from_str(row.text(1)).map_err(|_| Error::corrupt("replay_spans.span"))?;
        Ok(Some((row.integer(0), span)))
    }

    /// Takes all spans that nobody lives through, until an instant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim_spans(
        &self,
        city: &CityCode,
        id: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<(i64, Span)>, Error> {
        let sql = "UPDATE replay_spans SET claimed_until = ?4 WHERE city = ?1 AND replay = ?2 AND report IS NULL \
                   AND coalesce(claimed_until, 0) <= ?3 RETURNING number, span";
        let rows = self.sql.query(sql, vec![city.as_str().into(), id.into(), now.into(), until.into()]).await?;
        let span = |row: &Row| {
            let span = serde_json::from_str(row.text(1)).map_err(|_| Error::corrupt("replay_spans.span"))?;
            Ok((row.integer(0), span))
        };
        rows.iter().map(span).collect()
    }

    /// Keeps the spans that are left of those taken until an instant, until another; where that is over, anyone may
    /// have them.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_spans(
        &self,
        city: &CityCode,
        id: &str,
        (taken, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), Error> {
        let sql = "UPDATE replay_spans SET claimed_until = ?4 WHERE city = ?1 AND replay = ?2 AND report IS NULL \
                   AND claimed_until = ?3";
        Ok(self.sql.run(sql, vec![city.as_str().into(), id.into(), taken.into(), until.into()]).await?)
    }

    /// The replays that run, of those that were begun since an instant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn running_replays(&self, city: &CityCode, since: DateTime<Utc>) -> Result<Vec<String>, Error> {
        let sql = "SELECT id FROM replays WHERE city = ? AND state = 'running' AND at >= ? ORDER BY at";
        let rows = self.sql.query(sql, vec![city.as_str().into(), since.into()]).await?;
        Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
    }

    /// Keeps what was found of a span.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_span(&self, city: &CityCode, id: &str, number: i64, report: &Report) -> Result<(), Error> {
        let report = serde_json::to_string(report).map_err(|_| Error::corrupt("replay_spans.report"))?;
        let sql = "UPDATE replay_spans SET report = ? WHERE city = ? AND replay = ? AND number = ?";
        let values: Vec<Value> = vec![report.into(), city.as_str().into(), id.into(), number.into()];
        Ok(self.sql.run(sql, values).await?)
    }

    /// How far it has come.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replay_progress(&self, city: &CityCode, id: &str) -> Result<Progress, Error> {
        let sql = "SELECT coalesce(sum(iif(report IS NULL, 0, residents)), 0), coalesce(sum(residents), 0), \
                   coalesce(sum(report IS NULL), 0) FROM replay_spans WHERE city = ? AND replay = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), id.into()]).await?;
        let number = |place| rows.first().map_or(0, |row| row.integer(place));
        Ok(Progress { done: number(0), all: number(1), left: number(2) })
    }

    /// What was found of each span.
    ///
    /// # Errors
    /// The database's own.
    pub async fn span_reports(&self, city: &CityCode, id: &str) -> Result<Vec<Report>, Error> {
        let sql = "SELECT report FROM replay_spans WHERE city = ? AND replay = ? AND report IS NOT NULL";
        let rows = self.sql.query(sql, vec![city.as_str().into(), id.into()]).await?;
        let report = |row: &Row| serde_json::from_str(row.text(0)).map_err(|_| Error::corrupt("replay_spans.report"));
        rows.iter().map(report).collect()
    }

    /// Ends a replay that runs: with what was found, or with nothing. The spans go.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_replay(&self, city: &CityCode, id: &str, found: Option<&Found>) -> Result<(), Error> {
        let state = if found.is_some() { ReplayState::Done } else { ReplayState::Cancelled };
        let report = found.map(serde_json::to_string).transpose().map_err(|_| Error::corrupt("replays.report"))?;
        let sql = "UPDATE replays SET state = ?, report = ? WHERE city = ? AND id = ? AND state = 'running'";
        let values: Vec<Value> = vec![state.as_str().into(), report.into(), city.as_str().into(), id.into()];
        self.sql.run(sql, values).await?;
        let sql = "DELETE FROM replay_spans WHERE city = ? AND replay = ?";
        Ok(self.sql.run(sql, vec![city.as_str().into(), id.into()]).await?)
    }
}

fn replay(row: &Row) -> Result<Replay, Error> {
    let day = |place| i32::try_from(row.integer(place)).map(Day).map_err(|_| Error::corrupt("replays.first"));
    let state = ReplayState::ALL.into_iter().find(|state| state.as_str() == row.text(7));
    let found = row.optional(8).map(serde_json::from_str).transpose();
    Ok(Replay {
        id: row.text(0).to_owned(),
        part: row.text(1).parse().map_err(|_| Error::corrupt("replays.part"))?,
        rev: Some(row.integer(2)).filter(|rev| *rev != NO_DRAFT),
        base: row.text(3).to_owned(),
        hash: row.text(4).to_owned(),
        window: Window { first: day(5)?, last: day(6)? },
        state: state.ok_or_else(|| Error::corrupt("replays.state"))?,
        found: found.map_err(|_| Error::corrupt("replays.report"))?,
        by: row.text(9).to_owned(),
        at: row.instant(10),
    })
}
