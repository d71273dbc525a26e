use serde::Deserialize;

/// What the city says in addition to a campaign's texts, by language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// In Japanese.
    pub ja: String,
    /// In やさしい日本語; as in Japanese when absent.
    pub easy_ja: Option<String>,
    /// In English.
    pub en: Option<String>,
}

impl Wording {
    /// The words that go with a text in a language. There is none in English where it was not given: other words
    /// would tell an English reader nothing.
    pub fn of(&self, language: &str) -> Option<&str> {
        match language {
            "en" => self.en.as_deref(),
            "easy_ja" => Some(self.easy_ja.as_deref().unwrap_or(&self.ja)),
            _ => Some(&self.ja),
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        [Some(self.ja.as_str()), self.easy_ja.as_deref(), self.en.as_deref()].into_iter().flatten()
    }
}

/// How residents stop all messages, told in the messages themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HowToStop {
    /// Put under each SMS that does not tell itself.
    pub sms: Option<Wording>,
    /// Put under the first message by LINE to a resident, if it does not tell itself.
    pub line: Option<Wording>,
}
