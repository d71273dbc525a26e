//! What pages say, from catalogues in Fluent (`words/<language>.ftl`), and how dates and numbers are written.
//! Source: Project Fluent, syntax 1.0.

use chrono::{DateTime, Datelike, Timelike, Utc};
use domain::time::weekday_in_japanese;
use domain::{Day, Zone};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use std::borrow::Cow;
use unic_langid::LanguageIdentifier;

/// A language that pages are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

const CATALOGUES: [(Language, &[&str]); 2] = [
    (
        Language::Ja,
        &[
            include_str!("words/ja.ftl"),
            include_str!("words/following.ja.ftl"),
            include_str!("words/cases.ja.ftl"),
            include_str!("words/history.ja.ftl"),
            include_str!("words/sharing.ja.ftl"),
            include_str!("words/templates.ja.ftl"),
            include_str!("words/why.ja.ftl"),
            include_str!("words/settings.ja.ftl"),
            include_str!("words/openid.ja.ftl"),
            include_str!("words/replays.ja.ftl"),
            include_str!("words/rewards.ja.ftl"),
            include_str!("words/challenges.ja.ftl"),
            include_str!("words/size.ja.ftl"),
            include_str!("words/report.ja.ftl"),
        ],
    ),
    (
        Language::En,
        &[
            include_str!("words/en.ftl"),
            include_str!("words/following.en.ftl"),
            include_str!("words/cases.en.ftl"),
            include_str!("words/history.en.ftl"),
            include_str!("words/sharing.en.ftl"),
            include_str!("words/templates.en.ftl"),
            include_str!("words/why.en.ftl"),
            include_str!("words/settings.en.ftl"),
            include_str!("words/openid.en.ftl"),
            include_str!("words/replays.en.ftl"),
            include_str!("words/rewards.en.ftl"),
            include_str!("words/challenges.en.ftl"),
            include_str!("words/size.en.ftl"),
            include_str!("words/report.en.ftl"),
        ],
    ),
];

/// What residents read: of the same keys in each language, and in plain Japanese.
const OWN: [(Language, Book, &[&str]); 3] = [
    (
        Language::Ja,
        Book::Own,
        &[
            include_str!("words/own.ja.ftl"),
            include_str!("words/own_notebook.ja.ftl"),
            include_str!("words/own_choices.ja.ftl"),
            include_str!("words/own_data.ja.ftl"),
            include_str!("words/own_rewards.ja.ftl"),
            include_str!("words/own_stamps.ja.ftl"),
        ],
    ),
    (
        Language::Ja,
        Book::OwnEasy,
        &[
            include_str!("words/own.easy_ja.ftl"),
            include_str!("words/own_notebook.easy_ja.ftl"),
            include_str!("words/own_choices.easy_ja.ftl"),
            include_str!("words/own_data.easy_ja.ftl"),
            include_str!("words/own_rewards.easy_ja.ftl"),
            include_str!("words/own_stamps.easy_ja.ftl"),
        ],
    ),
    (
        Language::En,
        Book::Own,
        &[
            include_str!("words/own.en.ftl"),
            include_str!("words/own_notebook.en.ftl"),
            include_str!("words/own_choices.en.ftl"),
            include_str!("words/own_data.en.ftl"),
            include_str!("words/own_rewards.en.ftl"),
            include_str!("words/own_stamps.en.ftl"),
        ],
    ),
];

/// Which catalogues are read from. A component parses only those that its readers need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Book {
    /// For staff.
    #[default]
    Console,
    /// For residents.
    Own,
    /// For residents, in やさしい日本語.
    OwnEasy,
}

thread_local! {
    static JA: FluentBundle<FluentResource> = bundle(Language::Ja, &console(Language::Ja));
    static EN: FluentBundle<FluentResource> = bundle(Language::En, &console(Language::En));
    static OWN_JA: FluentBundle<FluentResource> = bundle(Language::Ja, &own(Language::Ja, Book::Own));
    static OWN_EASY: FluentBundle<FluentResource> = bundle(Language::Ja, &own(Language::Ja, Book::OwnEasy));
    static OWN_EN: FluentBundle<FluentResource> = bundle(Language::En, &own(Language::En, Book::Own));
}

