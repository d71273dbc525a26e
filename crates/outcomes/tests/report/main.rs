//! Reports: from rows to what people read.
//!
//! `AYUMI_REWRITE=1` writes the expected reports anew; the diff is what to review.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod adherence;
mod bad;
mod city;
mod flow;
mod golden;
mod hidden;
mod orders;
mod permuted;
mod reference;
mod sealed;
mod sentences;
mod several;
mod weeks;

use outcomes::report::Report;

/// The pages are made from this shape.
#[test]
fn a_report_is_read_back_as_it_was_written() {
    let text = include_str!("../reports/example.json");
    let report: Report = serde_json::from_str(text).unwrap();
    let again: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    assert_eq!(again, report);
}
