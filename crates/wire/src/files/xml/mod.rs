//! Results of specific health checkups in XML: HL7 CDA R2, one document a person. A city's yearly
//! file is many of them, one after the other.
//!
//! Documents are told apart before they are read, so that one that is broken harms no other, and
//! one at a time is held. Document type declarations are refused, and with them entities.

mod document;
mod namespaces;
mod scanner;

use super::codes;
use super::dates;
use super::report::{Note, Taken};
use super::setting::Setting;
use super::text::event_id;
use super::trouble::Trouble;
use document::{Aside, Document};
use domain::event::Checkup;
use domain::{Event, Payload};
use scanner::{Piece, Scanner};
use std::collections::BTreeSet;

/// How many different things are warned of in a file, each once.
const MOST_WARNINGS: usize = 1_000;

/// Reads documents, as they come.
#[derive(Debug)]
pub(super) struct Reader {
    scanner: Scanner,
    documents: Documents,
}

#[derive(Debug)]
struct Documents {
    setting: Setting,
    number: u64,
    known: BTreeSet<&'static str>,
    /// What was warned of already: the same code is in every document of a file.
    warned: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Reader {
    pub(super) fn new(setting: Setting) -> Self {
        let documents =
            Documents { setting, number: 0, known: codes::known(), warned: BTreeSet::new(), seen: BTreeSet::new() };
        Self { scanner: Scanner::new(), documents }
    }

    pub(super) fn push(&mut self, bytes: &[u8], taken: &mut Taken) {
        let Self { scanner, documents } = self;
        scanner.push(bytes, &mut |piece| documents.take(piece, taken));
    }

    pub(super) fn end(&mut self, taken: &mut Taken) -> Result<(), Trouble> {
        let Self { scanner, documents } = self;
        scanner.end(&mut |piece| documents.take(piece, taken));
        if documents.number == 0 { Err(Trouble::NoRows) } else { Ok(()) }
    }
}

impl Documents {
    fn take(&mut self, piece: Piece<'_>, taken: &mut Taken) {
        self.number += 1;
        taken.rows += 1;
        let read = match piece {
            Piece::Document(bytes) => self.read(bytes, taken),
            Piece::Refused(trouble) => Err((None, trouble)),
        };
        match read {
            Ok(event) => taken.events.push(event),
            Err((column, trouble)) => taken.notes.push(Note { line: self.number, column, trouble }),
        }
    }

    fn read(&mut self, bytes: &[u8], taken: &mut Taken) -> Result<Event, (Option<String>, Trouble)> {
        let text = std::str::from_utf8(bytes).map_err(|_| (None, Trouble::Letters("UTF-8")))?;
        let document = Document::read(text, self.setting.id_root.as_deref())?;
        let Document { resident, date, items, asides } = document;
        let date = dates::parse(&date).ok_or_else(|| (None, Trouble::Date(super::text::shown(&date))))?;
        dates::has_come(date, &self.setting).map_err(|trouble| (None, trouble))?;
        // A city's file has one document for a person's checkup.
        if self.seen.len() < 1_000_000 && !self.seen.insert(format!("{resident} {date}")) {
            return Err((None, Trouble::Twice));
        }
        for Aside { code, trouble } in asides {
            self.warn(code, trouble, taken);
        }
        for item in &items {
            if !self.known.contains(item.code.as_str()) {
                self.warn(Some(item.code.clone()), Trouble::UnknownCode(item.code.clone()), taken);
            }
        }
        Ok(Event {
            source: self.setting.source.clone(),
            id: event_id(self.number, bytes),
            subject: Some(resident),
            time: self.setting.at(date),
            payload: Payload::Checkup(Checkup { date, items }),
        })
    }

    fn warn(&mut self, code: Option<String>, trouble: Trouble, taken: &mut Taken) {
        let what = format!("{code:?} {trouble:?}");
        if self.warned.len() < MOST_WARNINGS && self.warned.insert(what) {
            taken.notes.push(Note { line: self.number, column: code, trouble });
        }
    }
}
