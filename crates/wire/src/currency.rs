//! Lists of what is to be paid in a local currency, as its systems take them: CSV (RFC 4180) in UTF-8 with a byte order
//! mark, since spreadsheets take it for Shift_JIS without one.

use chrono::NaiveDateTime;
use domain::ResidentId;
use std::fmt::Write;

/// The media type of the file.
pub const MEDIA: &str = "text/csv; charset=utf-8; header=present";

const HEAD: &str = "申込番号,受付日時,住民番号,ポイント,金額";

/// What is to be paid to one resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Under which it was asked for.
    pub id: &'a str,
    /// When, by the city's clocks.
    pub at: NaiveDateTime,
    /// Whose it is.
    pub resident: &'a ResidentId,
    /// The points that were spent.
    pub points: i64,
    /// What is to be paid, in units of the currency.
    pub units: i64,
}

/// The whole file.
pub fn csv(lines: &[Line<'_>]) -> String {
    let mut text = format!("\u{feff}{HEAD}\r\n");
    for Line { id, at, resident, points, units } in lines {
        let at = at.format("%Y-%m-%d %H:%M:%S");
        // Neither ids nor residents' numbers have a quote in them. Writing to a text does not fail.
        let _ = write!(text, "\"{id}\",{at},\"{resident}\",{points},{units}\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_line_is_what_was_asked_for() {
        let resident: ResidentId = "0012".parse().unwrap();
        let at = "2026-12-01T09:05:07".parse().unwrap();
        let text = csv(&[Line { id: "4f", at, resident: &resident, points: 100, units: 120 }]);
        assert_eq!(
            text,
            "\u{feff}申込番号,受付日時,住民番号,ポイント,金額\r\n\"4f\",2026-12-01 09:05:07,\"0012\",100,120\r\n"
        );
    }
}
