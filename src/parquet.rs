//! Tables as Parquet files, written a group of rows at a time: what is held in memory does not grow with the table.

use ::parquet::basic::Compression;
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::parser::parse_message_type;
use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate};
use domain::Day;
use outcomes::record::Kind;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// How many rows are written together.
const GROUP: usize = 100_000;

/// A table that is being written. Each cell is a text as a file of comma-separated values has it; an empty one is nothing.
#[allow(missing_debug_implementations, reason = "a file that is being written")]
pub struct Table {
    file: SerializedFileWriter<File>,
    columns: Vec<Column>,
    rows: usize,
}

/// A column's name and kind, and what waits to be written.
struct Column {
    name: &'static str,
    cells: Cells,
    /// Of each row 1 where it has a value, else 0.
    has: Vec<i16>,
}

enum Cells {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Real(Vec<f64>),
    Flag(Vec<bool>),
    Instant(Vec<i64>),
    Date(Vec<i32>),
}

impl Table {
    /// Begins a file; one that is there is written anew.
    ///
    /// # Errors
    /// As the disk says.
    pub fn create(path: &Path, columns: &[(&'static str, Kind)]) -> anyhow::Result<Self> {
        let columns: Vec<Column> = columns.iter().map(|(name, kind)| Column::new(name, *kind)).collect();
        let fields: String = columns.iter().map(Column::field).collect();
        let schema = Arc::new(parse_message_type(&format!("message table {{ {fields} }}"))?);
        let settings =
            WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("ayumi".to_owned());
        let file = File::create(path).with_context(|| format!("`{}` cannot be written", path.display()))?;
        let file = SerializedFileWriter::new(file, schema, Arc::new(settings.build()))?;
        Ok(Self { file, columns, rows: 0 })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A row of another length, a cell that is not of its column's kind, or as the disk says.
    pub fn add(&mut self, line: &[&str]) -> anyhow::Result<()> {
        if line.len() != self.columns.len() {
            bail!("a row has {} cells, and there are {} columns", line.len(), self.columns.len());
        }
        for (column, cell) in self.columns.iter_mut().zip(line) {
            column.add(cell)?;
        }
        self.rows += 1;
        if self.rows >= GROUP { self.flush() } else { Ok(()) }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// As the disk says.
    pub fn end(mut self) -> anyhow::Result<()> {
        self.flush()?;
        self.file.close()?;
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Column {
    fn new(name: &'static str, kind: Kind) -> Self {
        let cells = match kind {
            Kind::Text => Cells::Text(Vec::new()),
            Kind::Whole => Cells::Whole(Vec::new()),
            Kind::Real => Cells::Real(Vec::new()),
            Kind::Flag => Cells::Flag(Vec::new()),
            Kind::Instant => Cells::Instant(Vec::new()),
            Kind::Date => Cells::Date(Vec::new()),
        };
        Self { name, cells, has: Vec::new() }
    }

    /// Its line in the schema.
    fn field(&self) -> String {
        let name = self.name;
        match self.cells {
            Cells::Text(_) => format!("optional binary {name} (STRING); "),
            Cells::Whole(_) => format!("optional int64 {name}; "),
            Cells::Real(_) => format!("optional double {name}; "),
            Cells::Flag(_) => format!("optional boolean {name}; "),
            Cells::Instant(_) => format!("optional int64 {name} (TIMESTAMP(MILLIS,true)); "),
            Cells::Date(_) => format!("optional int32 {name} (DATE); "),
        }
    }

    fn add(&mut self, cell: &str) -> anyhow::Result<()> {
        self.has.push(i16::from(!cell.is_empty()));
        if cell.is_empty() {
            return Ok(());
        }
        let wrong = || format!("`{cell}` is no value of `{}`", self.name);
        match &mut self.cells {
            Cells::Text(cells) => cells.push(cell.into()),
            Cells::Whole(cells) => cells.push(cell.parse().with_context(wrong)?),
            Cells::Real(cells) => cells.push(cell.parse().with_context(wrong)?),
            Cells::Flag(cells) => cells.push(cell == "1"),
            Cells::Instant(cells) => {
                cells.push(DateTime::parse_from_rfc3339(cell).with_context(wrong)?.timestamp_millis());
            }
            Cells::Date(cells) => cells.push(Day::from_date(cell.parse::<NaiveDate>().with_context(wrong)?).0),
        }
        Ok(())
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, File>) -> anyhow::Result<()> {
        let has = std::mem::take(&mut self.has);
        match &mut self.cells {
            Cells::Text(cells) => write::<ByteArrayType>(group, &std::mem::take(cells), &has),
            Cells::Whole(cells) | Cells::Instant(cells) => write::<Int64Type>(group, &std::mem::take(cells), &has),
            Cells::Real(cells) => write::<DoubleType>(group, &std::mem::take(cells), &has),
            Cells::Flag(cells) => write::<BoolType>(group, &std::mem::take(cells), &has),
            Cells::Date(cells) => write::<Int32Type>(group, &std::mem::take(cells), &has),
        }
    }
}

/// Writes the next column of a group: its values, and of each row whether it has one.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[T::T],
    has: &[i16],
) -> anyhow::Result<()> {
    let mut column = group.next_column()?.context("the schema has fewer columns than the table")?;
    column.typed::<T>().write_batch(values, Some(has), None)?;
    column.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use ::parquet::file::reader::{FileReader, SerializedFileReader};

    const COLUMNS: [(&str, Kind); 6] = [
        ("person", Kind::Text),
        ("number", Kind::Whole),
        ("outcome", Kind::Real),
        ("available", Kind::Flag),
        ("due", Kind::Instant),
        ("day", Kind::Date),
    ];

    #[test]
    fn what_is_written_is_read_and_nothing_stays_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.parquet");
        let mut table = Table::create(&path, &COLUMNS).unwrap();
        table.add(&["荒尾", "3", "0.1", "1", "2026-11-20T08:30:00.250Z", "2026-11-20"]).unwrap();
        table.add(&["p-2", "", "", "0", "", ""]).unwrap();
        table.end().unwrap();
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        let rows: Vec<String> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(
            rows,
            [
                "{person: \"荒尾\", number: 3, outcome: 0.1, available: true, due: 2026-11-20 08:30:00.250 +00:00, day: 2026-11-20}",
                "{person: \"p-2\", number: null, outcome: null, available: false, due: null, day: null}",
            ]
        );
    }

    #[test]
    fn more_rows_than_a_group_are_several_groups() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.parquet");
        let mut table = Table::create(&path, &COLUMNS[1..2]).unwrap();
        for number in 0..GROUP + 1 {
            table.add(&[number.to_string().as_str()]).unwrap();
        }
        table.end().unwrap();
        let reader = SerializedFileReader::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        assert_eq!(reader.metadata().file_metadata().num_rows(), GROUP as i64 + 1);
    }

    #[test]
    fn a_cell_of_another_kind_is_told_by_its_column() {
        let folder = tempfile::tempdir().unwrap();
        let mut table = Table::create(&folder.path().join("x"), &COLUMNS[1..2]).unwrap();
        assert_eq!(table.add(&["three"]).unwrap_err().to_string(), "`three` is no value of `number`");
        let mut table = Table::create(&folder.path().join("y"), &COLUMNS).unwrap();
        assert_eq!(table.add(&["p"]).unwrap_err().to_string(), "a row has 1 cells, and there are 6 columns");
    }
}
