//! A file in: rows as they are read, in batches as they fill. Batches are stored one by one, and the
//! same file sent again completes what broke off, since the ids of its events are those of its rows.

use crate::handle::handle;
use crate::store::{Store, UploadRow};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::why::Language;
use domain::{CityCode, Event, Zone, chance};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::rc::Rc;
use wire::files::{Kind, Note, Taken, Weight};

/// The most events in a batch.
const BATCH: usize = 500;

/// The most mistakes, and the most warnings, that an answer tells; a preview tells fewer.
const MOST_TOLD: usize = 1_000;

/// The same for a preview.
const MOST_PREVIEWED: usize = 200;

/// How many events a preview shows.
const SAMPLE: usize = 20;

/// What came of a file.
///
/// ```json
/// {"upload": "6f1c…", "rows": 31, "accepted": 58, "duplicates": 0, "complete": true,
///  "rejected": [{"line": 12, "column": "歩数", "reason": "…"}], "warnings": [], "not_shown": 0}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// By which it can be undone; none in a preview.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    /// Rows or documents.
    pub rows: u64,
    /// Events now stored; in a preview, those that would be.
    pub accepted: usize,
    /// Events that had been stored before.
    pub duplicates: usize,
    /// Whether all of the file was read.
    pub complete: bool,
    /// What is not stored, and why.
    pub rejected: Vec<Told>,
    /// What is, and somebody should know.
    pub warnings: Vec<Told>,
    /// How many of both there are beyond those told.
    pub not_shown: usize,
    /// The first events of a preview.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<Value>,
    #[serde(skip)]
    rejections: i64,
}

/// A mistake, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The line of a sheet, the document of an XML file.
    pub line: u64,
    /// The column or item.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub reason: String,
}

/// The name by which a file is known again: city, kind, way of reading and bytes.
pub fn content(city: &CityCode, way: &str, fingerprint: &str) -> String {
    format!("{:032x}", chance::digest(city.as_str(), &["upload", way, fingerprint]))
}

/// The zone in which the days of a city's files are days.
///
/// # Errors
/// An unknown city, or the database's own.
pub async fn zone(sql: &impl Sql, cache: &Cache, city: &CityCode) -> Result<Zone, Error> {
    let store = Store::new(sql);
    let row = store.city(city).await?.ok_or_else(|| Error::UnknownCity(city.to_string()))?;
    Ok(cache.ruleset(&store, city, &row.pack).await?.city.zone)
}

/// A file on its way in.
#[derive(Debug)]
pub struct Upload<'a, S> {
    sql: &'a S,
    cache: &'a Cache,
    city: &'a CityCode,
    content: String,
    row: UploadRow,
    now: DateTime<Utc>,
    language: Language,
    waiting: Vec<Rc<Event>>,
    outcome: Outcome,
}

impl<'a, S: Sql> Upload<'a, S> {
    /// Begins an upload, or goes on with the one of the same content. One that was undone is no
    /// duplicate: its content begins anew, under another id.
    ///
    /// # Errors
    /// The database's own.
    pub async fn begin(
        sql: &'a S,
        cache: &'a Cache,
        city: &'a CityCode,
        (kind, content): (Kind, String),
        language: Language,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let store = Store::new(sql);
        let earlier = store.uploads_of(city, &content).await?;
        let row = match earlier.iter().find(|upload| upload.undone_at.is_none()) {
            Some(undoing) if !undoing.undone_through.is_empty() => return Err(Error::Undoing(undoing.id.clone())),
            Some(open) => UploadRow { accepted: 0, ..open.clone() },
            None => {
                let id = if earlier.is_empty() { content.clone() } else { format!("{content}-{}", earlier.len() + 1) };
                UploadRow {
                    id,
                    kind: kind.as_str().to_owned(),
                    at: now,
                    rows: 0,
                    accepted: 0,
                    rejected: 0,
                    undone_at: None,
                    undone_through: String::new(),
                }
            }
        };
        let outcome = Outcome::new(Some(row.id.clone()));
        Ok(Self { sql, cache, city, content, row, now, language, waiting: Vec::new(), outcome })
    }

    /// The id by which it is undone.
    pub fn id(&self) -> &str {
        &self.row.id
    }

    /// The source of its events.
    pub fn source(&self) -> String {
        format!("upload/{}", self.row.id)
    }

