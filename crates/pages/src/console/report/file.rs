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
    /// A table by its caption.
    fn table<'t>(text: &'t str, caption: &str) -> &'t str {
        let (_, table) = text.split_once(&format!("<caption>{caption}</caption>")).unwrap();
        table.split_once("</table>").unwrap().0
    }

    #[test]
    fn people_are_counted_beside_the_arms_that_they_are_in() {
        let text = written(Language::Ja, &example());
        let people = table(&text, "群の人数と、決めた割合");
        assert!(people.contains(">control<") && people.contains(">nudge<") && !people.contains("送った"), "{people}");
        let points = table(&text, "判断時点のくじと、記録された確率");
        assert!(points.contains(">送った<") && !points.contains("nudge"), "{points}");
    }

    #[test]
    fn intervals_are_told_with_their_own_level() {
        use outcomes::report::Answer;
        let mut report = example();
        if let Answer::Known(primary) = &mut report.effect.primary {
            primary.level = 0.9;
        }
        let (ja, en) = (written(Language::Ja, &report), written(Language::En, &report));
        assert!(ja.contains("%です（90%区間 ") && !ja.contains("%です（95%区間 "));
        assert!(en.contains("Relative to the mean without, that is ") && en.contains("% (90% interval "));
        // What is paid has the level of the contract.
        let statement = report.money.as_ref().and_then(Answer::known).unwrap().statement.ends.as_ref().unwrap();
        let standing = ja.split_once("推定値は").unwrap().1.split_once('。').unwrap().0;
        assert!(standing.contains(&format!("（{}%区間 ", statement.percent)), "{standing}");
    }
}
