//! A report as one long table, for spreadsheets and for whoever computes with it: CSV (RFC 4180) in UTF-8 with a byte order
//! mark, one number or one sentence a row.
//!
//! | column | what it is |
//! |---|---|
//! | `section` | where it stands in the report: `effect`, `flow.people`, … |
//! | `item` | its name within the section, as in the JSON: `primary`, a step, a week, a segment |
//! | `title` | what people call it |
//! | `planned` | `true` or `false`; empty where the question makes no sense |
//! | `group` | the arm, the segment or the part it is of; empty for all |
//! | `quantity` | `estimate`, `ci_low`, `p`, `people`, `part`, `of`, …; `unfit`, `hidden` or `withheld` where there is no number |
//! | `value` | the number as it is, unrounded |
//! | `said` | the sentence in its place, or a text |

mod sections;
mod table;

use domain::why::Language;
use outcomes::report::Report;
use table::Table;

/// The media type of the file.
pub const MEDIA: &str = "text/csv; charset=utf-8; header=present";

/// The whole file, with titles and sentences in a language.
pub fn csv(report: &Report, language: Language) -> String {
    let mut table = Table::new(language);
    sections::write(&mut table, report);
    table.text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use domain::Sentence;
    use outcomes::report::{Answer, Count};

    fn example() -> Report {
        serde_json::from_str(include_str!("../../../outcomes/tests/reports/example.json")).unwrap()
    }

    /// Each line as its cells; no text of the example has a quote or a line end in it.
    fn cells(text: &str) -> Vec<Vec<String>> {
        let inner = |line: &str| {
            let mut reader = csv_core::ReaderBuilder::new().build();
            let (mut out, mut ends) = ([0; 4096], [0; 16]);
            let (_, _, _, fields) = reader.read_record(format!("{line}\n").as_bytes(), &mut out, &mut ends);
            let mut from = 0;
            let field = |end: &usize| {
                let text = String::from_utf8_lossy(out.get(from..*end).unwrap_or_default()).into_owned();
                from = *end;
                text
            };
            ends.get(..fields).unwrap_or_default().iter().map(field).collect()
        };
        text.trim_start_matches('\u{feff}').split("\r\n").filter(|line| !line.is_empty()).map(inner).collect()
    }

    #[test]
    fn every_row_has_every_column_and_numbers_are_numbers() {
        for language in [Language::Ja, Language::En] {
            let rows = cells(&csv(&example(), language));
            assert!(rows.len() > 300, "{}", rows.len());
            for row in rows.iter().skip(1) {
                let [section, item, _, planned, _, quantity, value, _] = row.as_slice() else { panic!("{row:?}") };
                assert!(!section.is_empty() && !item.is_empty() && !quantity.is_empty(), "{row:?}");
                assert!(["", "true", "false"].contains(&planned.as_str()), "{row:?}");
                assert!(value.is_empty() || value.parse::<f64>().is_ok_and(f64::is_finite), "{row:?}");
            }
        }
    }

    #[test]
    fn what_is_asked_for_first_is_found() {
        let rows = cells(&csv(&example(), Language::Ja));
        let of = |section: &str, item: &str, group: &str, quantity: &str| {
            let found = rows.iter().filter(|row| {
                let of = |place: usize| row.get(place).map(String::as_str);
                [of(0), of(1), of(4), of(5)] == [Some(section), Some(item), Some(group), Some(quantity)]
            });
            found.filter_map(|row| row.get(6)).cloned().collect::<Vec<_>>()
        };
        assert_eq!(of("effect", "primary", "", "estimate"), ["312.4"]);
        assert_eq!(of("effect", "primary", "", "ci_low"), ["123.8"]);
        assert_eq!(of("flow.points", "drawn", "send", "count"), ["22440"]);
        assert_eq!(of("adherence.weeks", "12+", "", "estimate"), ["110"]);
        assert_eq!(of("money", "total", "", "yen"), ["3000000"]);
        assert_eq!(of("harms", "stopped", "send", "hidden"), [""]);
    }

    /// A count that is not told is in no cell, and what staff wrote is no formula.
    #[test]
    fn nothing_hidden_is_told_and_nothing_is_computed() {
        let mut report = example();
        report.about.title = "=1+1 \"歩く\"".to_owned();
        report.quality.flagged = Some(Count::Hidden);
        let later = Sentence::new("later", "あとで");
        report.effect.primary = Answer::Withheld(later);
        let text = csv(&report, Language::Ja);
        assert!(text.contains("\"'=1+1 \"\"歩く\"\"\""), "{text}");
        assert!(text.contains("quality,flagged,,,,hidden,,\r\n"), "{text}");
        assert!(text.contains("effect,primary,,true,,withheld,,\"あとで\"\r\n"), "{text}");
        assert!(!text.contains("effect,primary,,true,,estimate"), "{text}");
    }
}
