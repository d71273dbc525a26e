//! The same work by the same crates in this process: what the component is held against.

use super::BenchError;
use super::checkups::{Checkups, Written};
use crate::native::Native;
use chrono::{DateTime, Utc};
use domain::why::Language;
use domain::{CityCode, Pack};
use futures::executor::block_on;
use shell::handle::handle;
use shell::store::schema;
use shell::upload::Upload;
use shell::{Cache, Sql};
use std::path::Path;
use std::rc::Rc;
use wire::Headers;
use wire::files::{Format, Kind, Reader, Setting, Taken};

/// The shell on a connection of its own.
pub(super) struct Alone {
    pub(super) sql: Native,
    cache: Cache,
}

impl Alone {
    /// Opens the database of a state folder, made ready.
    pub(super) fn open(state: &Path) -> Result<Self, BenchError> {
        let sql = Native::open(state).map_err(shell::Error::from)?;
        block_on(schema::prepare(&sql))?;
        Ok(Self { sql, cache: Cache::default() })
    }

    /// Puts a pack in force.
    pub(super) fn publish(&self, pack: &Pack, now: DateTime<Utc>) -> Result<(), BenchError> {
        block_on(shell::publish::publish(&self.sql, pack, now))?;
        Ok(())
    }

    /// Takes a body of CloudEvents in, as the door does. Gives the number of events accepted.
    pub(super) fn take(&self, city: &CityCode, body: &[u8], now: DateTime<Utc>) -> Result<usize, BenchError> {
        let headers = [("content-type", wire_kind(body).as_bytes())].into_iter().collect::<Headers<'_>>();
        let received =
            wire::cloudevents::parse(&headers, body).map_err(|error| BenchError::Events(error.to_string()))?;
        let mut events = Vec::with_capacity(received.len());
        for one in received {
            let event = one.event.and_then(|event| event.check(now).map(|()| event));
            events.push(Rc::new(event.map_err(|refusal| BenchError::Events(refusal.to_string()))?));
        }
        Ok(block_on(handle(&self.sql, &self.cache, city, &events, now))?.accepted)
    }

    /// Takes a file of checkups in, as the door does. Gives the number of events accepted.
    pub(super) fn load(&self, city: &CityCode, file: Checkups, now: DateTime<Utc>) -> Result<usize, BenchError> {
        let format = match file.written {
            Written::Xml => Format::Xml,
            Written::Csv => Format::Csv,
        };
        let about = (Kind::Checkup, format!("{:?}", file.written));
        let begun = Upload::begin(&self.sql, &self.cache, city, about, Language::En, now);
        let mut upload = block_on(begun)?;
        let mut reader = Reader::new(Setting::new(Kind::Checkup, format, &upload.source(), now));
        let mut taken = Taken::default();
        let useless = |trouble: wire::files::Trouble| BenchError::Events(trouble.say(Language::En));
        for piece in file.pieces() {
            reader.push(piece.as_bytes(), &mut taken).map_err(useless)?;
            block_on(upload.take(&mut taken))?;
        }
        reader.end(&mut taken).map_err(useless)?;
        block_on(upload.take(&mut taken))?;
        Ok(block_on(upload.end())?.accepted)
    }

    /// Puts the log back into the database, so that the file alone is all of it.
    pub(super) fn settle(&self) -> Result<(), BenchError> {
        block_on(self.sql.run("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new())).map_err(shell::Error::from)?;
        Ok(())
    }
}

/// The media type of a body: one event, or many.
pub(super) fn wire_kind(body: &[u8]) -> &'static str {
    if body.first() == Some(&b'[') { "application/cloudevents-batch+json" } else { "application/cloudevents+json" }
}
