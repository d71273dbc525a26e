use crate::sql::{Columns, Row, Sql};
use crate::store::Store;
use crate::{Error, Value};
use chrono::{DateTime, Utc};
use domain::pack::Part;
use domain::{CityCode, Pack};
use serde::Serialize;

/// A request to publish.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    /// Counted from 1 in each city.
    pub number: i64,
    /// What is to be changed.
    #[serde(serialize_with = "as_text")]
    pub part: Part,
    /// The draft's revision; none when it came by machine.
    pub rev: Option<i64>,
    /// The hash of the pack in force when it was asked.
    pub base: String,
    /// The hash of the pack that is to be in force: this one, or none.
    pub hash: String,
    /// What its author says of it.
    pub note: String,
    /// What becomes of those who were enrolled by an earlier version.
    pub enrolled: String,
    /// Whether someone who answers for texts about health has to agree.
    pub clinician: bool,
    /// The replay that was made for it.
    pub replay: Option<String>,
    /// Where it stands.
    pub state: RequestState,
    /// Who asked.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// It waits for someone to decide.
    Open,
    /// It is, or was, in force.
    Published,
    /// It went back to its author.
    Returned,
    /// Its author took it back, or asked anew.
    Withdrawn,
}

/// A request to be made.
#[derive(Debug, Clone)]
pub struct NewRequest<'a> {
    /// What is to be changed.
    pub part: &'a Part,
    /// The draft's revision.
    pub rev: Option<i64>,
    /// The hash of the pack in force.
    pub base: &'a str,
    /// What its author says of it.
    pub note: &'a str,
    /// `keep`, `move` or `stop`.
    pub enrolled: &'a str,
    /// Whether someone with the mark has to agree.
    pub clinician: bool,
    /// The replay that was made for it.
    pub replay: Option<&'a str>,
    /// Who asks.
    pub by: &'a str,
}

/// What someone said of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What was done.
    pub what: Saying,
    /// In words.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What can be done with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Saying {
    /// Something is said.
    Comment,
    /// The second person agrees.
    Approved,
    /// Someone who may answer for it found the texts neutral.
    Neutral,
    /// It goes back.
    Returned,
    /// It is taken back.
    Withdrawn,
}