fn console(language: Language) -> Vec<&'static str> {
    CATALOGUES.iter().filter(|(of, _)| *of == language).flat_map(|(_, texts)| *texts).copied().collect()
}

fn own(language: Language, book: Book) -> Vec<&'static str> {
    let texts = OWN.iter().filter(|(of, in_book, _)| (*of, *in_book) == (language, book));
    texts.flat_map(|(_, _, texts)| *texts).copied().collect()
}

impl Language {
    /// The code of BCP 47.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language of a code.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        [Self::Ja, Self::En].into_iter().find(|language| language.code() == code)
    }

    fn id(self) -> LanguageIdentifier {
        // Two letters, which any parser of BCP 47 reads.
        self.code().parse().unwrap_or_default()
    }
}

/// Says things in a language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    pub(crate) language: Language,
    pub(crate) book: Book,
    pub(crate) zone: Zone,
}

/// What stands in the place of a name in a sentence.
pub(crate) enum Arg<'a> {
    Text(Cow<'a, str>),
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl Words {
    /// A sentence of the catalogue.
    pub(crate) fn say(&self, key: &str) -> String {
        self.with(key, [])
    }

    /// A sentence with names filled in.
    pub(crate) fn with<'a, const N: usize>(&self, key: &str, args: [(&'a str, Arg<'a>); N]) -> String {
        let mut given = FluentArgs::new();
        for (name, value) in args {
            match value {
                Arg::Text(text) => given.set(name, FluentValue::from(text)),
                Arg::Number(number) => given.set(name, FluentValue::from(number)),
            }
        }
        // A key that is nowhere shows itself; a test goes through them all.
        self.find(key, &given).unwrap_or_else(|| key.to_owned())
    }

    /// A sentence of the catalogue, if there is one of that key.
    pub(crate) fn find(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let in_bundle = |bundle: &FluentBundle<FluentResource>| {
            let pattern = bundle.get_message(key)?.value()?;
            Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
        };
        match (self.book, self.language) {
            (Book::Console, Language::Ja) => JA.with(in_bundle),
            (Book::Console, Language::En) => EN.with(in_bundle),
            (Book::OwnEasy, Language::Ja) => OWN_EASY.with(in_bundle),
            (Book::Own, Language::Ja) => OWN_JA.with(in_bundle),
            (Book::Own | Book::OwnEasy, Language::En) => OWN_EN.with(in_bundle),
        }
    }

    /// A number with its thousands apart.
    pub(crate) fn number(&self, number: i64) -> String {
        grouped(number)
    }

    /// A civil day: 2026年11月30日(月), or Mon 30 Nov 2026.
    pub(crate) fn day(&self, day: Day) -> String {
        let date = day.date();
        match self.language {
            Language::Ja => {
                format!("{}年{}月{}日({})", date.year(), date.month(), date.day(), weekday_in_japanese(date.weekday()))
            }
            Language::En => date.format("%a %-d %b %Y").to_string(),
        }
    }

    /// A civil day in short, for tables and plots: 11/30(月), or 30 Nov.
    pub(crate) fn short_day(&self, day: Day) -> String {
        let date = day.date();
        match self.language {
            Language::Ja => format!("{}/{}({})", date.month(), date.day(), weekday_in_japanese(date.weekday())),
            Language::En => date.format("%-d %b").to_string(),
        }
    }

    /// A year: 1952年（昭和27年）, or 1952.
    pub(crate) fn year(&self, year: i32) -> String {
        const ERAS: [(i32, &str); 5] = [(2019, "令和"), (1989, "平成"), (1926, "昭和"), (1912, "大正"), (1868, "明治")];
        let era = ERAS.iter().find(|(first, _)| *first <= year).filter(|_| self.language == Language::Ja);
        match era {
            Some((first, name)) if *first == year => format!("{year}年（{name}元年）"),
            Some((first, name)) => format!("{year}年（{name}{}年）", year - first + 1),
            None => year.to_string(),
        }
    }

    /// The language as packs and messages name it.
    pub(crate) fn of_messages(&self) -> &'static str {
        match (self.language, self.book) {
            (Language::En, _) => "en",
            (Language::Ja, Book::OwnEasy) => "easy_ja",
            (Language::Ja, _) => "ja",
        }
    }

    /// What the core says, in this language.
    pub(crate) fn said(&self, sentence: &domain::Sentence) -> String {
        match self.language {
            Language::Ja => sentence.ja.clone(),
            Language::En => sentence.en.clone(),
        }
    }

    /// An instant, as clocks in the city show it: 2026年11月30日(月) 9:05.
    pub(crate) fn instant(&self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day(self.zone.day(at)), self.clock(at))
    }

    /// What clocks in the city show: 9:05.
    pub(crate) fn clock(&self, at: DateTime<Utc>) -> String {
        let local = self.zone.civil(at);
        format!("{}:{:02}", local.hour(), local.minute())
    }
}

