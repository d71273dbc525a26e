//! What staff are told, in the languages in which they read it.

use serde::{Deserialize, Serialize};

/// A language in which people are told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// Words that say the same in English and in Japanese. They are written side by side, where what
/// they tell of is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sentence {
    /// In English.
    pub en: String,
    /// In Japanese, for a colleague who writes no programs.
    pub ja: String,
}

impl Sentence {
    /// The same in both languages.
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self { en: en.into(), ja: ja.into() }
    }

    /// The words in one of the languages.
    pub fn say(&self, language: Language) -> &str {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}

/// A number as people write it: `1,200`.
pub fn thousands(number: impl TryInto<u64>) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", thousands(number / 1_000), number % 1_000) }
}
