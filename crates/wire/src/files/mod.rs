//! Files that a city has: health checkups in XML and CSV, readings of pedometers, paper sheets.
//!
//! | module | file | what for |
//! |---|---|---|
//! | `xml` | specific health checkup, HL7 CDA R2, one document or many after each other | checkups come in |
//! | `sheet` | CSV of checkups, of pedometer readers, of paper sheets keyed in | checkups, steps, notebook entries, visits come in |
//!
//! A file is read piece by piece as it arrives, and where a piece ends does not matter. What is
//! wrong with one row or document is a [`Note`] that names line and column, and the others are read
//! all the same; what makes a file useless as a whole is a [`Trouble`] before any row was read.
//!
//! ```
//! use wire::files::{Format, Kind, Reader, Setting, Taken};
//! let setting = Setting::new(Kind::Pedometer, Format::Csv, "upload/1", chrono::DateTime::UNIX_EPOCH);
//! let mut reader = Reader::new(setting);
//! let mut taken = Taken::default();
//! let read = reader.push("住民番号,日付".as_bytes(), &mut taken).and_then(|()| reader.end(&mut taken));
//! assert!(read.is_err(), "there is no column of steps");
//! ```

mod asked;
mod codes;
mod dates;
mod fingerprint;
mod report;
mod setting;
mod sheet;
mod text;
mod trouble;
mod words;
mod xml;

pub use asked::{Asked, Purpose, Unasked};
pub use fingerprint::Fingerprint;
pub use report::{Note, Taken, Weight};
pub use setting::{Charset, Format, Kind, Setting};
pub use trouble::Trouble;

/// Reads one file, as it comes.
#[derive(Debug)]
pub struct Reader(Inner);

#[derive(Debug)]
enum Inner {
    Xml(Box<xml::Reader>),
    Csv(Box<sheet::Reader>),
}

impl Reader {
    /// A reader at the beginning of a file.
    pub fn new(setting: Setting) -> Self {
        Self(match setting.format {
            Format::Xml => Inner::Xml(Box::new(xml::Reader::new(setting))),
            Format::Csv => Inner::Csv(Box::new(sheet::Reader::new(setting))),
        })
    }

    /// Reads on. What was read is added to `taken`.
    ///
    /// # Errors
    /// A file that is useless as a whole, before any of its rows was read.
    pub fn push(&mut self, bytes: &[u8], taken: &mut Taken) -> Result<(), Trouble> {
        match &mut self.0 {
            Inner::Xml(reader) => {
                reader.push(bytes, taken);
                Ok(())
            }
            Inner::Csv(reader) => reader.push(bytes, taken),
        }
    }

    /// The file has ended.
    ///
    /// # Errors
    /// A file without a row or document, or one that is useless as a whole.
    pub fn end(&mut self, taken: &mut Taken) -> Result<(), Trouble> {
        match &mut self.0 {
            Inner::Xml(reader) => reader.end(taken),
            Inner::Csv(reader) => reader.end(taken),
        }
    }
}
