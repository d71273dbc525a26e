//! Sheets: values between commas, a row a person, or a person's day.

mod checkup;
mod header;
mod letters;
mod paper;
mod pedometer;
mod records;
mod row;

#[cfg(test)]
pub(super) use header::plain;

use super::report::{Note, Taken};
use super::setting::{Kind, Setting};
use super::trouble::Trouble;
use checkup::CheckupSheet;
use header::Header;
use letters::Letters;
use paper::PaperSheet;
use pedometer::PedometerSheet;
use records::{Ended, Records};
use row::{Row, Seen};

/// The most rows of a file, or filled days where every day has a column.
const MOST_ROWS: usize = 1_000_000;

/// Reads a sheet, as it comes.
#[derive(Debug)]
pub(super) struct Reader {
    setting: Setting,
    records: Records,
    rows: Rows,
}

/// What is known of the rows so far.
#[derive(Debug)]
struct Rows {
    letters: Letters,
    sheet: Option<Sheet>,
    columns: usize,
    seen: Seen,
    any: bool,
    stopped: bool,
}

/// What a row is about, with the columns in which it says so.
#[derive(Debug)]
enum Sheet {
    Checkup(CheckupSheet),
    Pedometer(PedometerSheet),
    Paper(PaperSheet),
}

impl Reader {
    pub(super) fn new(setting: Setting) -> Self {
        let letters = Letters::new(setting.charset);
        let rows = Rows { letters, sheet: None, columns: 0, seen: Seen::default(), any: false, stopped: false };
        Self { setting, records: Records::new(), rows }
    }

    pub(super) fn push(&mut self, bytes: &[u8], taken: &mut Taken) -> Result<(), Trouble> {
        let Self { setting, records, rows } = self;
        records.push(bytes, &mut |line, ended| rows.row(line, ended, setting, taken))
    }

    pub(super) fn end(&mut self, taken: &mut Taken) -> Result<(), Trouble> {
        let Self { setting, records, rows } = self;
        records.end(&mut |line, ended| rows.row(line, ended, setting, taken))?;
        // A header alone says nothing either.
        if rows.any { Ok(()) } else { Err(Trouble::NoRows) }
    }
}

impl Rows {
    /// One row, which begins on `line`; the first is the header.
    fn row(&mut self, line: u64, ended: Ended<'_>, setting: &Setting, taken: &mut Taken) -> Result<(), Trouble> {
        if self.stopped {
            return Ok(());
        }
        let cells = match ended {
            Ended::Row(record) => self.letters.cells(record),
            Ended::TooLong => Err(Trouble::Endless),
            Ended::TooWide(most) => Err(Trouble::ManyColumns(most)),
        };
        let Some(sheet) = &mut self.sheet else {
            let cells = cells?;
            self.columns = cells.len();
            self.sheet = Some(Sheet::new(setting.kind, Header::new(&cells)?, line, taken)?);
            return Ok(());
        };
        let cells = match cells {
            // A spreadsheet writes its empty rows as commas.
            Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => return Ok(()),
            other => other,
        };
        taken.rows += 1;
        self.any = true;
        let cells = cells.and_then(|cells| {
            if self.seen.len() >= MOST_ROWS {
                return Err(Trouble::TooMany(MOST_ROWS as u64));
            }
            // Trailing commas are left out or added by some programs: empty cells are no difference.
            let beyond = cells.iter().skip(self.columns).any(|cell| !cell.trim().is_empty());
            let expected = self.columns;
            if beyond { Err(Trouble::Cells { found: cells.len(), expected }) } else { Ok(cells) }
        });
        match cells {
            Ok(cells) => {
                let mut row = Row { line, cells: &cells, setting, seen: &mut self.seen };
                match sheet {
                    Sheet::Checkup(sheet) => sheet.read(&mut row, taken),
                    Sheet::Pedometer(sheet) => sheet.read(&mut row, taken),
                    Sheet::Paper(sheet) => sheet.read(&mut row, taken),
                }
            }
            Err(trouble) => {
                self.stopped = trouble.ends_the_file();
                taken.notes.push(Note::new(line, None, trouble));
            }
        }
        Ok(())
    }
}

impl Sheet {
    fn new(kind: Kind, header: Header, line: u64, taken: &mut Taken) -> Result<Self, Trouble> {
        Ok(match kind {
            Kind::Checkup => Self::Checkup(CheckupSheet::new(header, line, taken)?),
            Kind::Pedometer => Self::Pedometer(PedometerSheet::new(header, line, taken)?),
            Kind::Paper => Self::Paper(PaperSheet::new(header, line, taken)?),
        })
    }
}
