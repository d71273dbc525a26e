use super::page::{Around, body};
use crate::design::report_styles;
use crate::words::Words;
use maud::{DOCTYPE, PreEscaped, html};
use outcomes::report::Report;

/// A report as one file, which loads nothing and is read, kept and printed by itself.
pub(super) fn whole(w: Words, report: &Report, around: &Around<'_>) -> String {
    let title = w.with("report-title", [("campaign", (&report.about.title).into())]);
    let city = &report.about.city_name;
    let page = html! {
        (DOCTYPE)
        html.of-report lang=(w.language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) " | " (city) " | ayumi" }
                style { (PreEscaped(report_styles())) }
            }
            body {
                main #main {
                    p.city { (city) }
                    h1 { (title) }
                    (body(w, report, around))
                }
            }
        }
    };
    let PreEscaped(text) = page;
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::words::{Book, Language};
    use domain::Zone;

    fn example() -> Report {
        serde_json::from_str(include_str!("../../../../outcomes/tests/reports/example.json")).unwrap()
    }

    fn written(language: Language, report: &Report) -> String {
        let w = Words { language, book: Book::Console, zone: Zone::default() };
        let around = Around {
            made_at: Some(report.missing.watermark),
            hash: Some("5f0e"),
            being_made: false,
            address: None,
            gives_plan: false,
        };
        whole(w, report, &around)
    }

    #[test]
    fn a_file_loads_nothing_and_says_all() {
        for language in [Language::Ja, Language::En] {
            let report = example();
            let text = written(language, &report);
            // A key that is nowhere would show itself.
            assert!(!text.contains(">report-") && !text.contains(" report-"), "{language:?}");
            assert!(!text.contains("<script") && !text.contains("<link") && !text.contains("url("), "{language:?}");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{language:?}");
        }
    }

    #[test]
    fn what_is_withheld_shows_no_number_anywhere() {
        use outcomes::report::Answer;
        let mut report = example();
        let later = domain::Sentence::new("Not before the last look.", "最後に見る日までは示しません。");
        report.effect.primary = Answer::Withheld(later.clone());
        report.effect.relative = Answer::Withheld(later.clone());
        let text = written(Language::Ja, &report);
        assert!(text.contains("最後に見る日までは示しません。"));
    }
}
