//! Rows as they end, whatever the pieces in which their bytes come. Letters stay bytes here: neither
//! UTF-8 nor Shift_JIS has a comma, a quotation mark or a line end within another letter.

use super::super::trouble::Trouble;
use csv_core::ReadRecordResult;

/// The most bytes of a row. One that is longer has a quotation mark that nobody closed.
const MOST_BYTES: usize = 64 * 1024;

/// The most cells of a row.
const MOST_CELLS: usize = 2_000;

/// UTF-8's byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A row that has ended, or that does not.
pub(super) enum Ended<'a> {
    /// Its cells.
    Row(Record<'a>),
    /// It has more bytes than a row can have.
    TooLong,
    /// It has more cells than a row can have.
    TooWide(usize),
}

/// The cells of a row, as bytes.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// All cells, one after the other.
    pub(super) bytes: &'a [u8],
    /// Where each ends.
    pub(super) ends: &'a [usize],
}

/// What is done with each row and the line on which it begins.
type Each<'f> = dyn FnMut(u64, Ended<'_>) -> Result<(), Trouble> + 'f;

/// Finds rows.
pub(super) struct Records {
    core: csv_core::Reader,
    /// The first bytes, until it is clear whether they are a byte order mark.
    head: Option<Vec<u8>>,
    bytes: Vec<u8>,
    filled: usize,
    ends: Vec<usize>,
    ended: usize,
    /// Whether a row has begun.
    within: bool,
    /// The present line, from 1, and the one on which the row began.
    line: u64,
    began: u64,
    broken: bool,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Records(line {})", self.line)
    }
}

impl Records {
    pub(super) fn new() -> Self {
        Self {
            core: csv_core::Reader::new(),
            head: Some(Vec::new()),
            bytes: vec![0; MOST_BYTES],
            filled: 0,
            ends: vec![0; MOST_CELLS],
            ended: 0,
            within: false,
            line: 1,
            began: 1,
            broken: false,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<(), Trouble> {
        let Some(head) = &mut self.head else { return self.read(bytes, each) };
        head.extend_from_slice(bytes);
        if MARK.starts_with(head) && head.len() < MARK.len() {
            return Ok(());
        }
        let head = self.head.take().unwrap_or_default();
        self.read(head.strip_prefix(MARK).unwrap_or(&head), each)
    }

    pub(super) fn end(&mut self, each: &mut Each<'_>) -> Result<(), Trouble> {
        if let Some(head) = self.head.take() {
            self.read(&head, each)?;
        }
        if self.within { self.step(&[], each).map(drop) } else { Ok(()) }
    }

    fn read(&mut self, mut bytes: &[u8], each: &mut Each<'_>) -> Result<(), Trouble> {
        while !self.broken && !bytes.is_empty() {
            if !self.within {
                // Line ends between rows, and empty lines.
                let blank = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                let (skipped, rest) = bytes.split_at(blank);
                self.line += lines(skipped);
                bytes = rest;
                if bytes.is_empty() {
                    break;
                }
                self.within = true;
                self.began = self.line;
            }
            let read = self.step(bytes, each)?;
            bytes = bytes.get(read..).unwrap_or_default();
        }
        Ok(())
    }

    /// Reads until a row ends, or the bytes do. Gives how many were read.
    fn step(&mut self, bytes: &[u8], each: &mut Each<'_>) -> Result<usize, Trouble> {
        let (output, ends) = (self.bytes.get_mut(self.filled..), self.ends.get_mut(self.ended..));
        let (result, read, written, cells) =
            self.core.read_record(bytes, output.unwrap_or_default(), ends.unwrap_or_default());
        self.line += lines(bytes.get(..read).unwrap_or_default());
        self.filled += written;
        self.ended += cells;
        let ended = match result {
            ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(read),
            ReadRecordResult::Record => {
                let bytes = self.bytes.get(..self.filled).unwrap_or_default();
                Ended::Row(Record { bytes, ends: self.ends.get(..self.ended).unwrap_or_default() })
            }
            ReadRecordResult::OutputFull => {
                self.broken = true;
                Ended::TooLong
            }
            ReadRecordResult::OutputEndsFull => {
                self.broken = true;
                Ended::TooWide(MOST_CELLS)
            }
        };
        (self.filled, self.ended, self.within) = (0, 0, false);
        each(self.began, ended)?;
        Ok(read)
    }
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
