use super::super::text::utf16_units;
use super::Wording;
use crate::sentence::Sentence;
use std::ops::Range;
use toml::Spanned;

/// What is said above the address of somebody's own page, which they asked for.
///
/// ```toml
/// my_page = { ja = "わたしのページは、こちらです。" }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MyPage {
    given: Option<Wording>,
}

/// How long it may be, so that an SMS has room for the address.
const MOST: usize = 100;

const JA: &str = "わたしのページは、こちらです。リンクは7日間使えます。ほかの方には送らないでください。";
const EASY_JA: &str = "あなたの ページです。7日 つかえます。ほかの ひとに おくらないで ください。";
const EN: &str = "Here is your own page. The link works for 7 days. Please send it to nobody else.";

impl MyPage {
    pub(super) fn read(given: Option<Spanned<Wording>>, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> Self {
        let long = given.iter().flat_map(|given| given.get_ref().all().map(|text| (given.span(), utf16_units(text))));
        for (span, units) in long.filter(|(_, units)| *units > MOST) {
            let said = Sentence::new(
                format!(
                    "`my_page` has {units} characters; it can have up to {MOST}, since the address stands below it"
                ),
                format!("`my_page` が{units}文字です。すぐ下にアドレスが付くので、{MOST}文字までにしてください。"),
            );
            problem(span, said);
        }
        Self { given: given.map(Spanned::into_inner) }
    }

    /// The words in a language.
    pub fn of(&self, language: &str) -> &str {
        let known = match language {
            "en" => EN,
            "easy_ja" if self.given.is_none() => EASY_JA,
            _ => JA,
        };
        self.given.as_ref().and_then(|given| given.of(language)).unwrap_or(known)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str) -> (MyPage, Vec<String>) {
        #[derive(serde::Deserialize)]
        struct File {
            my_page: Option<Spanned<Wording>>,
        }
        let mut said = Vec::new();
        let file: File = toml::from_str(text).unwrap();
        let page = MyPage::read(file.my_page, &mut |_, sentence| said.push(sentence.ja));
        (page, said)
    }

    #[test]
    fn a_city_may_say_it_in_its_own_words() {
        let (page, said) = read("");
        assert_eq!(["ja", "easy_ja", "en"].map(|language| page.of(language)), [JA, EASY_JA, EN]);
        assert!(said.is_empty());
        let (page, said) = read("my_page = { ja = \"こちらです。\" }");
        assert_eq!(["ja", "easy_ja", "en"].map(|language| page.of(language)), ["こちらです。", "こちらです。", EN]);
        assert!(said.is_empty());
        for text in [JA, EASY_JA, EN] {
            assert!(utf16_units(text) <= MOST, "{text}");
        }
        let (_, said) = read(&format!("my_page = {{ ja = \"あ\", en = \"{}\" }}", "a".repeat(101)));
        assert_eq!(said, ["`my_page` が101文字です。すぐ下にアドレスが付くので、100文字までにしてください。"]);
    }
}
