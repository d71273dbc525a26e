use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::CityCode;
use domain::pack::{Part, PartFiles};

/// A draft as it was saved once.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Of which part of the pack.
    pub part: Part,
    /// Counted from 1 for each part.
    pub rev: i64,
    /// The hash of the pack from which it began.
    pub base: String,
    /// The part's files; none: the part is to go.
    pub files: PartFiles,
    /// What was done.
    pub line: DraftLine,
}

/// Who saved a draft, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// Counted from 1 for each part.
    pub rev: i64,
    /// `begun`, `saved`, `merged`, `aside` for what did not come to stand, or how it ended.
    pub what: String,
    /// The id of the person.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The revision that was taken up again by it.
    pub restored: Option<i64>,
}

/// How a draft ends. What was saved stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftEnd {
    /// Nobody wants it.
    Discarded,
    /// It is in force.
    Published,
}

impl DraftEnd {
    fn as_str(self) -> &'static str {
        match self {
            Self::Discarded => "discarded",
            Self::Published => "published",
        }
    }
}

impl Draft {
    /// Whether it is worked on still.
    pub fn is_open(&self) -> bool {
        ![DraftEnd::Discarded, DraftEnd::Published].iter().any(|end| end.as_str() == self.line.what)
    }
}

impl<S: Sql> Store<'_, S> {
    /// The draft of a part that is worked on.
    ///
    /// # Errors
    /// The database's own.
    pub async fn draft(&self, city: &CityCode, part: &Part) -> Result<Option<Draft>, Error> {
        let sql = "SELECT part, rev, base, files, what, by, at, restored FROM drafts \
                   WHERE city = ? AND part = ? AND what <> 'aside' ORDER BY rev DESC LIMIT 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), part.to_string().into()]).await?;
        Ok(rows.first().map(draft).transpose()?.filter(Draft::is_open))
    }

    /// A draft as it was saved once.
    ///
    /// # Errors
    /// The database's own.
    pub async fn draft_at(&self, city: &CityCode, part: &Part, rev: i64) -> Result<Option<Draft>, Error> {
        let sql =
            "SELECT part, rev, base, files, what, by, at, restored FROM drafts WHERE city = ? AND part = ? AND rev = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), part.to_string().into(), rev.into()]).await?;
        rows.first().map(draft).transpose()
    }

    /// Every draft of a city that is worked on, without its texts' history.
    ///
    /// # Errors
    /// The database's own.
    pub async fn drafts(&self, city: &CityCode) -> Result<Vec<Draft>, Error> {
        let sql = "SELECT part, rev, base, files, what, by, at, restored FROM drafts d WHERE city = ?1 \
                   AND rev = (SELECT max(rev) FROM drafts WHERE city = ?1 AND part = d.part AND what <> 'aside') ORDER BY part";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        let mut drafts = rows.iter().map(draft).collect::<Result<Vec<_>, _>>()?;
        drafts.retain(Draft::is_open);
        Ok(drafts)
    }

    /// Who saved a part's drafts, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn draft_lines(&self, city: &CityCode, part: &Part) -> Result<Vec<DraftLine>, Error> {
        let sql =
            "SELECT rev, what, by, at, restored FROM drafts WHERE city = ? AND part = ? ORDER BY rev DESC LIMIT 200";
        let rows = self.sql.query(sql, vec![city.as_str().into(), part.to_string().into()]).await?;
        Ok(rows.iter().map(|row| line(row, [0, 1, 2, 3, 4])).collect())
    }

    /// Everyone who ever saved a part up to a revision, the oldest first: all of it, since who wrote a text may not
    /// approve it however long ago that was.
    ///
    /// # Errors
    /// The database's own.
    pub async fn draft_lines_until(&self, city: &CityCode, part: &Part, rev: i64) -> Result<Vec<DraftLine>, Error> {
        let sql =
            "SELECT rev, what, by, at, restored FROM drafts WHERE city = ? AND part = ? AND rev <= ? ORDER BY rev";
        let rows = self.sql.query(sql, vec![city.as_str().into(), part.to_string().into(), rev.into()]).await?;
        Ok(rows.iter().map(|row| line(row, [0, 1, 2, 3, 4])).collect())
    }

    /// Saves a draft over the revision that was read; `false` when somebody else saved since, and then
    /// nothing is stored.
    ///
    /// # Errors
    /// The database's own.
    pub async fn save_draft(&self, city: &CityCode, draft: &Draft) -> Result<bool, Error> {
        let files = serde_json::to_string(&draft.files).map_err(|_| Error::corrupt("drafts.files"))?;
        let sql = "INSERT INTO drafts (city, part, rev, base, files, what, by, at, restored) \
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 \
                   WHERE ?3 = 1 + coalesce((SELECT max(rev) FROM drafts WHERE city = ?1 AND part = ?2), 0)";
        let values: Vec<Value> = vec![
            city.as_str().into(),
            draft.part.to_string().into(),
            draft.rev.into(),
            draft.base.as_str().into(),
            files.into(),
            draft.line.what.as_str().into(),
            draft.line.by.as_str().into(),
            draft.line.at.into(),
            draft.line.restored.into(),
        ];
        Ok(self.sql.change(sql, values).await? == 1)
    }

    /// The newest revision of a part, whether it is worked on or not; 0 when there never was a draft.
    ///
    /// # Errors
    /// The database's own.
    pub async fn newest_rev(&self, city: &CityCode, part: &Part) -> Result<i64, Error> {
        let sql = "SELECT coalesce(max(rev), 0) FROM drafts WHERE city = ? AND part = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), part.to_string().into()]).await?;
        Ok(rows.first().map_or(0, |row| row.integer(0)))
    }

    /// Ends a draft as it stands.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_draft(
        &self,
        city: &CityCode,
        draft: &Draft,
        end: DraftEnd,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let line =
            DraftLine { rev: draft.rev + 1, what: end.as_str().to_owned(), by: by.to_owned(), at: now, restored: None };
        self.save_draft(city, &Draft { rev: draft.rev + 1, line, ..draft.clone() }).await
    }
}

fn draft(row: &Row) -> Result<Draft, Error> {
    Ok(Draft {
        part: row.text(0).parse().map_err(|_| Error::corrupt("drafts.part"))?,
        rev: row.integer(1),
        base: row.text(2).to_owned(),
        files: serde_json::from_str(row.text(3)).map_err(|_| Error::corrupt("drafts.files"))?,
        line: line(row, [1, 4, 5, 6, 7]),
    })
}

fn line(row: &Row, [rev, what, by, at, restored]: [usize; 5]) -> DraftLine {
    DraftLine {
        rev: row.integer(rev),
        what: row.text(what).to_owned(),
        by: row.text(by).to_owned(),
        at: row.instant(at),
        restored: row.number_or_none(restored),
    }
}
