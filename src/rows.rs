//! Rows of a CSV file, for the estimators.

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use outcomes::Unfit;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Of a file's first line, no more than so many bytes are looked at.
const MOST_HEAD: u64 = 1 << 20;

/// A file's rows, from the first on.
pub(crate) struct Rows {
    reader: Reader<std::fs::File>,
    header: StringRecord,
    record: StringRecord,
    /// Lines that the reader is behind: where they end with CR LF, a row is begun before the LF of the one above is counted.
    behind: u64,
}

impl Rows {
    /// Opens a file and reads the names of its columns.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let mut head = Vec::new();
        BufReader::new(std::fs::File::open(path)?).take(MOST_HEAD).read_until(b'\n', &mut head)?;
        let behind = u64::from(head.ends_with(b"\r\n"));
        let file = std::fs::File::open(path)?;
        // A row that is cut short is told by the cell that it lacks.
        let mut reader = ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(file);
        let header = reader.headers().map_err(|error| unreadable(error, 1, 0))?.clone();
        Ok(Self { reader, header, record: StringRecord::new(), behind })
    }

    /// The names of the columns.
    pub(crate) fn header(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// The next row, with the line of the file it begins in.
    pub(crate) fn read(&mut self) -> anyhow::Result<Option<(u64, &StringRecord)>> {
        let line = self.reader.position().line();
        let is_there =
            self.reader.read_record(&mut self.record).map_err(|error| unreadable(error, line, self.behind))?;
        let line = self.record.position().map_or(line, csv::Position::line) + self.behind;
        Ok(is_there.then_some((line, &self.record)))
    }

    /// How many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// What is wrong with a file as a file, told by a reader that is so many lines behind.
fn unreadable(error: csv::Error, line: u64, behind: u64) -> anyhow::Error {
    match error.kind() {
        ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(line, csv::Position::line) + behind;
            let unfit = Unfit::new(
                format!("row {line}: it is not written in UTF-8; save the file as `CSV UTF-8`"),
                format!("{line}行目：文字コードが UTF-8 ではありません。「CSV UTF-8」の形式で保存し直してください。"),
            );
            unfit.into()
        }
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Rows;

    #[test]
    fn rows_are_told_by_the_line_of_the_file_however_lines_end() {
        for end in ["\n", "\r\n"] {
            let file = tempfile::NamedTempFile::new().unwrap();
            let text = ["a,b", "1,2", "\"two\nlines\",3", "4,5", ""].join(end);
            std::fs::write(file.path(), text).unwrap();
            let mut rows = Rows::open(file.path()).unwrap();
            let mut lines = Vec::new();
            while let Some((line, _)) = rows.read().unwrap() {
                lines.push(line);
            }
            assert_eq!(lines, [2, 3, 5], "{end:?}");
            let bytes = [b"a,b".as_slice(), b"1,2", b"\x8a\x72,3", b""].join(end.as_bytes());
            std::fs::write(file.path(), bytes).unwrap();
            let mut rows = Rows::open(file.path()).unwrap();
            rows.read().unwrap();
            assert!(rows.read().unwrap_err().to_string().starts_with("row 3: "), "{end:?}");
        }
    }
}
