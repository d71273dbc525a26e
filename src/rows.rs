//! Rows of a CSV file, for the estimators.

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use outcomes::Unfit;
use std::path::Path;

/// A file's rows, from the first on.
pub(crate) struct Rows {
    reader: Reader<std::fs::File>,
    header: StringRecord,
    record: StringRecord,
}

impl Rows {
    /// Opens a file and reads the names of its columns.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let file = std::fs::File::open(path)?;
        // A row that is cut short is told by the cell that it lacks.
        let mut reader = ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(file);
        let header = reader.headers().map_err(|error| unreadable(error, 1))?.clone();
        Ok(Self { reader, header, record: StringRecord::new() })
    }

    /// The names of the columns.
    pub(crate) fn header(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// The next row, with the line of the file it begins in.
    pub(crate) fn read(&mut self) -> anyhow::Result<Option<(u64, &StringRecord)>> {
        let line = self.reader.position().line();
        let is_there = self.reader.read_record(&mut self.record).map_err(|error| unreadable(error, line))?;
        let line = self.record.position().map_or(line, csv::Position::line);
        Ok(is_there.then_some((line, &self.record)))
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.reader.position().byte()
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
