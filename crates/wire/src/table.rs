//! Tables as files of comma-separated values (RFC 4180), in UTF-8 without a byte order mark: what programs of statistics
//! read.

use csv_core::{Terminator, WriteResult, Writer, WriterBuilder};
use sha2::{Digest, Sha256};

/// The media type of such a file.
pub const MEDIA: &str = "text/csv; charset=utf-8; header=present";

/// The header of an answer that is a part of a table: what `after` is to be for the next part. The last part has none.
pub const NEXT: &str = "ayumi-next";

/// The header that tells how many people such a part leaves out, since they did not agree to what it is for.
pub const LEFT_OUT: &str = "ayumi-left-out";

/// A table that is being written.
#[derive(Debug)]
pub struct Table {
    writer: Writer,
    written: Vec<u8>,
}

impl Default for Table {
    fn default() -> Self {
        Self { writer: WriterBuilder::new().terminator(Terminator::CRLF).build(), written: Vec::new() }
    }
}

impl Table {
    /// Adds a line, the head like any other. A cell is quoted where it needs to be.
    pub fn line<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        for (place, cell) in cells.into_iter().enumerate() {
            if place > 0 {
                self.push(|writer, room| {
                    let (result, written) = writer.delimiter(room);
                    (result, 0, written)
                });
            }
            let mut left = cell.as_ref().as_bytes();
            while !left.is_empty() {
                let read = self.push(|writer, room| writer.field(left, room));
                left = left.get(read..).unwrap_or_default();
            }
        }
        self.push(|writer, room| {
            let (result, written) = writer.terminator(room);
            (result, 0, written)
        });
    }

    /// The text so far.
    pub fn text(self) -> String {
        // Cells are texts, and what stands between them is ASCII.
        String::from_utf8(self.written).unwrap_or_default()
    }

    /// Has the writer write, with more room until it is enough. Gives how much was read of what was to be written.
    fn push(&mut self, mut write: impl FnMut(&mut Writer, &mut [u8]) -> (WriteResult, usize, usize)) -> usize {
        let mut read = 0;
        loop {
            let mut room = [0; 256];
            let (result, taken, written) = write(&mut self.writer, &mut room);
            self.written.extend_from_slice(room.get(..written).unwrap_or_default());
            read += taken;
            if matches!(result, WriteResult::InputEmpty) || taken > 0 {
                return read;
            }
        }
    }
}

/// The hash of a table that grows line by line, so that who reads it in parts goes on where they were. For each line, the
/// head like any other, it is SHA-256 over the hash so far, as 64 hexadecimal digits, and the line as [`Table`] writes it;
/// before the first line it is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain(String);

impl Chain {
    /// Goes on from a hash so far.
    pub fn after(hash: &str) -> Self {
        Self(hash.to_owned())
    }

    /// Adds a line.
    pub fn line<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let mut table = Table::default();
        table.line(cells);
        let mut hasher = Sha256::new();
        hasher.update(&self.0);
        hasher.update(&table.written);
        self.0 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    }

    /// The hash so far.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn of(lines: &[&[&str]]) -> String {
        let mut table = Table::default();
        lines.iter().for_each(|line| table.line(line.iter()));
        table.text()
    }

    #[test]
    fn cells_are_quoted_where_they_need_to_be() {
        let text = of(&[&["person", "cluster"], &["p-1", "荒尾, 東"], &["", "say \"yes\""], &["a\nb", ""]]);
        assert_eq!(text, "person,cluster\r\np-1,\"荒尾, 東\"\r\n,\"say \"\"yes\"\"\"\r\n\"a\nb\",\r\n");
    }

    #[test]
    fn a_long_cell_comes_whole() {
        for length in [255, 256, 257, 1_000] {
            let long = "あ".repeat(length);
            assert_eq!(of(&[&[&long, "x"]]), format!("{long},x\r\n"));
            let quoted = "\"".repeat(length);
            assert_eq!(of(&[&[&quoted]]), format!("\"{}\"\r\n", "\"\"".repeat(length)));
        }
    }

    #[test]
    fn nothing_but_an_empty_cell_is_a_line_of_its_own() {
        assert_eq!(of(&[&["one"], &[""]]), "one\r\n\"\"\r\n");
    }

    #[test]
    fn a_chain_goes_on_where_it_was() {
        let mut whole = Chain::default();
        whole.line(["person", "outcome"]);
        let mut rest = Chain::after(whole.as_str());
        whole.line(["p-1", "5,000"]);
        rest.line(["p-1", "5,000"]);
        assert_eq!(whole, rest);
        // printf 'person,outcome\r\n' | sha256sum, and then over its digits and 'p-1,"5,000"\r\n'.
        let mut head = Chain::default();
        head.line(["person", "outcome"]);
        assert_eq!(head.as_str(), "99f0fe4ca36ee42b768434f3df93a8118a658fbb2f9e497b1c2b04c4806a67db");
        assert_eq!(whole.as_str(), "3347637cd501ed8779a64348775831cdc3842ce612548ae5f47cdb9181a8ed30");
    }
}