impl Saying {
    const ALL: [Self; 5] = [Self::Comment, Self::Approved, Self::Neutral, Self::Returned, Self::Withdrawn];

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comment => "comment",
            Self::Approved => "approved",
            Self::Neutral => "neutral",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl RequestState {
    const ALL: [Self; 4] = [Self::Open, Self::Published, Self::Returned, Self::Withdrawn];

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Published => "published",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl<S: Sql> Store<'_, S> {
    /// Whether a publication was ever asked for in a city.
    ///
    /// # Errors
    /// The database's own.
    pub async fn was_anything_asked(&self, city: &CityCode) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM requests WHERE city = ?)";
        let rows = self.sql.query(sql, vec![city.as_str().into()]).await?;
        Ok(rows.first().is_some_and(|row| row.integer(0) == 1))
    }

    /// Makes a request and keeps its pack by its hash. Within a transaction. Gives its number.
    ///
    /// # Errors
    /// The database's own.
    pub async fn make_request(
        &self,
        pack: &Pack,
        hash: &str,
        new: &NewRequest<'_>,
        now: DateTime<Utc>,
    ) -> Result<i64, Error> {
        let city: Value = pack.city.as_str().into();
        self.keep_pack(pack, hash).await?;
        let sql = "SELECT coalesce(max(number), 0) + 1 FROM requests WHERE city = ?";
        let rows = self.sql.query(sql, vec![city.clone()]).await?;
        let number = rows.first().map_or(1, |row| row.integer(0));
        let sql = "INSERT INTO requests (city, number, part, rev, base, hash, note, enrolled, clinician, replay, \
                   state, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)";
        let values: Vec<Value> = vec![
            city,
            number.into(),
            new.part.to_string().into(),
            new.rev.into(),
            new.base.into(),
            hash.into(),
            new.note.into(),
            new.enrolled.into(),
            i64::from(new.clinician).into(),
            new.replay.into(),
            new.by.into(),
            now.into(),
        ];
        self.sql.run(sql, values).await?;
        Ok(number)
    }

    /// One request.
    ///
    /// # Errors
    /// The database's own.
    pub async fn request(&self, city: &CityCode, number: i64) -> Result<Option<Request>, Error> {
        let sql = "SELECT number, part, rev, base, hash, note, enrolled, clinician, replay, state, by, at \
                   FROM requests WHERE city = ? AND number = ?";
        let rows = self.sql.query(sql, vec![city.as_str().into(), number.into()]).await?;
        rows.first().map(request).transpose()
    }

    /// The latest request for a pack over another, if one was ever made.
    ///
    /// # Errors
    /// The database's own.
    pub async fn request_for(&self, city: &CityCode, (base, hash): (&str, &str)) -> Result<Option<Request>, Error> {
        let sql = "SELECT number, part, rev, base, hash, note, enrolled, clinician, replay, state, by, at \
                   FROM requests WHERE city = ? AND base = ? AND hash = ? ORDER BY number DESC LIMIT 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), base.into(), hash.into()]).await?;
        rows.first().map(request).transpose()
    }

    /// The requests in a state, the newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn requests(&self, city: &CityCode, state: Option<RequestState>) -> Result<Vec<Request>, Error> {
        let sql = "SELECT number, part, rev, base, hash, note, enrolled, clinician, replay, state, by, at \
                   FROM requests WHERE city = ?1 AND (?2 IS NULL OR state = ?2) ORDER BY number DESC LIMIT 200";
        let state = state.map(RequestState::as_str);
        let rows = self.sql.query(sql, vec![city.as_str().into(), state.into()]).await?;
        rows.iter().map(request).collect()
    }

    /// What came back to whoever asked for it, and whose draft was neither asked for again nor ended since, the newest
    /// first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn returned_to(&self, city: &CityCode, by: &str) -> Result<Vec<Request>, Error> {
        // What came by machine since is no answer to it.
        let sql = "SELECT number, part, rev, base, hash, note, enrolled, clinician, replay, state, by, at \
                   FROM requests r WHERE city = ?1 AND state = 'returned' AND by = ?2 AND NOT EXISTS (\
                   SELECT 1 FROM requests WHERE city = ?1 AND part = r.part AND number > r.number AND rev IS NOT NULL) \
                   AND NOT EXISTS (SELECT 1 FROM drafts WHERE city = ?1 AND part = r.part AND rev > r.rev \
                   AND what IN ('discarded', 'published')) ORDER BY number DESC LIMIT 20";
        let rows = self.sql.query(sql, vec![city.as_str().into(), by.into()]).await?;
        rows.iter().map(request).collect()
    }

    /// Ends an open request; `false` when it is open no more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn end_request(&self, city: &CityCode, number: i64, state: RequestState) -> Result<bool, Error> {
        let sql = "UPDATE requests SET state = ? WHERE city = ? AND number = ? AND state = 'open'";
        let changed = self.sql.change(sql, vec![state.as_str().into(), city.as_str().into(), number.into()]).await?;
        Ok(changed == 1)
    }

    /// Enters what someone says of a request. Within a transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn say_of_request(&self, city: &CityCode, number: i64, entry: &Entry) -> Result<(), Error> {
        let sql = "INSERT INTO request_entries (city, request, number, what, text, by, at) \
                   SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5, ?6 \
                   FROM request_entries WHERE city = ?1 AND request = ?2";
        let values: Vec<Value> = vec![
            city.as_str().into(),
            number.into(),
            entry.what.as_str().into(),
            entry.text.as_str().into(),
            entry.by.as_str().into(),
            entry.at.into(),
        ];
        Ok(self.sql.run(sql, values).await?)
    }

    /// What was said of a request, oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn said_of_request(&self, city: &CityCode, number: i64) -> Result<Vec<Entry>, Error> {
        let sql = "SELECT what, text, by, at FROM request_entries WHERE city = ? AND request = ? ORDER BY number";
        let rows = self.sql.query(sql, vec![city.as_str().into(), number.into()]).await?;
        let entry = |row: &Row| {
            let what = Saying::ALL.into_iter().find(|saying| saying.as_str() == row.text(0));
            Ok(Entry {
                what: what.ok_or_else(|| Error::corrupt("request_entries.what"))?,
                text: row.text(1).to_owned(),
                by: row.text(2).to_owned(),
                at: row.instant(3),
            })
        };
        rows.iter().map(entry).collect()
    }
}

fn request(row: &Row) -> Result<Request, Error> {
    let state = RequestState::ALL.into_iter().find(|state| state.as_str() == row.text(9));
    Ok(Request {
        number: row.integer(0),
        part: row.text(1).parse().map_err(|_| Error::corrupt("requests.part"))?,
        rev: row.number_or_none(2),
        base: row.text(3).to_owned(),
        hash: row.text(4).to_owned(),
        note: row.text(5).to_owned(),
        enrolled: row.text(6).to_owned(),
        clinician: row.integer(7) == 1,
        replay: row.optional(8).map(str::to_owned),
        state: state.ok_or_else(|| Error::corrupt("requests.state"))?,
        by: row.text(10).to_owned(),
        at: row.instant(11),
    })
}

fn as_text<S: serde::Serializer>(part: &Part, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(part)
}
