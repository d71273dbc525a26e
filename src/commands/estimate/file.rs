//! A CSV file, read row by row.

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use indicatif::{ProgressBar, ProgressStyle};
use outcomes::Unfit;
use std::path::{Path, PathBuf};

/// Rows between two looks at how far it has come.
const LOOKED_AT: u64 = 1 << 16;

/// A file that can be read again.
pub(super) struct File {
    path: PathBuf,
}

/// Its rows from the first on.
pub(super) struct Rows {
    reader: Reader<std::fs::File>,
    header: StringRecord,
    record: StringRecord,
    bar: ProgressBar,
    read: u64,
}

impl File {
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// From its beginning.
    pub(super) fn open(&self) -> anyhow::Result<Rows> {
        let file = std::fs::File::open(&self.path)?;
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes}  {elapsed}, {eta} left")?;
        let bar = ProgressBar::new(file.metadata()?.len()).with_style(style);
        // A row that is cut short is told by the cell that it lacks.
        let mut reader = ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(file);
        let header = reader.headers().map_err(|error| unreadable(error, 1))?.clone();
        Ok(Rows { reader, header, record: StringRecord::new(), bar, read: 0 })
    }
}

impl Rows {
    /// The names of the columns.
    pub(super) fn header(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// The next row, with the line of the file it begins in.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<(u64, &StringRecord)>> {
        let line = self.reader.position().line();
        let is_there = self.reader.read_record(&mut self.record).map_err(|error| unreadable(error, line))?;
        self.read += 1;
        if self.read.is_multiple_of(LOOKED_AT) {
            self.bar.set_position(self.reader.position().byte());
        }
        if !is_there {
            self.bar.finish_and_clear();
            return Ok(None);
        }
        Ok(Some((self.record.position().map_or(line, csv::Position::line), &self.record)))
    }
}

/// What is wrong with a file as a file.
fn unreadable(error: csv::Error, line: u64) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(line, csv::Position::line);
            let unfit = Unfit::new(
                format!("row {line}: it is not written in UTF-8; save the file as `CSV UTF-8`"),
                format!("{line}行目：文字コードが UTF-8 ではありません。「CSV UTF-8」の形式で保存し直してください。"),
            );
            unfit.into()
        }
        _ => error.into(),
    }
}