    /// Takes what was read, and stores what fills batches.
    ///
    /// # Errors
    /// As [`handle`]; the batches before are stored.
    pub async fn take(&mut self, taken: &mut Taken) -> Result<(), Error> {
        for event in self.outcome.note(taken, self.language, self.now, MOST_TOLD) {
            self.waiting.push(Rc::new(event));
            if self.waiting.len() == BATCH {
                self.store().await?;
            }
        }
        Ok(())
    }

    /// Stores what is left, and says what came of the file.
    ///
    /// # Errors
    /// As [`handle`].
    pub async fn end(mut self) -> Result<Outcome, Error> {
        self.store().await?;
        Ok(self.outcome)
    }

    async fn store(&mut self) -> Result<(), Error> {
        // Known before its first event is, so that whatever is stored can be undone.
        self.row.rows = i64::try_from(self.outcome.rows).unwrap_or(i64::MAX);
        self.row.rejected = self.outcome.rejections;
        let store = Store::new(self.sql);
        // What an undo that began meanwhile has passed would stay.
        let known = store.upload(self.city, &self.row.id).await?;
        if known.is_some_and(|known| known.undone_at.is_some() || !known.undone_through.is_empty()) {
            return Err(Error::Undoing(self.row.id.clone()));
        }
        store.write_upload(self.city, &self.content, &self.row).await?;
        let handled = handle(self.sql, self.cache, self.city, &self.waiting, self.now).await?;
        self.waiting.clear();
        self.outcome.accepted += handled.accepted;
        self.outcome.duplicates += handled.duplicates;
        let accepted = i64::try_from(handled.accepted).unwrap_or_default();
        store.write_upload(self.city, &self.content, &UploadRow { accepted, ..self.row.clone() }).await
    }
}

/// What would come of a file, nothing stored.
#[derive(Debug)]
pub struct Preview {
    language: Language,
    now: DateTime<Utc>,
    outcome: Outcome,
}

impl Preview {
    /// A preview of nothing yet.
    pub fn new(language: Language, now: DateTime<Utc>) -> Self {
        Self { language, now, outcome: Outcome::new(None) }
    }

    /// Takes what was read.
    pub fn take(&mut self, taken: &mut Taken) {
        for event in self.outcome.note(taken, self.language, self.now, MOST_PREVIEWED) {
            self.outcome.accepted += 1;
            if self.outcome.sample.len() < SAMPLE {
                self.outcome.sample.push(shown(&event));
            }
        }
    }

    /// What would come of it.
    pub fn end(self) -> Outcome {
        self.outcome
    }
}

impl Outcome {
    fn new(upload: Option<String>) -> Self {
        Self {
            upload,
            rows: 0,
            accepted: 0,
            duplicates: 0,
            complete: true,
            rejected: Vec::new(),
            warnings: Vec::new(),
            not_shown: 0,
            sample: Vec::new(),
            rejections: 0,
        }
    }

    /// Notes what is wrong, and gives the events that are right.
    fn note(&mut self, taken: &mut Taken, language: Language, now: DateTime<Utc>, most: usize) -> Vec<Event> {
        self.rows += std::mem::take(&mut taken.rows);
        for note in std::mem::take(&mut taken.notes) {
            self.tell(&note, language, most);
        }
        let mut good = Vec::with_capacity(taken.events.len());
        for event in std::mem::take(&mut taken.events) {
            match event.check(now) {
                Ok(()) => good.push(event),
                // Readers look for all that this looks for; should they miss something, it is told.
                Err(refusal) => {
                    let line = event.id.split(':').next().and_then(|line| line.parse().ok()).unwrap_or_default();
                    self.reject(Told { line, column: None, reason: refusal.to_string() }, most);
                }
            }
        }
        good
    }

    fn tell(&mut self, note: &Note, language: Language, most: usize) {
        self.complete &= !note.trouble.ends_the_file();
        let told = Told { line: note.line, column: note.column.clone(), reason: note.reason(language) };
        match note.weight() {
            Weight::Rejected => self.reject(told, most),
            Weight::Warning if self.warnings.len() < most => self.warnings.push(told),
            Weight::Warning => self.not_shown += 1,
        }
    }

    fn reject(&mut self, told: Told, most: usize) {
        self.rejections += 1;
        if self.rejected.len() < most { self.rejected.push(told) } else { self.not_shown += 1 }
    }
}

/// An event as a preview shows it.
fn shown(event: &Event) -> Value {
    let data: Value = serde_json::from_str(&event.payload.to_json()).unwrap_or_default();
    let subject = event.subject.as_ref().map(domain::ResidentId::as_str);
    serde_json::json!({ "type": event.payload.kind(), "subject": subject, "data": data })
}