/// 12,000 for 12000.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut said = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    if number < 0 { format!("−{said}") } else { said }
}

fn bundle(language: Language, texts: &[&str]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![language.id()]);
    // Marks of direction around what is filled in would only be in the way of copying.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped(number.value as i64)),
        _ => None,
    }));
    for text in texts {
        // What cannot be read is left out; a test reads them all.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
    use super::*;
    use std::collections::BTreeMap;

    /// Each sentence of a catalogue with the names that it fills in.
    fn sentences(texts: &[&str]) -> BTreeMap<String, Vec<String>> {
        let mut found = BTreeMap::new();
        for text in texts {
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
            let mut key = String::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '}'])) {
                    name.clone_into(&mut key);
                    assert!(found.insert(key.clone(), Vec::new()).is_none(), "{key} is there twice");
                }
                let names: &mut Vec<String> = found.entry(key.clone()).or_default();
                for part in line.split("{ $").skip(1) {
                    names.push(part.split([' ', '}']).next().unwrap_or_default().to_owned());
                }
                names.sort();
                names.dedup();
            }
        }
        found.remove("");
        found
    }

    #[test]
    fn every_sentence_is_in_both_languages_with_the_same_names() {
        let (ja, en) = (sentences(&console(Language::Ja)), sentences(&console(Language::En)));
        assert!(ja.len() > 50);
        let (own_ja, own_en) = (sentences(&own(Language::Ja, Book::Own)), sentences(&own(Language::En, Book::Own)));
        let easy = sentences(&own(Language::Ja, Book::OwnEasy));
        let only = |one: &BTreeMap<String, Vec<String>>, other: &BTreeMap<String, Vec<String>>| {
            one.iter()
                .filter(|(key, names)| other.get(*key) != Some(names))
                .map(|(key, _)| key.clone())
                .collect::<Vec<_>>()
        };
        for (one, other) in [(&ja, &en), (&own_ja, &own_en), (&own_ja, &easy)] {
            assert_eq!((only(one, other), only(other, one)), (Vec::new(), Vec::new()));
        }
    }

    #[test]
    fn numbers_and_days_are_written_as_people_write_them() {
        let ja = Words { language: Language::Ja, book: Book::Console, zone: Zone::default() };
        let en = Words { language: Language::En, ..ja };
        let at = "2026-11-30T00:05:00Z".parse().unwrap();
        assert_eq!((ja.instant(at), en.instant(at)), ("2026年11月30日(月) 9:05".into(), "Mon 30 Nov 2026 9:05".into()));
        assert_eq!([0, 999, 1_000, -1_234_567].map(grouped), ["0", "999", "1,000", "−1,234,567"]);
    }
}
