#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use super::*;
use crate::words::{Book, Language, Words};
use domain::pack::Part;
use domain::{Pack, Problem, Zone};
use fluent_bundle::FluentArgs;
use std::collections::BTreeMap;
use std::path::Path;

/// No more than a city has to say of itself, and a long name.
const PLAIN: &str = "name = \"かすみがうら市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"かすみがうら市\"\n\
                     quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n";

/// As far as days are closed that can be.
const CLOSED: &str = "[closed]\nholidays = true\nweekends = true\n\
                      days = [{ from = \"08-13\", until = \"08-15\", name = \"お盆\" }]\n";

fn plain(more: &str) -> Pack {
    let file = ("campaigns/432059/city.toml".to_owned(), format!("{PLAIN}{more}"));
    Pack { city: "432059".parse().unwrap(), files: [file].into() }
}

/// The demo city's own pack, as it is in this repository.
fn arao() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = BTreeMap::new();
    let mut folders = vec!["campaigns/432041".to_owned(), "rules/432041".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder)).unwrap().map(Result::unwrap) {
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                folders.push(path);
            } else if !path.ends_with(".md") {
                files.insert(path, std::fs::read_to_string(entry.path()).unwrap());
            }
        }
    }
    Pack { city: "432041".parse().unwrap(), files }
}

fn day(text: &str) -> Day {
    Day::from_date(text.parse().unwrap())
}

/// What `ayumi check` would say of a campaign of these files, and how many cases it has.
fn check(pack: &Pack, name: &str, files: &PartFiles) -> (Vec<Problem>, usize) {
    let pack = pack.with_part(&Part::Campaign(name.to_owned()), files);
    let ruleset = match pack.compile() {
        Ok(ruleset) => ruleset,
        Err(problems) => return (problems, 0),
    };
    let cases = pack.cases(&ruleset).unwrap();
    let own: Vec<_> = cases.iter().filter(|case| case.campaign == name).collect();
    let warnings = pack.warnings().into_iter().filter(|warning| warning.file.contains(&format!("/{name}/")));
    (own.iter().flat_map(|case| case.run(&ruleset)).chain(warnings).collect(), own.len())
}

#[test]
fn every_template_checks_clean_in_the_demo_city_and_in_one_that_has_nothing_yet() {
    let today = day("2026-11-30");
    for pack in [arao(), plain("")] {
        for template in &TEMPLATES {
            // Under a name of its own, as it gets where the plain one is taken.
            let (problems, cases) = check(&pack, &format!("{}_2", template.name), &template.files(today));
            assert_eq!(problems, [], "{} in {}", template.name, pack.city);
            assert!((2..=5).contains(&cases), "{} has {cases} cases", template.name);
            let topics = pack.compile().unwrap().city.topics.clone();
            let files = template.files_about(today, &topics);
            let (problems, _) = check(&pack, &format!("{}_2", template.name), &files);
            assert_eq!(problems, [], "{} in {}", template.name, pack.city);
            assert_eq!(files["campaign.toml"].contains("\ntopic = \""), !topics.is_empty(), "{}", template.name);
        }
    }
}

#[test]
fn every_template_checks_clean_on_whatever_day_it_is_begun() {
    let pack = plain(CLOSED);
    // Before, amid and after the weeks in which the cases are.
    let days = ["01-31", "05-25", "06-08", "06-30", "12-01"];
    let days = (2026..2034).flat_map(|year| days.map(|day| format!("{year}-{day}")));
    for today in days.map(|text| day(&text)) {
        for template in &TEMPLATES {
            let files = template.files(today);
            let (problems, _) = check(&pack, template.name, &files);
            assert_eq!(problems, [], "{} on {today}", template.name);
            let pack = pack.with_part(&Part::Campaign(template.name.to_owned()), &files);
            let period = pack.compile().unwrap().campaigns[template.name].period;
            assert!(period.until.is_none_or(|until| until > today), "{} on {today}: {period:?}", template.name);
        }
    }
}

#[test]
fn a_case_that_expects_something_else_fails() {
    let today = day("2026-11-30");
    for template in &TEMPLATES {
        let files = template.files(today);
        let cases = &files["cases.toml"];
        assert!(cases.contains("withheld "), "{} shows nothing withheld", template.name);
        for (written, other) in [("expect = [\"", "expect = [\"nudge nothing\", \""), (" no_consent", " capped")] {
            let broken = cases.replacen(written, other, 1);
            if broken == *cases {
                // Not every one has somebody who did not agree.
                assert_eq!(written, " no_consent", "{}", template.name);
                continue;
            }
            let mut files = files.clone();
            files.insert("cases.toml".to_owned(), broken);
            let (problems, _) = check(&plain(""), template.name, &files);
            assert!(!problems.is_empty(), "{}: {written}", template.name);
            assert!(problems.iter().all(|problem| problem.file.ends_with("/cases.toml")), "{problems:?}");
        }
    }
}

#[test]
fn templates_are_of_no_city_and_are_told_in_both_languages() {
    for template in &TEMPLATES {
        for (name, text) in &template.files {
            for word in ["荒尾", "あらお", "Arao", "432041", "https://www"] {
                assert!(!text.contains(word), "{}/{name}: {word}", template.name);
            }
            let is_comment = |line: &&str| line.trim_start().starts_with(['#', '/']);
            assert!(text.lines().any(|line| is_comment(&line)), "{}/{name} teaches nothing", template.name);
        }
        for language in [Language::Ja, Language::En] {
            let words = Words { language, book: Book::Console, zone: Zone::default() };
            for end in ["", "-text", "-teaches"] {
                let key = format!("template-{}{end}", template.name);
                assert!(words.find(&key, &FluentArgs::new()).is_some(), "{key}");
            }
        }
    }
}

#[test]
fn residents_are_written_to_in_short_lines_that_do_not_press() {
    for template in &TEMPLATES {
        let name = template.name;
        let pack = plain("").with_part(&Part::Campaign(name.to_owned()), &template.files(day("2026-11-30")));
        for (message, told) in &pack.compile().unwrap().campaigns[name].messages {
            assert_eq!(told.texts.keys().collect::<Vec<_>>(), ["easy_ja", "en", "ja"], "{name} {message}");
            for (language, text) in &told.texts {
                let bodies = [text.line.as_deref(), text.sms.as_deref()];
                for body in bodies.map(Option::unwrap) {
                    for word in ["!", "！", "まだ", "できていません", "必ず", "荒尾"] {
                        assert!(!body.contains(word), "{name} {message} {language}: {word}");
                    }
                }
                let lines = text.line.as_deref().unwrap().lines();
                let long = lines.filter(|line| language == "ja" && line.chars().count() > 16).collect::<Vec<_>>();
                assert_eq!(long, Vec::<&str>::new(), "{name} {message}");
            }
        }
    }
}
